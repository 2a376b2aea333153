/** A session over real lab hosts, with its journal in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApplyProgress, ApplyResult } from '../../../app/contract/plan-view.ts';
import type { PlanView } from '../../../app/change/plan-view.ts';
import type { Transport } from '../../../app/contract/ports.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import type { LinkIntent } from '../../../app/overlay/link-intent.ts';
import type { SuggestOptions } from '../../../app/overlay/suggest.ts';
import { openJournal } from '../../../main/engine/journal.ts';
import { readSnapshot } from '../../../main/engine/read-snapshot.ts';
import { createSession, type Session } from '../../../main/engine/session.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import { labTransport } from '../../../main/transport/lab.ts';

export interface TestEngine {
  readonly session: Session;
  readonly journalPath: string;
  /** Looks at a host by another way than the session does. */
  look(host: HostId): Promise<Snapshot>;
}

/** `wrap` may put a fault into a host's transport. Everything is closed and removed afterwards. */
export async function withEngine<T>(
  lab: Lab,
  body: (engine: TestEngine) => Promise<T>,
  options: {
    readonly wrap?: (transport: Transport) => Transport;
    readonly folder?: string;
    readonly keepTrue?: boolean;
  } = {},
): Promise<T> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'overlane-engine-'));
  const journalPath = join(folder, 'journal.jsonl');
  const session = createSession({
    journal: openJournal(journalPath),
    clock: { now: () => Date.now() },
    ...(options.keepTrue === true && { onRepaired: () => undefined }),
  });
  const wrap = options.wrap ?? ((transport: Transport) => transport);
  try {
    for (const host of lab.hosts) await session.hosts.add(wrap(labTransport(lab, host)), { live: false }).refresh();
    await session.overlays.reload();
    return await body({ session, journalPath, look: (host) => lookAt(lab, host) });
  } finally {
    await session.close();
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

export async function lookAt(lab: Lab, id: HostId): Promise<Snapshot> {
  const host = lab.hosts.find(({ name }) => `lab:${name}` === id);
  if (host === undefined) throw new Error(`${id} is not in the lab`);
  const transport = labTransport(lab, host);
  const { snapshot, problems } = await readSnapshot(transport, { now: () => Date.now() });
  await transport.close();
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return snapshot;
}

export function suggested(
  session: Session,
  hosts: readonly [HostId, HostId],
  options: SuggestOptions = {},
): LinkIntent {
  const intent = session.suggest(hosts, options);
  if (!intent.ok) throw new Error(JSON.stringify(intent.problem));
  return intent.value;
}

export function previewed(session: Session, intent: unknown): PlanView {
  const { plan, problems } = session.previews.preview(intent);
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  return plan;
}

export async function applied(
  session: Session,
  intent: unknown,
  onProgress: (progress: ApplyProgress) => void = () => undefined,
): Promise<ApplyResult> {
  const result = await session.apply(previewed(session, intent).planId, onProgress);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}
