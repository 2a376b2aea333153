import { describe, expect, test } from 'vitest';
import { iptablesVerdict, type FilterPacket } from '../../../app/doctor/filter.ts';
import { nftVerdict } from '../../../app/doctor/filter-nft.ts';
import { nftChains } from '../../../app/doctor/nft-ruleset.ts';

const PACKET: FilterPacket = { protocol: 'udp', src: '192.168.64.4', dst: '192.168.64.3', dport: 4789, iif: 'eth0' };

const save = (policy: string, ...rules: readonly string[]): string =>
  ['*filter', `:INPUT ${policy} [0:0]`, ':GUARD - [0:0]', ...rules.map((rule) => `[0:0] ${rule}`), 'COMMIT'].join('\n');

describe('iptables-save', () => {
  test.each([
    ['a policy', save('DROP'), 'drop'],
    [
      'a hole before a policy',
      save('DROP', '-A INPUT -s 192.168.64.0/24 -p udp -m udp --dport 4789 -j ACCEPT'),
      'accept',
    ],
    ['a hole for another port', save('DROP', '-A INPUT -p udp -m udp --dport 8472 -j ACCEPT'), 'drop'],
    [
      'established only: two directions of a tunnel are two flows',
      save('DROP', '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
      'drop',
    ],
    ['a chain of a chain', save('ACCEPT', '-A INPUT -j GUARD', '-A GUARD -p udp -j DROP'), 'drop'],
    ['a range of ports, negated', save('ACCEPT', '-A INPUT -p udp -m udp ! --dport 4000:5000 -j DROP'), 'accept'],
    [
      'a limit, and the rest dropped',
      save('ACCEPT', '-A INPUT -p udp -m limit --limit 15/sec -j ACCEPT', '-A INPUT -p udp -j DROP'),
      'limit',
    ],
    [
      'a match that is not understood proves nothing',
      save('ACCEPT', '-A INPUT -m set --match-set x src -j DROP'),
      'accept',
    ],
    ['another card', save('ACCEPT', '-A INPUT -i wg0 -j DROP'), 'accept'],
  ])('%s', (_what, text, verdict) => {
    expect(iptablesVerdict(text, 'filter', 'INPUT', PACKET).verdict).toBe(verdict);
  });
});

const ruleset = (policy: string, ...rules: readonly string[]): string => `table inet guard {
	set peers {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.1, 10.0.0.2 timeout 1h expires 20m,
			     192.168.64.0/24 comment "the lab" }
	}
	chain guard {
		udp dport 4789 drop
	}
	chain lets {
		accept
	}
	chain pre {
		type filter hook prerouting priority raw; policy ${policy};
		${rules.join('\n\t\t')}
	}
}`;

describe('nft list ruleset', () => {
  test.each([
    ['a rule with a counter', ruleset('accept', 'udp dport 4789 counter packets 3 bytes 96 drop'), 'drop'],
    ['a set of ports', ruleset('accept', 'udp dport { 53, 4789 } drop'), 'drop'],
    ['another port', ruleset('accept', 'udp dport 53 drop'), 'accept'],
    ['a policy', ruleset('drop', 'ct state established,related accept'), 'drop'],
    ['a hole before a policy', ruleset('drop', 'iifname "eth0" udp dport 4789 accept'), 'accept'],
    ['somebody else', ruleset('accept', 'ip saddr 10.0.0.0/8 udp dport 4789 drop'), 'accept'],
    ['a match that is not understood proves nothing', ruleset('accept', 'meta mark 0x1 udp dport 4789 drop'), 'accept'],
    [
      'a set by its name',
      ruleset('drop', 'ip saddr @peers udp dport { 4789, 8472 } counter packets 0 bytes 0 accept'),
      'accept',
    ],
    ['not of a set', ruleset('accept', 'ip saddr != @peers udp dport 4789 drop'), 'accept'],
    ['a concatenation', ruleset('accept', 'ip saddr . udp dport { 192.168.64.4 . 4789 } drop'), 'drop'],
    ['a map of verdicts', ruleset('accept', 'udp dport vmap { 53 : accept, 4789 : drop }'), 'drop'],
    [
      'a map without the port',
      ruleset('drop', 'udp dport vmap { 53 : drop }', 'ip protocol vmap { icmp : drop, udp : accept }'),
      'accept',
    ],
    [
      'a map of states',
      ruleset('drop', 'ct state vmap { established : accept, related : accept, invalid : drop }'),
      'drop',
    ],
    ['a map that is asked what is not known', ruleset('drop', 'meta mark vmap { 0x1 : accept }'), 'accept'],
    [
      'a map of another protocol, that is asked what is not known',
      ruleset('drop', 'tcp dport 4789 sctp chunk vmap { data : accept }'),
      'drop',
    ],
    ['a chain by a map', ruleset('accept', 'meta l4proto vmap { udp : jump guard }'), 'drop'],
    ['a chain that perhaps lets it through', ruleset('drop', 'meta mark 0x1 jump lets'), 'accept'],
    [
      'a rate, and the policy for the rest',
      ruleset('drop', 'udp dport 4789 limit rate 10/second burst 5 packets accept'),
      'limit',
    ],
    ['a rate with a space in it', ruleset('accept', 'udp dport 4789 limit rate over 10 kbytes/second drop'), 'limit'],
    ['a redirection', ruleset('accept', 'udp dport 4789 redirect to :9999'), 'steal'],
    ['frames that are no IP packets', ruleset('accept', 'ether type arp drop'), 'accept'],
    ['a length', ruleset('accept', 'meta length > 1000 drop'), 'accept'],
    ['a port by its name', ruleset('accept', 'udp dport vxlan drop'), 'drop'],
  ])('%s', (_what, text, verdict) => {
    const chains = nftChains(text);
    const base = chains.find(({ hook }) => hook !== undefined);
    expect(base?.hook).toBe('prerouting');
    expect(base === undefined ? undefined : nftVerdict(chains, base, PACKET).verdict).toBe(verdict);
  });
});
