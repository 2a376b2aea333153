import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { findLab, listLabs } from '../../../main/lab/lab.ts';
import { processAt } from '../../../main/lab/proc.ts';
import { bundleForAnyone } from '../../lab/bundle.ts';
import { hostOf, inHost, labName, labTest as test } from '../../lab/lab-for-test.ts';
import { footprintOf, settledLeft, type Footprint } from '../../lab/leaks.ts';
import { runProgram, type Program } from '../../lab/program.ts';

let bundle: Awaited<ReturnType<typeof bundleForAnyone>>;
beforeAll(async () => {
  bundle = await bundleForAnyone(new URL('../../lab/holding-story.ts', import.meta.url).pathname);
}, 30_000);
afterAll(() => bundle.remove());

const names: string[] = [];
afterEach(async () => {
  // A test that fails must not leave its lab behind either.
  for (const name of names.splice(0)) await (await findLab(name))?.stop();
});

/** The program, its lab busy with a namespace and a process on each host, and all that would be left of it. */
async function held(
  name: string,
  ...argv: readonly string[]
): Promise<{ program: Program; switchPid: number; footprint: Footprint }> {
  names.push(name);
  const program = runProgram(bundle.path, [name, ...argv]);
  await program.said('up');
  const lab = await findLab(name);
  if (!lab) throw new Error(`no lab ${name}`);
  for (const host of lab.hosts) {
    await inHost(host, 'ip', 'netns', 'add', 'red');
    await inHost(host, 'sh', '-c', 'ip netns exec red sleep 1000 >/dev/null 2>&1 </dev/null & exit 0');
  }
  const switchPid = (await listLabs()).find((listed) => listed.name === name)?.pid ?? 0;
  return { program, switchPid, footprint: await footprintOf(lab) };
}

describe('nothing is left', () => {
  test('when the program that owns the lab is killed', async () => {
    const name = labName();
    const { program, footprint } = await held(name, 'owned');
    await program.kill();
    expect(await settledLeft(footprint)).toEqual([]);
    expect(await findLab(name)).toBeUndefined();
  });

  test('when it had asked to keep the lab and then thought better of it', async () => {
    const { program, footprint } = await held(labName(), 'owned', 'keep', 'drop');
    await program.kill();
    expect(await settledLeft(footprint)).toEqual([]);
  });

  test.each([
    ['owned', 'pid 1 of the switch', (pid: number) => pid],
    ['owned', 'its unshare', (pid: number) => processAt(pid)?.parent ?? 0],
    ['detached', 'pid 1 of the switch', (pid: number) => pid],
    ['detached', 'its unshare', (pid: number) => processAt(pid)?.parent ?? 0],
  ])('of a lab that is %s when %s is killed; the program learns of it', async (lifetime, _, victim) => {
    const { program, switchPid, footprint } = await held(labName(), lifetime);
    process.kill(victim(switchPid), 'SIGKILL');
    expect(await settledLeft(footprint)).toEqual([]);
    await program.said('ended');
    await program.kill();
  });
});

describe('a lab outlives the program that started it', () => {
  test.each([
    ['when detached', ['detached']],
    ['when owned and kept', ['owned', 'keep']],
  ])('%s, and stop then ends it', async (_, argv) => {
    const name = labName();
    const { program, footprint } = await held(name, ...argv);
    await program.kill();
    const lab = await findLab(name);
    if (!lab) throw new Error('it did not outlive the program');
    expect(await inHost(hostOf(lab, 'beta'), 'ip', 'netns', 'list')).toBe('red\n');
    await lab.stop();
    expect(await settledLeft(footprint)).toEqual([]);
  });
});
