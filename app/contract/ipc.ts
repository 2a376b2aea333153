/**
 * The one contract between window and main process; both ends are derived from it.
 * Every argument is parsed by its schema in main before anything happens. Every answer is an envelope: a value or a Problem, never a throw.
 */
import * as v from 'valibot';
import { IntentSchema } from '../change/intent.ts';
import { HostIdSchema, IpAddress } from '../base/field.ts';
import type { LinkHealth } from './plan-view.ts';
import { LINK_MODES, type LinkIntent } from '../overlay/link-intent.ts';
import type { Host } from './host.ts';
import type { JsonObject } from '../base/json.ts';
import { TABLE_NAMES } from '../noun/snapshot.ts';
import type { UnderlayCheck } from '../overlay/underlay-check.ts';
import type { Problem, Result } from '../problem/problem.ts';
import type { AdminView, InstallPlan } from './admin-view.ts';
import type { CommandRecord } from '../problem/command.ts';
import {
  DoctorAsked,
  ReportAsked,
  TraceAsked,
  type DoctorProgress,
  type DoctorView,
  type TraceView,
} from './doctor-view.ts';
import type { FeedMessage } from './feed.ts';
import type { HistoryDetails, HistoryEntry } from './history.ts';
import { OverlayName, OverlaySpec } from '../overlay/overlay.ts';
import type { OverlayMatrix, DeclaredOverlay } from './overlay-view.ts';
import type { FoundOverlay } from '../overlay/found.ts';
import type { ApplyProgress, ApplyResult, Preview, RecoveryView } from './plan-view.ts';
import type { PersistFiles } from '../persist/files.ts';
import { PersistIntent } from '../persist/intent.ts';
import type { PersistSuggestion } from './persist-view.ts';
import { PromptAnswerSchema, type OpenPrompt } from './prompt.ts';
import { SettingsSchema, type Settings } from './settings.ts';
import type { SshChoice, SshTarget } from './ssh-view.ts';

/** `call<Answer>()(argument)` ties the type of the answer to the schema of the argument. */
const call =
  <Answer>() =>
  <Argument extends v.GenericSchema>(argument: Argument) => ({ argument, answer: undefined as Answer });

const None = v.undefined();
const PlanId = v.object({ planId: v.string() });
const SshName = v.object({ name: v.pipe(v.string(), v.trim(), v.maxLength(255)) });
/** Underlay addresses that are chosen already, in the order of the hosts. */
const UnderlayAddresses = v.tuple([v.nullable(IpAddress), v.nullable(IpAddress)]);
const OneHost = v.object({ host: HostIdSchema });

export interface AppState {
  readonly version: string;
  readonly electron: string;
  /** Set when a fallback runtime is used that is only good for development. */
  readonly runtimeNote?: string;
  readonly hosts: readonly Host[];
  /** Every overlay that this user declared, linked pairs among them. */
  readonly overlays: readonly DeclaredOverlay[];
  readonly recoveries: readonly RecoveryView[];
  /** Interrupted changes that this start found and that have ended since; what ends later is told when it does. */
  readonly settled: readonly RecoveryView[];
  readonly settings: Settings;
  /** Problems of starting up: no lab, a broken settings file, … */
  readonly problems: readonly Problem[];
  readonly lab: LabView;
  readonly admin: AdminView;
  /** The question that waits for an answer. */
  readonly prompt?: OpenPrompt;
}

export interface LabView {
  readonly running: boolean;
  /** True when the lab was there before this window, or is asked to outlive it. */
  readonly outlives: boolean;
  readonly owned: boolean;
}

export interface RowDetails {
  readonly raw: JsonObject;
  /** The command that shows this row, shell-quoted. */
  readonly command: string;
}

/** `spec` is there when nothing is wrong. */
export interface CompletedOverlay {
  readonly spec?: OverlaySpec;
  readonly problems: readonly Problem[];
}

