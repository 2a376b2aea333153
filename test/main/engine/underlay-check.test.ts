/** What two real hosts say about the network between them, before anything is planned. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect } from 'vitest';
import { onThisMachine } from '../../app/base/pace.ts';
import { queriesOf } from '../../../app/noun/query.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { UnderlayCheck } from '../../../app/overlay/underlay-check.ts';
import { judgeUnderlay } from '../../../app/overlay/underlay-judge.ts';
import { problemText } from '../../../app/problem/text.ts';
import { createUnderlayChecks, type UnderlayChecks } from '../../../main/engine/underlay-check.ts';
import type { Session } from '../../../main/engine/session.ts';
import { enterArgv, listLabs, type Lab, type LabHost } from '../../../main/lab/lab.ts';
import { sshTransport } from '../../../main/transport/ssh.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { sshTest, withSshLab } from '../../lab/ssh-lab.ts';
import { suggested, withEngine } from './engine-for-test.ts';

const PAIR = ['lab:alpha', 'lab:beta'] as const;

/** An overlay mount in which the program is deleted; only the host itself sees that. */
const WITHOUT_PING = `mkdir -p /run/bin/up /run/bin/work
mount -t overlay overlay -o lowerdir=/usr/bin,upperdir=/run/bin/up,workdir=/run/bin/work /usr/bin
rm /usr/bin/ping`;

interface Checked {
  readonly session: Session;
  readonly checks: UnderlayChecks;
  /** Every command that was asked, as text. */
  readonly asked: string[];
}

async function withChecks<T>(lab: Lab, body: (checked: Checked) => Promise<T>): Promise<T> {
  return withEngine(lab, async ({ session }) => {
    const asked: string[] = [];
    const record = (_host: HostId, _purpose: unknown, outcomes: readonly { argv: readonly string[] }[]): void =>
      void asked.push(...outcomes.map(({ argv }) => argv.join(' ')));
    const checks = createUnderlayChecks({ collector: (host) => session.hosts.find(host), record, now: Date.now });
    return body({ session, checks, asked });
  });
}

async function checked(checks: UnderlayChecks, hosts: readonly [HostId, HostId] = PAIR): Promise<UnderlayCheck> {
  const answer = await checks.check(hosts, { again: true });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value;
}

/** Code, field and sentence of each problem of the link as suggested. */
function said(session: Session, check: UnderlayCheck, more: object = {}): readonly string[] {
  const intent = { ...suggested(session, check.hosts, { check }), ...more };
  return judgeUnderlay(intent, check).map((one) => `${one.code} ${one.where.field}: ${problemText(one).text}`);
}

/** In the namespace of the wire between the hosts. */
async function inSwitch(lab: Lab, ...argv: readonly string[]): Promise<void> {
  const pid = (await listLabs()).find(({ name }) => name === lab.name)?.pid ?? 0;
  await inHost({ ...hostOf(lab, 'alpha'), name: 'switch', pid }, ...argv);
}

/** A program that holds a UDP port of a host while `body` runs. */
async function whileTaken<T>(host: LabHost, bind: string, body: () => Promise<T>): Promise<T> {
  const script = `require('dgram').createSocket(${bind}, () => console.log('bound'))`;
  const [file = '', ...argv] = enterArgv(host, [process.execPath, '-e', script]);
  const child = spawn(file, argv, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    return await body();
  } finally {
    // nsenter forks: the program itself is its child.
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await once(child, 'exit');
  }
}

