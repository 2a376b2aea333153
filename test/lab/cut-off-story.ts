import { planHost } from '../../app/plan/plan.ts';
import type { Step } from '../../app/noun/step.ts';
import { applyPlan } from '../../main/engine/executor.ts';
import { openJournal } from '../../main/engine/journal.ts';
import { createSession } from '../../main/engine/session.ts';
import { sshTransport } from '../../main/transport/ssh.ts';

/** A program that changes what carries its connection, to be killed by a test while the change waits to be kept. */
const [, , configFile, journalPath = '', confirmWithinS = ''] = process.argv;
const host = 'ssh:free-alpha';
const clock = { now: () => Date.now() };
const journal = openJournal(journalPath);
const session = createSession({ journal, clock });
await session.hosts.add(sshTransport({ host, target: 'free-alpha', configFile }), { live: false }).refresh();
const base = session.hosts.find(host)?.snapshot()?.tables;
if (base === undefined) throw new Error('it was not read');
const step: Step = { do: 'link-set-mtu', netns: '', name: 'eth0', mtu: 1400 };
const plan = { title: 'A smaller MTU', hosts: [planHost(host, base, [{ step, why: 'test' }])] };
await applyPlan(
  { planId: 'p', plan, intent: { kind: 'unlink', name: 'test' }, base: new Map([[host, base]]) },
  {
    collector: (id) => session.hosts.find(id),
    journal,
    clock,
    newId: () => 'story',
    record: () => undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    confirmWithinS: Number(confirmWithinS),
    confirm: () => {
      console.log('waits');
      return new Promise(() => undefined);
    },
  },
);