export const CALLS = {
  'app.state': call<AppState>()(None),
  'settings.set': call<Settings>()(v.partial(SettingsSchema)),
  'clipboard.write': call<null>()(v.object({ text: v.pipe(v.string(), v.maxLength(50_000_000)) })),
  'lab.start': call<LabView>()(None),
  'lab.stop': call<LabView>()(None),
  'lab.keep': call<LabView>()(v.object({ keep: v.boolean() })),
  /** Answers when the password was given, which may take minutes; `admin.stop` gives up waiting. */
  'admin.start': call<AdminView>()(None),
  'admin.stop': call<AdminView>()(None),
  /** What *Install helper* would write. Changes nothing. */
  'admin.installPlan': call<InstallPlan>()(None),
  /** Installs what the plan of that id lists; asks for a password. */
  'admin.install': call<AdminView>()(v.object({ planId: v.string() })),
  'admin.uninstall': call<AdminView>()(None),
  'ssh.choice': call<SshChoice>()(None),
  /** What a name leads to by the user's ssh configuration. Connects to nothing. */
  'ssh.resolve': call<SshTarget>()(SshName),
  'host.add': call<SshTarget>()(SshName),
  'host.remove': call<null>()(OneHost),
  'prompt.answer': call<null>()(v.object({ id: v.number(), answer: PromptAnswerSchema })),
  'feed.subscribe': call<null>()(OneHost),
  'feed.unsubscribe': call<null>()(OneHost),
  /** F5: read everything again now. */
  'host.collect': call<null>()(OneHost),
  'row.details': call<RowDetails>()(v.object({ host: HostIdSchema, table: v.picklist(TABLE_NAMES), key: v.string() })),
  /** A script that makes the rows of one table again on a host without them; other tables' rows are taken as there. */
  'table.commands': call<string>()(v.object({ host: HostIdSchema, table: v.picklist(TABLE_NAMES) })),
  /** A complete form for these two hosts, from what both have now. `keep` holds fields that the user set. */
  'link.suggest': call<LinkIntent>()(
    v.object({
      hosts: v.tuple([HostIdSchema, HostIdSchema]),
      mode: v.optional(v.picklist(LINK_MODES)),
      vni: v.optional(v.number()),
      port: v.optional(v.number()),
      addresses: v.optional(UnderlayAddresses),
    }),
  ),
  /**
   * Asks both hosts about the network between them; up to some seconds where one is silent. A check for other hosts or
   * addresses ends this one; `link.suggest` uses what was found last.
   */
  'link.check': call<UnderlayCheck>()(
    v.object({
      hosts: v.tuple([HostIdSchema, HostIdSchema]),
      addresses: v.optional(UnderlayAddresses),
      /** True: whatever was found a moment ago. */
      again: v.optional(v.boolean()),
    }),
  ),
  /** Never fails for a wrong field: that is a problem in the answer, with the field's path. */
  'plan.preview': call<Preview>()(v.object({ intent: v.unknown() })),
  'plan.apply': call<ApplyResult>()(PlanId),
  'plan.cancel': call<null>()(PlanId),
  /** Answers a change whose progress carries `confirmBy`. */
  'plan.decide': call<null>()(v.object({ planId: v.string(), decision: v.picklist(['keep', 'revert']) })),
  'overlay.health': call<LinkHealth>()(v.object({ name: v.string() })),
  /** Fills in what an `overlay.yaml` (as data) leaves out, from the hosts as they are now; every wrong field is a problem with its path. */
  'overlay.complete': call<CompletedOverlay>()(v.object({ file: v.unknown() })),
  /** The same from the text of an `overlay.yaml`; problems carry `line` and `column` in their facts. */
  'overlay.read': call<CompletedOverlay>()(v.object({ text: v.pipe(v.string(), v.maxLength(1_000_000)) })),
  /** Overlays on the hosts that nobody declared. */
  'overlay.found': call<readonly FoundOverlay[]>()(None),
  /** States what is already there; touches no host. */
  'overlay.adopt': call<null>()(v.object({ spec: OverlaySpec })),
  'overlay.keepTrue': call<null>()(v.object({ name: OverlayName, keepTrue: v.boolean() })),
  /** Stops knowing an overlay; touches no host. */
  'overlay.forget': call<null>()(v.object({ name: OverlayName })),
  /** Asks every pair with packets; takes up to a few seconds where some are silent. */
  'overlay.matrix': call<OverlayMatrix>()(v.object({ name: OverlayName })),
  /** The overlay as `overlay.yaml`, with nothing left out. */
  'overlay.export': call<string>()(v.object({ name: OverlayName })),
  /** Who sets up a host's network, what of an overlay (or of the whole host) can be kept there, and what is. Then `plan.preview`. */
  'persist.suggest': call<PersistSuggestion>()(v.object({ host: HostIdSchema, overlay: v.optional(v.string()) })),
  /** The same files for *Export*; nothing is written. */
  'persist.files': call<PersistFiles>()(v.omit(PersistIntent, ['kind'])),
  /** Which entry on which host is wrong. Null when it was cancelled; progress comes as events of that id. */
  'doctor.run': call<DoctorView | null>()(DoctorAsked),
  'doctor.cancel': call<null>()(v.object({ id: v.string() })),
  /** Follows one packet over the hosts it may pass, there and back; up to some seconds where one is sent, too. */
  'trace.run': call<TraceView>()(TraceAsked),
  /** Asks where to, and writes it there. Null when nobody chose a place. */
  'report.save': call<{ readonly files: readonly string[] } | null>()(ReportAsked),
  'recovery.rollBack': call<ApplyResult>()(v.object({ entryId: v.string() })),
  'recovery.keep': call<readonly Problem[]>()(v.object({ entryId: v.string() })),
  /** Newest first. */
  'history.list': call<readonly HistoryEntry[]>()(None),
  'history.show': call<HistoryDetails>()(v.object({ entryId: v.string() })),
  'commands.recent': call<readonly CommandRecord[]>()(None),
} as const;
export type CallName = keyof typeof CALLS;
export type CallArgument<N extends CallName> = v.InferInput<(typeof CALLS)[N]['argument']>;
export type CallAnswer<N extends CallName> = (typeof CALLS)[N]['answer'];
export { IntentSchema };