describe('two hosts that reach each other', () => {
  labTest('answer both ways with packets as large as their devices, and nothing is said', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks, asked }) => {
        const began = performance.now();
        const check = await checked(checks);
        console.log(
          `underlay check of two lab hosts: ${Math.round(performance.now() - began)} ms, ${asked.length} probes`,
        );
        expect(check.pairs).toMatchObject([
          {
            addresses: ['192.168.64.3', '192.168.64.4'],
            ways: [
              { reach: { state: 'answered' }, way: { dev: 'eth0' }, largest: 1500 },
              { reach: { state: 'answered' }, way: { dev: 'eth0' }, largest: 1500 },
            ],
          },
        ]);
        expect(said(session, check)).toEqual([]);
        expect(suggested(session, PAIR, { check }).mtu).toBe(1450);
      }),
    ),
  );

  labTest('are asked once by all who ask at the same moment, and again only when told to', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ checks, asked }) => {
        const [one, other] = await Promise.all([checks.check(PAIR), checks.check(PAIR)]);
        const first = asked.length;
        expect(one).toBe(other);
        await checks.check(PAIR);
        expect(asked).toHaveLength(first);
        await checks.check(PAIR, { again: true });
        expect(asked.length).toBe(2 * first);
      }),
    ),
  );

  labTest('over IPv6 are measured too, and a tunnel over it gets 70 bytes less', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks }) => {
        for (const [index, name] of ['alpha', 'beta'].entries()) {
          await inHost(hostOf(lab, name), 'ip', 'addr', 'add', `fd00:64::${index + 1}/64`, 'dev', 'eth0', 'nodad');
          await session.hosts.find(`lab:${name}`)?.refresh();
        }
        const addresses = ['fd00:64::1', 'fd00:64::2'] as const;
        const answer = await checks.check(PAIR, { addresses });
        if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
        expect(answer.value.pairs).toMatchObject([{ addresses, ways: [{ largest: 1500 }, { largest: 1500 }] }]);
        expect(suggested(session, PAIR, { addresses, check: answer.value }).mtu).toBe(1430);
      }),
    ),
  );
});

describe('a path', () => {
  labTest('that swallows large packets lowers the MTU to what passes, to the byte', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks }) => {
        await inSwitch(lab, 'ip', 'link', 'set', 'dev', 'p-beta', 'mtu', '1432');
        const began = performance.now();
        const check = await checked(checks);
        console.log(`path MTU of a black hole found in ${Math.round(performance.now() - began)} ms`);
        // What comes out of the port is held to its MTU; what goes in may be four bytes larger, for a VLAN tag (dev_forward_skb).
        expect(check.pairs[0]?.ways.map(({ largest }) => largest)).toEqual([1432, 1436]);
        expect(suggested(session, PAIR, { check }).mtu).toBe(1382);
        expect(said(session, check)).toEqual([]);
        expect(said(session, check, { mtu: 1450 })).toEqual([
          expect.stringMatching(/^underlay-path-mtu mtu: At most 1382 fits: packets of 1432 bytes pass/),
        ]);
      }),
    ),
  );
});

describe('an address', () => {
  labTest('that nobody has is an error as soon as the kernel says so, on both labels', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks }) => {
        await inSwitch(lab, 'ip', 'link', 'set', 'dev', 'p-beta', 'nomaster');
        const began = performance.now();
        const check = await checked(checks);
        expect(performance.now() - began).toBeLessThan(onThisMachine(6000));
        expect(said(session, check)).toEqual([
          'underlay-unreachable sides.1.underlayAddress: alpha cannot reach 192.168.64.4 of beta: nothing there answers for it.',
          'underlay-unreachable sides.0.underlayAddress: beta cannot reach 192.168.64.3 of alpha: nothing there answers for it.',
        ]);
      }),
    ),
  );

  labTest('that drops pings is a warning only, and one without a route an error', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks }) => {
        await inHost(hostOf(lab, 'beta'), 'sysctl', '-q', '-w', 'net.ipv4.icmp_echo_ignore_all=1');
        expect(said(session, await checked(checks))).toEqual([
          expect.stringMatching(/^underlay-silent sides.1.underlayAddress: alpha gets no answer from 192.168.64.4/),
        ]);
        await inHost(hostOf(lab, 'beta'), 'ip', 'addr', 'add', '198.51.100.1/24', 'dev', 'eth0');
        await session.hosts.find('lab:beta')?.refresh();
        const addresses = ['192.168.64.3', '198.51.100.1'] as const;
        const answer = await checks.check(PAIR, { addresses });
        if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
        expect(said(session, answer.value)).toEqual([
          'underlay-unreachable sides.1.underlayAddress: alpha cannot reach 198.51.100.1 of beta: it has no route there.',
          expect.stringMatching(/^underlay-silent sides.0/),
        ]);
      }),
    ),
  );

  labTest('that answers is preferred to one that looks likelier', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks }) => {
        // The same small subnet on devices that lead nowhere: by the tables alone it would be chosen.
        for (const [index, name] of ['alpha', 'beta'].entries()) {
          const host = hostOf(lab, name);
          await inHost(host, 'ip', 'link', 'add', 'name', 'aux0', 'type', 'veth', 'peer', 'name', 'aux1');
          for (const dev of ['aux0', 'aux1']) await inHost(host, 'ip', 'link', 'set', 'dev', dev, 'up');
          await inHost(host, 'ip', 'addr', 'add', `172.31.0.${index + 1}/24`, 'dev', 'aux0');
          await inHost(host, 'ip', 'route', 'add', 'default', 'via', `172.31.0.9`, 'dev', 'aux0');
          await session.hosts.find(`lab:${name}`)?.refresh();
        }
        expect(suggested(session, PAIR).sides[0].underlayAddress).toBe('172.31.0.1');
        const check = await checked(checks);
        expect(check.pairs.length).toBeGreaterThan(1);
        const { sides, mtu } = suggested(session, PAIR, { check });
        expect(sides.map(({ underlayDev, underlayAddress }) => [underlayDev, underlayAddress])).toEqual([
          ['eth0', '192.168.64.3'],
          ['eth0', '192.168.64.4'],
        ]);
        expect([mtu, said(session, check)]).toEqual([1450, []]);
      }),
    ),
  );
});

