import { hostName, type HostId } from '../../app/base/host.ts';
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import { call } from '../bridge.ts';
import { PlanChange, type Asked } from '../link/plan-change.svelte.ts';

export type ChangeKind = 'repair' | 'join' | 'leave' | 'apart';

/** Makes the intent. */
type Ask = () => Promise<Asked>;

/** One change of a declared overlay: its plan, read first, then run. */
export class OverlayChange extends PlanChange {
  readonly kind: ChangeKind;
  readonly name: string;
  readonly host: HostId | undefined;
  readonly #ask: Ask;

  private constructor(kind: ChangeKind, name: string, host: HostId | undefined, ask: Ask) {
    super();
    this.kind = kind;
    this.name = name;
    this.host = host;
    this.#ask = ask;
    void this.preview();
  }

  static repair(spec: OverlaySpec): OverlayChange {
    return new OverlayChange('repair', spec.name, undefined, async () => ({
      intent: { kind: 'overlay-apply', spec },
      problems: [],
    }));
  }

  static leave(spec: OverlaySpec, host: HostId): OverlayChange {
    const without = { ...spec, members: spec.members.filter((member) => member.host !== host) };
    return new OverlayChange('leave', spec.name, host, async () => ({
      intent: { kind: 'overlay-apply', spec: without },
      problems: [],
    }));
  }

  /** A pair is taken apart whole or not at all; of many, a host that fails keeps no other from it. */
  static apart(name: string, members: number): OverlayChange {
    const kind = members > 2 ? 'overlay-destroy' : 'unlink';
    return new OverlayChange('apart', name, undefined, async () => ({ intent: { kind, name }, problems: [] }));
  }

  /** What the new member is to have is completed from its host. */
  static join(spec: OverlaySpec, host: HostId): OverlayChange {
    const like = spec.members[0]?.endpoint === null ? { host, endpoint: false } : { host };
    return new OverlayChange('join', spec.name, host, async () => {
      const answer = await call('overlay.complete', { file: { ...spec, members: [...spec.members, like] } });
      if (!answer.ok) return { problems: [answer.problem] };
      const { spec: completed, problems } = answer.value;
      return completed === undefined ? { problems } : { intent: { kind: 'overlay-apply', spec: completed }, problems };
    });
  }

  protected ask(): Promise<Asked> {
    return this.#ask();
  }
}

/** What the change is called before it runs, on the button and in words. */
export function changeWords({ kind, name, host }: Pick<OverlayChange, 'kind' | 'name' | 'host'>): {
  readonly press: string;
  readonly keep: string;
  readonly about: string;
} {
  const who = host === undefined ? '' : hostName(host);
  switch (kind) {
    case 'repair':
      return { press: `Repair ${name}`, keep: 'Leave it as it is', about: 'Only what drifted is changed.' };
    case 'join':
      return { press: `Add ${who}`, keep: 'Do not add it', about: `The others only get the entries for ${who}.` };
    case 'leave':
      return { press: `Remove ${who}`, keep: 'Keep it', about: `The others only lose the entries for ${who}.` };
    case 'apart':
      return { press: `Take ${name} apart`, keep: 'Keep it', about: 'Only what was made for it is removed.' };
  }
}