/** What main tells the window without being asked. */
export interface Events {
  'hosts.changed': readonly Host[];
  'overlays.changed': readonly DeclaredOverlay[];
  'recoveries.changed': readonly RecoveryView[];
  /** The journal has new lines, ours or another process's. */
  'history.changed': null;
  'lab.changed': LabView;
  'admin.changed': AdminView;
  /** Ask a person; undefined when the question is answered or no longer asked. */
  'prompt.changed': OpenPrompt | undefined;
  feed: FeedMessage;
  'apply.progress': ApplyProgress;
  'doctor.progress': DoctorProgress;
  'commands.added': readonly CommandRecord[];
  /** The engine had ended by itself and runs again: ask for everything anew. */
  'engine.restarted': null;
  /** A problem that belongs to no call: shown once, as a notice. */
  problem: Problem;
}
export type EventName = keyof Events;
export const EVENT_NAMES = [
  'hosts.changed',
  'overlays.changed',
  'recoveries.changed',
  'history.changed',
  'lab.changed',
  'admin.changed',
  'prompt.changed',
  'feed',
  'apply.progress',
  'doctor.progress',
  'commands.added',
  'engine.restarted',
  'problem',
] as const satisfies readonly EventName[];

/** What the preload script puts on `window.overlane`. */
export interface Bridge {
  call<N extends CallName>(
    name: N,
    ...argument: CallArgument<N> extends undefined ? [] : [CallArgument<N>]
  ): Promise<Result<CallAnswer<N>>>;
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(name: E, listener: (payload: Events[E]) => void): () => void;
}
