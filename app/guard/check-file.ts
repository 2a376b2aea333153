/**
 * What may stand in a file of ours. The root helper asks this of every file it is told to write: whoever takes over its caller
 * must not get more by a file than by the steps. So nothing that runs is taken as text: a script or an ifupdown stanza carries
 * the steps that it was made from, and must be exactly what we make of them again.
 */
import * as v from 'valibot';
import { Ifname } from '../base/field.ts';
import { ifupdownText } from './ifupdown-text.ts';
import { markOf } from '../noun/file/marker.ts';
import { placeOf, type FilePlace } from '../noun/file/paths.ts';
import { devicesOfDispatcher, dispatcherText, OPENRC_TEXT, scriptText, serviceText, WANTS_TEXT } from './script.ts';
import { stepsIn } from './source.ts';
import { ALLOWED_LINES } from './allowed-lines.ts';

/** Why this may not be written; `undefined` when it may. */
export function checkFile(path: string, content: string): string | undefined {
  const place = placeOf(path);
  const mark = markOf(content);
  if (place === undefined) return 'is for a file that is not ours';
  if (mark === undefined || mark.name !== place.name) return `has no mark of ${place.name}`;
  if (!mark.intact) return 'is not what its mark says';
  return wrongBody(place, mark.body);
}

function wrongBody({ kind, name }: FilePlace, body: string): string | undefined {
  switch (kind) {
    case 'script':
      return isMadeOf(body, (steps) => scriptText(name, steps));
    case 'interfaces':
      return isMadeOf(body, (steps) => ifupdownText(name, steps));
    case 'service':
      return body === serviceText(name) ? undefined : 'is not our service';
    case 'openrc':
      return body === OPENRC_TEXT(name) ? undefined : 'is not our start file';
    case 'dispatcher':
      return isDispatcher(name, body) ? undefined : 'is not our dispatcher script';
    case 'wants':
      return body === WANTS_TEXT(name) ? undefined : 'is not our drop-in';
    case 'keyfile':
    case 'netdev':
    case 'netplan':
    case 'network-drop-in':
    case 'network':
    case 'sysctl':
    case 'unmanaged':
      return wrongLine(body, ALLOWED_LINES[kind]);
  }
}

function isDispatcher(name: string, body: string): boolean {
  const devices = devicesOfDispatcher(body);
  return devices.length > 0 && devices.every((dev) => v.is(Ifname, dev)) && body === dispatcherText(name, devices);
}

function isMadeOf(body: string, make: (steps: ReturnType<typeof stepsIn> & object) => string): string | undefined {
  const steps = stepsIn(body);
  if (steps === undefined) return 'does not say which steps it was made from';
  return make(steps) === body ? undefined : 'is not what its steps give';
}

/** Every line must be one that the format's own words and plain values can make. */
function wrongLine(body: string, allowed: RegExp): string | undefined {
  const line = body.split('\n').find((one) => one !== '' && !/^# [ -~]*$/.test(one) && !allowed.test(one));
  return line === undefined ? undefined : `has a line that is not ours: ${line.slice(0, 80)}`;
}
