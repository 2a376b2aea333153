import { spawn } from 'node:child_process';
import { describe, expect } from 'vitest';
import { problemText } from '../../../app/problem/text.ts';
import type { Session } from '../../../main/engine/session.ts';
import { enterArgv, type LabHost } from '../../../main/lab/lab.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { withEngine } from './engine-for-test.ts';

const vxlan = (vni: number, dstport: number, netns = '') => ({
  kind: 'edit',
  host: 'lab:alpha',
  items: [
    { noun: 'vxlan', verb: 'add', netns, name: 'vx5', vxlan: { vni, dstport, local: '192.168.64.3', dev: 'eth0' } },
  ],
});

async function said(session: Session, intent: object): Promise<{ readonly planned: boolean; readonly texts: string }> {
  const { plan, problems } = await session.preview(intent);
  return { planned: plan !== undefined, texts: problems.map((one) => problemText(one).text).join(' ') };
}

/** A program that holds a UDP port until it is ended. */
async function holding<T>(host: LabHost, port: number, body: () => Promise<T>): Promise<T> {
  const script = `require('dgram').createSocket('udp4').bind(${port}, '0.0.0.0', () => console.log('bound'))`;
  const [file = '', ...args] = enterArgv(host, [process.execPath, '-e', script]);
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return await body();
  } finally {
    await inHost(host, 'sh', '-c', `ss -Hulnp | sed -n 's/.*:${port} .*pid=\\([0-9]*\\).*/\\1/p' | xargs kill -9`);
  }
}

describe('a tunnel whose place is taken', () => {
  labTest('by a program that holds its port is known by name before, in every way of making it', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, ({ session }) =>
        holding(hostOf(lab, 'alpha'), 6784, async () => {
          const taken = await said(session, vxlan(5, 6784));
          expect(taken).toEqual({
            planned: false,
            texts: expect.stringMatching(/UDP port 6784 on alpha is used by \S+\./) as string,
          });
          expect((await said(session, vxlan(5, 6785))).planned).toBe(true);
          const file = {
            name: 'mesh',
            mode: 'bridged' as const,
            port: 6784,
            members: [{ host: 'lab:alpha' as const }, { host: 'lab:beta' as const }],
          };
          const { completeFrom } = await import('../../../main/engine/overlay-previews.ts');
          const { spec } = completeFrom(file, session);
          expect(spec).toBeDefined();
          expect(await said(session, { kind: 'overlay-apply', spec })).toEqual({
            planned: false,
            texts: expect.stringContaining('UDP port 6784 on alpha is used by') as string,
          });
          // A device that is there and is to have that port.
          const { plan: first } = await session.preview(vxlan(5, 6785));
          await session.apply(first?.planId ?? '', () => undefined);
          const moved = (dstport: number) => ({
            kind: 'edit',
            host: 'lab:alpha',
            items: [{ noun: 'vxlan', verb: 'set', netns: '', name: 'vx5', vxlan: { dstport } }],
          });
          expect(await said(session, moved(6784))).toEqual({
            planned: false,
            texts: expect.stringContaining(taken.texts) as string,
          });
          expect((await said(session, moved(6786))).planned).toBe(true);
          await session.apply((await session.preview({ kind: 'undo' })).plan?.planId ?? '', () => undefined);
          // Taken after the preview: the step fails, and the same words say why.
          const { plan } = session.previews.preview(vxlan(5, 6784));
          const result = await session.apply(plan?.planId ?? '', () => undefined);
          const problems = result.ok ? result.value.problems : [];
          expect(problems.map(({ code }) => code)).toEqual(['step-failed', 'underlay-port-taken']);
        }),
      ),
    ),
  );

  labTest(
    'by a device that has moved to another namespace is known by name; one that is only there takes nothing',
    () =>
      withLab(['alpha'], (lab) =>
        withEngine(lab, async ({ session }) => {
          const ip = (words: string) => inHost(hostOf(lab, 'alpha'), 'ip', ...words.split(' '));
          await ip('netns add blue');
          await ip('link add name vx9 type vxlan id 5 dstport 4789 local 192.168.64.3 dev eth0');
          await ip('link set dev vx9 netns blue');
          await session.hosts.find('lab:alpha')?.refresh();
          expect(await said(session, vxlan(5, 4789))).toEqual({
            planned: false,
            texts: 'VNI: 5 on port 4789 is taken by vx9 in namespace blue.',
          });
          // The same where a device is to change its port.
          const { plan } = await session.preview(vxlan(5, 4790));
          await session.apply(plan?.planId ?? '', () => undefined);
          const moved = {
            kind: 'edit',
            host: 'lab:alpha',
            items: [{ noun: 'vxlan', verb: 'set', netns: '', name: 'vx5', vxlan: { dstport: 4789 } }],
          };
          expect(await said(session, moved)).toEqual({
            planned: false,
            texts: expect.stringContaining('taken by vx9 in namespace blue') as string,
          });
          const { dev: _, ...bare } = vxlan(5, 4789, 'blue').items[0]?.vxlan ?? { dev: '' };
          const inside = {
            ...vxlan(5, 4789, 'blue'),
            items: [{ noun: 'vxlan', verb: 'add', netns: 'blue', name: 'vx5', vxlan: bare }],
          };
          expect((await said(session, inside)).texts).not.toContain('taken by');
        }),
      ),
  );
});