describe('a tunnel', () => {
  labTest('that covers the way of its own packets is named as the fault, and not what to choose', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks }) => {
        const commands = [
          'link add name vx1 type vxlan id 1 local 192.168.64.3 dev eth0 dstport 8285 nolearning',
          ...['addr add 192.168.176.0/8 dev vx1', 'link set dev vx1 up', 'route del 192.168.64.0/24 dev eth0'],
        ];
        for (const words of commands) await inHost(hostOf(lab, 'alpha'), 'ip', ...words.split(' '));
        await session.hosts.find('lab:alpha')?.refresh();
        const check = await checked(checks);
        expect(suggested(session, PAIR, { check }).sides[0]).toMatchObject({ underlayDev: 'eth0' });
        expect(said(session, check)).toContainEqual(
          expect.stringMatching(/^underlay-behind-tunnel .*: alpha sends to 192.168.64.4 through vx1, a VXLAN tunnel/),
        );
      }),
    ),
  );
});

describe('a UDP port', () => {
  labTest('that a program holds is named with the program, on every address and for its family only', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks }) => {
        const taken = 'underlay-port-taken port: UDP port 4789 on beta is used by node.';
        const binds = [
          ["'udp4').bind({ port: 4789, address: '127.0.0.1' }", [taken]],
          ["'udp6').bind({ port: 4789 }", [taken]],
          ["{ type: 'udp6', ipv6Only: true }).bind({ port: 4789 }", []],
        ] as const;
        for (const [bind, problems] of binds)
          await whileTaken(hostOf(lab, 'beta'), bind, async () => {
            const check = await checked(checks);
            expect(said(session, check), bind).toEqual(problems);
            expect(said(session, check, { port: 8472 })).toEqual([]);
          });
      }),
    ),
  );

  labTest('that only vxlan devices share is free', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session, checks }) => {
        const vxlan = 'ip link add name vx7 type vxlan id 7 dstport 4789 local 192.168.64.4 dev eth0';
        await inHost(hostOf(lab, 'beta'), ...vxlan.split(' '));
        await inHost(hostOf(lab, 'beta'), 'ip', 'link', 'set', 'dev', 'vx7', 'up');
        await session.hosts.find('lab:beta')?.refresh();
        expect(said(session, await checked(checks))).toEqual([]);
      }),
    ),
  );
});

describe('a check', () => {
  labTest('that is cancelled ends at once, and leaves no ping behind', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ checks }) => {
        await inSwitch(lab, 'ip', 'link', 'set', 'dev', 'p-beta', 'nomaster');
        const cancel = new AbortController();
        const began = performance.now();
        const answer = checks.check(PAIR, { signal: cancel.signal });
        setTimeout(() => cancel.abort(), 200);
        await answer;
        expect(performance.now() - began).toBeLessThan(onThisMachine(1500));
      }),
    ),
  );
});

