import { describe, expect, test } from 'vitest';
import type { CommandOutcome } from '../../../app/problem/command.ts';
import type { Dirty } from '../../../app/noun/monitor.ts';
import { queriesOf, versionQuery } from '../../../app/noun/query.ts';
import type { HelperClient } from '../../../main/helper/client.ts';
import { localTransport, type LocalAccess } from '../../../main/transport/local.ts';

/** A helper that notes what it is asked; it answers every read with the namespace it was asked about. */
class FakeHelper implements HelperClient {
  readonly asked: string[] = [];
  readonly watched: { readonly names: readonly string[]; ring(dirty: Dirty): void; end(why: string): void }[] = [];
  stopped = 0;
  readonly ended = new Promise<string>(() => undefined);
  readonly read: HelperClient['read'] = async (queries) => {
    this.asked.push(...queries.map(({ part }) => part));
    return queries.map(({ argv, netns }) => outcome(argv, `helper:${netns}`));
  };
  readonly write: HelperClient['write'] = async (steps) => {
    this.asked.push(...steps.map((step) => step.do));
    return steps.map(() => outcome([], ''));
  };
  readonly probe: HelperClient['probe'] = async ({ netns }) => outcome([], `helper:${netns}`);
  readonly watch: HelperClient['watch'] = (names, ring, end) => {
    this.watched.push({ names, ring, end });
    return { stop: () => void (this.stopped += 1) };
  };
  readonly lock: HelperClient['lock'] = async () => ({ release: () => undefined });
  readonly close = async (): Promise<void> => undefined;
}

function outcome(argv: readonly string[], stdout: string): CommandOutcome {
  return { argv, exitCode: 0, stdout, stderr: '', startedAt: 0, durationMs: 0 };
}

/** This computer for somebody who may not enter namespaces, with a switch that the test turns. */
function scene() {
  const listeners = new Set<() => void>();
  let helper: FakeHelper | undefined;
  const access: LocalAccess = {
    helper: () => helper,
    why: () => 'it is off',
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const turn = (next: FakeHelper | undefined): void => {
    helper = next;
    listeners.forEach((listener) => listener());
  };
  return { transport: localTransport(access, { entersNetns: false }), turn, listeners };
}

describe('this computer with a switch', () => {
  test('can be written exactly while it is on', async () => {
    const { transport, turn } = scene();
    expect([transport.writable, transport.why]).toEqual([false, 'it is off']);
    expect(await transport.write([{ do: 'netns-add', name: 'x' }])).toMatchObject([
      { failure: 'not-started', stderr: 'it is off' },
    ]);
    const helper = new FakeHelper();
    turn(helper);
    expect([transport.writable, transport.why]).toEqual([true, undefined]);
    expect(await transport.write([{ do: 'netns-add', name: 'x' }])).toMatchObject([{ exitCode: 0 }]);
    expect(helper.asked).toEqual(['netns-add']);
    turn(undefined);
    expect(transport.writable).toBe(false);
    await transport.close();
  });

  test('reads itself what it may, asks the helper for the rest, and keeps their order', async () => {
    const { transport, turn } = scene();
    const helper = new FakeHelper();
    turn(helper);
    const queries = [
      versionQuery(),
      ...queriesOf('link', 'red'),
      ...queriesOf('forward', ''),
      ...queriesOf('link', ''),
    ];
    const read = await transport.read(queries);
    expect(helper.asked).toEqual(['red-link', 'forward-v4', 'forward-v6']);
    expect(read[0]?.stdout).toContain('iproute2');
    expect(read.slice(1, 4).map(({ stdout }) => stdout)).toEqual(['helper:red', 'helper:', 'helper:']);
    expect(read[4]?.stdout).toContain('"lo"');
    await transport.close();
  });

  test('listens in named namespaces from the moment it is on, with the new helper after the old', async () => {
    const { transport, turn, listeners } = scene();
    const rung: Dirty[] = [];
    const ends: string[] = [];
    const watch = transport.watch(
      ['', 'red'],
      (dirty) => rung.push(dirty),
      (why) => ends.push(why),
    );
    const [first, second] = [new FakeHelper(), new FakeHelper()];
    turn(first);
    expect(first.watched.map(({ names }) => names)).toEqual([['red']]);
    first.watched[0]?.ring({ netns: 'red', tables: ['link'] });
    expect(rung).toContainEqual({ netns: 'red', tables: ['link'] });
    turn(second);
    expect([first.stopped, second.watched.length]).toEqual([1, 1]);
    second.watched[0]?.end('its monitor ended');
    expect([ends, second.stopped, listeners.size]).toEqual([['its monitor ended'], 1, 0]);
    watch.stop();
    expect(ends).toHaveLength(1);
    await transport.close();
  });
});
