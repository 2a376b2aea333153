/** `overlane overlay list`, `export` and `adopt`: what is declared, and what could be. None of them touches a host. */
import type { HostId } from '../../app/base/host.ts';
import { writeOverlayYaml } from '../../app/overlay/overlay-yaml.ts';
import type { FoundOverlay } from '../../app/overlay/found.ts';
import { foundOverlays } from '../engine/found.ts';
import { overlayUnknown } from '../engine/refusals.ts';
import { findStated } from '../engine/stated.ts';
import { refuse } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { withSession } from './link.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { print, printJson, printRaw, sayProblems } from './print.ts';
import { addEachHost, labHosts, type CliOptions } from './session.ts';

export function overlayExport(name: string, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    sayProblems(await session.overlays.reload());
    const found = findStated(name, session.stated);
    if (!found.ok) return refuse({ problems: [found.problem] }, false);
    printRaw(writeOverlayYaml(found.value.spec));
    return EXIT.done;
  });
}

export function overlayList(json: boolean, cli: CliOptions): Promise<number> {
  return withSession(cli, async (session) => {
    sayProblems(await session.overlays.reload());
    const entries = session.stated.entries();
    if (json) printJson(entries.map(({ spec, at, keepTrue }) => ({ spec, statedAt: at, keepTrue })));
    else if (entries.length === 0) print('No overlay is declared.');
    for (const { name, spec } of json ? [] : entries)
      print(`${name}  ${spec?.mode}  VNI ${spec?.vni}  ${spec?.members.map(({ host }) => host).join(' ')}`);
    return EXIT.done;
  });
}

/** Overlays that are on the hosts and that nobody declared; with an id or a name, declares that one. */
export function overlayAdopt(
  hosts: readonly HostId[],
  id: string | undefined,
  json: boolean,
  cli: CliOptions,
): Promise<number> {
  return withSession(cli, async (session) => {
    sayProblems(await addEachHost(session, hosts.length > 0 ? hosts : await labHosts(cli), cli));
    const found = foundOverlays(session);
    if (id === undefined) return listFound(found, json);
    // Ids were written with "|" before, which a shell takes for a pipe.
    const meant = found.find((one) => one.id === id.replaceAll('|', '/') || one.spec?.name === id);
    const spec = meant?.spec;
    if (meant === undefined)
      return refuse(
        {
          problems: [
            overlayUnknown(
              id,
              found.map((one) => one.id),
            ),
          ],
        },
        json,
      );
    if (spec === undefined) return refuse({ problems: [unadoptable(meant)] }, json);
    const written = await session.stated.state(spec.name, spec);
    if (!written.ok) return refuse({ problems: [written.problem] }, json);
    printRaw(writeOverlayYaml(spec));
    return EXIT.done;
  });
}

function unadoptable({ id, why = '' }: FoundOverlay): Problem {
  return { code: 'overlay-unadoptable', severity: 'error', where: {}, facts: { id, why }, retry: false };
}

function listFound(found: readonly FoundOverlay[], json: boolean): number {
  if (json) printJson(found);
  else if (found.length === 0) print('Nothing was found that is not declared already.');
  for (const { id, vni, hosts, keptBy, why, note, spec, drift } of json ? [] : found) {
    const places = hosts.map(({ host, vxlan }) => `${host} ${vxlan}`).join(', ');
    print(
      [
        id,
        `VNI ${vni}`,
        places,
        ...(keptBy === undefined ? [] : [`kept by ${keptBy}`]),
        ...(spec?.mode === 'found' ? [`as found, row by row: ${note ?? ''}`] : []),
        ...(why === undefined ? [] : [why]),
      ].join('  '),
    );
    for (const { host, kind, what, wanted, present } of drift)
      print(
        `  ${host}: ${kind}: ${what}${wanted === undefined ? '' : ` (wanted ${wanted}, is ${present ?? 'nothing'})`}`,
      );
  }
  return EXIT.done;
}
