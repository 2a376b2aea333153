/** Stated overlays, for the overlay pages. Making and changing them goes through `plan.preview` like everything else. */
import * as v from 'valibot';
import type { CompletedOverlay } from '../../app/contract/ipc.ts';
import { OverlayFile } from '../../app/overlay/overlay.ts';
import { readOverlayYaml, writeOverlayYaml } from '../../app/overlay/overlay-yaml.ts';
import { ok } from '../../app/problem/problem.ts';
import { foundOverlays } from '../engine/found.ts';
import { completeFrom } from '../engine/overlay-previews.ts';
import { fieldProblems } from '../engine/previews.ts';
import { findStated } from '../engine/stated.ts';
import type { Backend } from './backend.ts';
import type { Handlers } from './handlers-type.ts';

type OverlayCalls =
  | 'overlay.complete'
  | 'overlay.read'
  | 'overlay.found'
  | 'overlay.adopt'
  | 'overlay.keepTrue'
  | 'overlay.forget'
  | 'overlay.matrix'
  | 'overlay.export';

export function overlayHandlers({ session, tellOverlays }: Backend): Pick<Handlers, OverlayCalls> {
  const { stated } = session;
  const complete = (input: unknown): CompletedOverlay => {
    const file = v.safeParse(OverlayFile, input);
    return file.success ? completeFrom(file.output, session) : { problems: fieldProblems(file.issues) };
  };
  return {
    'overlay.complete': async ({ file }) => ok(complete(file)),
    'overlay.read': async ({ text }) => {
      const { file, problems } = readOverlayYaml(text);
      return ok(file === undefined ? { problems } : complete(file));
    },
    'overlay.found': async () => ok(foundOverlays(session)),
    'overlay.adopt': async ({ spec }) => {
      const written = await stated.state(spec.name, spec);
      tellOverlays();
      return written;
    },
    'overlay.keepTrue': async ({ name, keepTrue }) => {
      const found = findStated(name, stated);
      if (!found.ok) return found;
      const written = await stated.state(name, found.value.spec, { keepTrue });
      tellOverlays();
      return written;
    },
    'overlay.forget': async ({ name }) => {
      const found = findStated(name, stated);
      if (!found.ok) return found;
      const written = await stated.state(name, null);
      tellOverlays();
      return written;
    },
    'overlay.matrix': ({ name }) => session.matrix(name),
    'overlay.export': async ({ name }) => {
      const found = findStated(name, stated);
      return found.ok ? ok(writeOverlayYaml(found.value.spec)) : found;
    },
  };
}
