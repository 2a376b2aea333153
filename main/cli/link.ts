/** `overlane link` and `overlane unlink`. */
import { hostKind, type HostId } from '../../app/base/host.ts';
import type { LinkIntent, LinkMode } from '../../app/overlay/link-intent.ts';
import { judgeUnderlay } from '../../app/overlay/underlay-judge.ts';
import { previewAndApply, refuse, type ApplyOptions } from './apply.ts';
import { checkUnderlay, underlayLine } from './link-check.ts';
import { say } from './print.ts';
import { addHosts, labHosts, openSession, type CliOptions } from './session.ts';
import type { Session } from '../engine/session.ts';

export interface LinkOptions extends ApplyOptions {
  readonly mode?: LinkMode;
  readonly vni?: number;
  readonly port?: number;
  readonly mtu?: number;
  readonly name?: string;
  /** False with `--no-endpoints`. */
  readonly endpoints: boolean;
}

export async function link(hosts: readonly [HostId, HostId], options: LinkOptions, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    const added = await addHosts(session, hosts, cli);
    if (!added.ok) return refuse({ problems: [added.problem] }, options.json ?? false);
    const { mode, vni, port } = options;
    const checked = await checkUnderlay(session, hosts);
    if (!checked.ok) return refuse({ problems: [checked.problem] }, options.json ?? false);
    const check = checked.value;
    const suggested = session.suggest(hosts, { mode, vni, port, check });
    if (!suggested.ok) return refuse({ problems: [suggested.problem] }, options.json ?? false);
    const intent = withChoices(suggested.value, options);
    if (options.json !== true) say(underlayLine(intent, check));
    const before = { problems: judgeUnderlay(intent, check), fields: { underlay: check } };
    return previewAndApply(session, intent, options, before);
  });
}

export interface UnlinkOptions extends ApplyOptions {
  readonly forget?: boolean;
}

export async function unlink(
  name: string,
  { forget = false, ...options }: UnlinkOptions,
  cli: CliOptions,
): Promise<number> {
  return withSession(cli, async (session) => {
    const theirs = await sshMembersOf(session, name);
    const added = await addHosts(session, [...(await labHosts(cli)), ...theirs], cli);
    if (!added.ok) return refuse({ problems: [added.problem] }, options.json ?? false);
    return previewAndApply(session, { kind: 'unlink', name, ...(forget && { forget }) }, options);
  });
}

/** The members over SSH: they are reached only when they are meant. */
async function sshMembersOf({ overlays, stated }: Session, name: string): Promise<readonly HostId[]> {
  await overlays.reload();
  const members = stated.find(name)?.spec?.members ?? [];
  return members.map(({ host }) => host).filter((host) => hostKind(host) === 'ssh');
}

export async function withSession(cli: CliOptions, use: (session: Session) => Promise<number>): Promise<number> {
  const session = openSession(cli);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

function withChoices(intent: LinkIntent, { name, mtu, endpoints }: LinkOptions): LinkIntent {
  const [a, b] = intent.sides;
  const sides: LinkIntent['sides'] = endpoints
    ? [a, b]
    : [
        { ...a, endpoint: null },
        { ...b, endpoint: null },
      ];
  return { ...intent, sides, name: name ?? intent.name, mtu: mtu ?? intent.mtu };
}
