import { expect } from 'vitest';
import type { Trace } from '../../../app/trace/hop.ts';
import type { Sent } from '../../../app/trace/sent.ts';
import { hostOf, inHost, labTest } from '../../lab/lab-for-test.ts';
import { findLab } from '../../../main/lab/lab.ts';
import { withCli } from './cli-for-test.ts';

labTest('trace says where a packet goes, where it stops, and what a real one does', { timeout: 120_000 }, async () => {
  await withCli(async ({ run, lab }) => {
    expect((await run('lab', 'up')).exitCode).toBe(0);
    expect((await run('link', 'lab:alpha', 'lab:beta', '-y')).exitCode).toBe(0);
    const traced = async (...words: string[]) => {
      const { exitCode, stdout } = await run('trace', 'lab:alpha/red', '10.100.0.2', '--json', ...words);
      return { exitCode, ...(JSON.parse(stdout) as Trace & { sent?: Sent }) };
    };
    const healthy = await traced('--send');
    expect(healthy).toMatchObject({ exitCode: 0, arrives: true, sent: { answer: 'answered', agrees: true } });
    expect(healthy.there.hops.map(({ host, table }) => `${host} ${table}`)).toContain('lab:beta vxlan');

    const running = await findLab(lab);
    if (running === undefined) throw new Error('the lab is gone');
    const beta = hostOf(running, 'beta');
    await inHost(beta, 'iptables', '-A', 'INPUT', '-p', 'udp', '--dport', '4789', '-j', 'DROP');
    const stopped = await traced();
    expect(stopped).toMatchObject({
      exitCode: 1,
      arrives: false,
      there: { end: { host: 'lab:beta', table: 'firewall' } },
    });
    expect(stopped.there.end.why).toContain('--dport 4789 -j DROP');

    // No table says this: every packet of "one in one" is dropped.
    await inHost(beta, 'iptables', '-F', 'INPUT');
    await inHost(beta, ...'iptables -A INPUT -p udp -m statistic --mode nth --every 1 --packet 0 -j DROP'.split(' '));
    const parted = await traced('--send');
    expect(parted).toMatchObject({ exitCode: 1, arrives: true, sent: { answer: 'silent', agrees: false } });
    expect(parted.sent?.parts).toMatchObject({ way: 'there', after: { host: 'lab:beta', device: 'eth0' } });

    expect((await run('trace', 'lab:alpha/red', 'nonsense')).exitCode).toBe(2);
    expect((await run('trace', 'lab:alpha/none', '10.100.0.2')).exitCode).toBe(2);
    expect((await run('trace', 'lab:alpha/red', '10.100.0.2', '--proto', 'tcp')).exitCode).toBe(2);
  });
});
