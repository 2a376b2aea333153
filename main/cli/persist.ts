/** `overlane persist` and `overlane unpersist`: what is there again after a reboot. */
import type { HostId } from '../../app/base/host.ts';
import type { PersistFormat } from '../../app/persist/format.ts';
import { suggestPersist } from '../engine/persist.ts';
import { previewAndApply, refuse, type ApplyOptions } from './apply.ts';
import { withSession } from './link.ts';
import { say } from './print.ts';
import { addHosts, type CliOptions } from './session.ts';

export interface PersistOptions extends ApplyOptions {
  /** Its devices only; without it every device that can be made. */
  readonly overlay?: string;
  readonly format: PersistFormat | 'auto';
}

export async function persist(host: HostId, options: PersistOptions, cli: CliOptions): Promise<number> {
  const json = options.json ?? false;
  return withSession(cli, async (session) => {
    const added = await addHosts(session, [host], cli);
    if (!added.ok) return refuse({ problems: [added.problem] }, json);
    const suggested = await suggestPersist(host, options.overlay, session);
    if (!suggested.ok) return refuse({ problems: [suggested.problem] }, json);
    const { select, facts, why } = suggested.value;
    const format = options.format === 'auto' ? suggested.value.format : options.format;
    if (options.format === 'auto' && !json) say(why);
    return previewAndApply(session, { kind: 'persist', host, select, format, facts }, options);
  });
}

export async function unpersist(
  host: HostId,
  options: ApplyOptions & { name?: string },
  cli: CliOptions,
): Promise<number> {
  return withSession(cli, async (session) => {
    const added = await addHosts(session, [host], cli);
    if (!added.ok) return refuse({ problems: [added.problem] }, options.json ?? false);
    return previewAndApply(session, { kind: 'unpersist', host, name: options.name }, options);
  });
}