describe('over ssh', () => {
  sshTest(
    'hosts are asked like any other, in every pairing, beside what their sessions do',
    async () => {
      await withSshLab({ hosts: ['alpha', 'beta'] }, async ({ lab, configFile, host }) => {
        await withChecks(lab, async ({ session, checks }) => {
          const targets = ['free-alpha', 'beta'].map((target) =>
            sshTransport({ host: `ssh:${target}`, target, configFile }),
          );
          for (const transport of targets) await session.hosts.add(transport, { live: false }).refresh();
          const before = targets.map((transport) => transport.exchanges());
          for (const pair of [
            ['ssh:free-alpha', 'ssh:beta'],
            ['ssh:free-alpha', 'lab:beta'],
          ] as const) {
            const check = await checked(checks, pair);
            expect(check.pairs[0]?.ways, pair.join()).toMatchObject([
              { reach: { state: 'answered' }, way: { dev: 'eth0' }, largest: 1500 },
              { reach: { state: 'answered' }, way: { dev: 'eth0' }, largest: 1500 },
            ]);
            expect(said(session, check)).toEqual([]);
          }
          expect(targets.map((transport) => transport.exchanges())).toEqual(before);
          await whileTaken(host('beta'), "'udp4').bind({ port: 4789 }", async () => {
            expect(said(session, await checked(checks, ['ssh:free-alpha', 'ssh:beta']))).toEqual([
              'underlay-port-taken port: UDP port 4789 on beta is used by node.',
            ]);
          });
        });
      });
    },
    60_000,
  );

  sshTest(
    'a ping that waits for its answer does not hold up a refresh',
    async () => {
      await withSshLab({}, async ({ configFile }) => {
        const transport = sshTransport({ host: 'ssh:alpha', target: 'alpha', configFile });
        await transport.read(queriesOf('link', ''));
        const began = performance.now();
        const silent = { kind: 'ping', netns: '', target: '192.168.64.99', count: 1, waitS: 1, deadlineS: 3 } as const;
        const pings = [1, 2, 3].map(() => transport.probe(silent));
        await transport.read(queriesOf('link', ''));
        expect(performance.now() - began).toBeLessThan(onThisMachine(1000));
        for (const outcome of await Promise.all(pings))
          expect([outcome.exitCode, outcome.failure]).toEqual([1, undefined]);
        const cancel = new AbortController();
        const cancelled = transport.probe({ ...silent, deadlineS: 20 }, { signal: cancel.signal });
        cancel.abort();
        expect((await cancelled).failure).toBe('cancelled');
        // Another address: of the first the kernel may know by now that nobody has it, and say so at once.
        const other = { ...silent, target: '192.168.64.98', deadlineS: 20 };
        const late = await transport.probe(other, { timeoutMs: 200 });
        expect(late.failure).toBe('timeout');
        await transport.close();
      });
    },
    30_000,
  );
});

describe('a host', () => {
  sshTest(
    'without ping, and one whose ping knows too little, say so and hold nothing up',
    async () => {
      await withSshLab({ hosts: ['alpha', 'beta'] }, async ({ lab, host }) => {
        await withChecks(lab, async ({ session, checks }) => {
          await inHost(host('alpha'), 'mount', '--bind', '/bin/busybox', '/usr/bin/ping');
          expect(said(session, await checked(checks))).toEqual([
            'underlay-mtu-not-checked mtu: The largest packet from alpha to beta was not measured: the ping on alpha cannot forbid fragmentation.',
          ]);
          await inHost(host('beta'), 'sh', '-c', WITHOUT_PING);
          const check = await checked(checks);
          expect(said(session, check)[0]).toBe(
            'underlay-not-checked sides.0.underlayAddress: Whether beta reaches 192.168.64.3 was not checked: ping is not installed on beta.',
          );
          expect(suggested(session, PAIR, { check }).mtu).toBe(1450);
        });
      });
    },
    30_000,
  );
});

describe('a vxlan device that shares its port with none of another kind', () => {
  labTest('is named on the label of the port, as the kernel would refuse it', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withChecks(lab, async ({ session }) => {
        for (const option of ['gbp', 'remcsumrx', 'udp6zerocsumrx']) {
          const beta = hostOf(lab, 'beta');
          await inHost(beta, ...`ip link add name vx7 type vxlan id 7 dstport 4789 ${option}`.split(' '));
          await inHost(beta, 'ip', 'link', 'set', 'dev', 'vx7', 'up');
          await inHost(beta, ...'ip link add name vx8 type vxlan id 8 dstport 4789'.split(' '));
          await expect(inHost(beta, 'ip', 'link', 'set', 'dev', 'vx8', 'up')).rejects.toThrow('Address already in use');
          await inHost(beta, 'ip', 'link', 'del', 'dev', 'vx8');
          await session.hosts.find('lab:beta')?.refresh();
          const { problems } = session.previews.preview(suggested(session, PAIR));
          expect(problems).toMatchObject([
            { where: { field: 'port' }, facts: { reason: `4789 is taken whole by vx7 (${option}) on beta` } },
          ]);
          await inHost(beta, 'ip', 'link', 'del', 'dev', 'vx7');
        }
      }),
    ),
  );
});
