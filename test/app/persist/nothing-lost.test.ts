/** The rule of persisting: whatever a step says is said by its format, or left to the script. Each option of each step is tried by itself. */
import { describe, expect, test } from 'vitest';
import { BridgeSpec } from '../../../app/noun/bridge/steps.ts';
import { PortSpec } from '../../../app/noun/port/steps.ts';
import type { Step } from '../../../app/noun/step.ts';
import { VxlanSpec } from '../../../app/noun/vxlan/steps.ts';
import { writtenBy } from '../../../app/persist/files.ts';
import { PERSIST_FORMATS } from '../../../app/persist/format.ts';

const NETWORKD = { systemd: true, networkd: true, networkManager: false, netplan: true, ifupdown: true };
const MANAGER = { ...NETWORKD, networkd: false, networkManager: true };
const readers = PERSIST_FORMATS.flatMap((format) => [
  { format, by: 'networkd', facts: NETWORKD },
  { format, by: 'NetworkManager', facts: MANAGER },
]);

const own = { netns: '', dev: 'vx1' } as const;
const vxlan = { vni: 1, dstport: 4789, local: '192.0.2.1' };
const VALUES: Readonly<Record<string, unknown>> = {
  ...{ vni: 9, dstport: 8472, local: '192.0.2.9', remote: '192.0.2.8', group: '239.1.1.1', dev: 'eth0', ttl: 7 },
  ...{ tos: '0x10', df: 'set', flowlabel: '0x1f', reservedBits: '0x1', srcport: { low: 1, high: 2 } },
  ...{ learning: false, udpcsum: false, localbypass: false, state: 'blocking', backupPort: 'eth9' },
  ...{ flood: false, mcastFlood: false, bcastFlood: false, mcastSnooping: false, mcastRouter: 2 },
  ...{
    groupAddress: '01:80:c2:00:00:0d',
    vlanProtocol: '802.1ad',
    mcastIgmpVersion: 3,
    mcastMldVersion: 2,
    vlanDefaultPvid: 7,
  },
  ...{ ageing: 77, forwardDelay: 9, helloTime: 3, maxAge: 25 },
};
/** Another value than the kernel starts with. */
function valueOf(entries: Readonly<Record<string, unknown>>, name: string): unknown {
  if (name in VALUES) return VALUES[name];
  const text = JSON.stringify(entries[name]);
  return text.includes('"boolean"') ? true : 7;
}

function said(steps: readonly Step[], { format, facts }: (typeof readers)[number]): string {
  const { files, left } = writtenBy(format, steps, 'host', facts);
  return JSON.stringify([files, left.map(({ step }) => step)]);
}

const base: readonly Step[] = [
  { do: 'link-add-bridge', netns: '', name: 'br1' },
  { do: 'link-add-vxlan', netns: '', name: 'vx1', vxlan },
];
const up: readonly Step[] = [
  { do: 'link-set-up', netns: '', name: 'vx1', up: true },
  { do: 'link-set-up', netns: '', name: 'br1', up: true },
];
const port: Step = { do: 'link-set-master', netns: '', name: 'vx1', master: 'br1' };

describe.each(readers)('$format read by $by loses nothing', (reader) => {
  const without = said([...base, port, ...up], reader);
  const differs = (what: string, step: Step | readonly Step[]): void => {
    const steps = [...base, port, ...[step].flat(), ...up];
    expect(said(steps, reader), what).not.toBe(without);
  };

  test('of a port, in one of ours and in one of somebody else', () => {
    const foreign: Step = { do: 'link-set-master', netns: '', name: 'vx1', master: 'docker0' };
    const plain = said([...base, foreign, ...up], reader);
    for (const name of Object.keys(PortSpec.entries)) {
      const set = { [name]: valueOf(PortSpec.entries, name) };
      const step = { do: 'port-set', netns: '', name: 'vx1', set } as Step;
      differs(name, step);
      expect(said([...base, foreign, step, ...up], reader), name).not.toBe(plain);
    }
    expect(plain).not.toBe(without);
  });

  test('of a bridge', () => {
    for (const name of Object.keys(BridgeSpec.entries)) {
      const set = { [name]: valueOf(BridgeSpec.entries, name) };
      differs(name, { do: 'link-set-bridge', netns: '', name: 'br1', set } as Step);
    }
    const [bridge, ...rest] = [...base, port, ...up];
    expect(said([{ ...bridge, vlanDefaultPvid: 5 } as Step, ...rest], reader)).not.toBe(without);
    expect(said([{ ...bridge, stp: true } as Step, ...rest], reader)).not.toBe(without);
    expect(said([{ ...bridge, mtu: 1400 } as Step, ...rest], reader)).not.toBe(without);
  });

  test('of a vxlan', () => {
    for (const name of Object.keys(VxlanSpec.entries)) {
      const changed = { ...vxlan, [name]: valueOf(VxlanSpec.entries, name) };
      const steps: Step[] = [{ do: 'link-add-vxlan', netns: '', name: 'vx1', vxlan: changed } as Step];
      expect(said([...base.slice(0, 1), ...steps, port, ...up], reader), name).not.toBe(without);
    }
  });

  test('of what is set on a device', () => {
    for (const mode of ['none', 'random', 'stable_secret'] as const)
      differs(mode, { do: 'link-set-addrgenmode', netns: '', name: 'vx1', mode } as Step);
    differs('mtu', { do: 'link-set-mtu', netns: '', name: 'vx1', mtu: 1400 });
    differs('offload', { do: 'offload-set', ...own, feature: 'tx-checksum-ip-generic', on: false });
    const fdb = {
      do: 'fdb-append',
      ...own,
      mac: '00:00:00:00:00:00',
      dst: '192.0.2.2',
      owner: 'self',
      state: 'permanent',
    } as const;
    const more = [
      {},
      { port: 4790 },
      { vni: 7 },
      { srcVni: 7 },
      { via: 'eth0' },
      { vlan: 7 },
      { owner: 'master' },
      { state: 'static' },
      { flags: ['sticky'] },
      { nhid: 7 },
    ];
    allDiffer(more.map((one) => ({ ...fdb, mac: '02:00:00:00:00:01', ...one }) as Step));
    const neighbour = {
      do: 'neighbour-replace',
      ...own,
      dst: '10.0.0.2',
      mac: '02:00:00:00:00:02',
      state: 'permanent',
    } as const;
    allDiffer([
      neighbour,
      { ...neighbour, state: 'noarp' },
      { ...neighbour, flags: ['router'] },
      { do: 'neighbour-proxy-add', ...own, dst: '10.0.0.3' },
    ]);
  });

  test('of an address or a route, on a bridge and on a port', () => {
    for (const dev of ['br1', 'vx1']) {
      const address = { do: 'address-add', netns: '', dev, address: '10.0.0.1/24' } as const;
      allDiffer(
        [
          {},
          { peer: '10.0.0.9' },
          { broadcast: '10.0.0.255' },
          { scope: 'link' },
          { label: `${dev}:1` },
          { flags: ['noprefixroute'] },
          { flags: ['nodad'] },
        ].map((one) => ({ ...address, ...one }) as Step),
      );
      const route = { do: 'route-add', netns: '', family: 'inet', dst: '10.1.0.0/16', dev } as const;
      allDiffer(
        [
          {},
          { via: '10.0.0.2' },
          { src: '10.0.0.1' },
          { metric: 7 },
          { onlink: true, via: '10.0.0.3' },
          { type: 'blackhole' },
          { table: '7' },
          { protocol: 'bird' },
          { scope: 'host' },
          { nexthops: [{ dev, via: '10.0.0.2', weight: 2 }] },
        ].map((one) => ({ ...route, ...one }) as Step),
      );
    }
  });

  function allDiffer(steps: readonly Step[]): void {
    const texts = steps.map((step) => said([...base, port, step, ...up], reader));
    texts.forEach((text, at) => {
      expect(text, JSON.stringify(steps[at])).not.toBe(without);
      const twin = texts.findIndex((other) => other === text);
      expect(steps[twin], JSON.stringify(steps[at])).toBe(steps[at]);
    });
  }
});
