import { hostName, type HostId } from '../../app/base/host.ts';
import { FORMAT_TITLES, PERSIST_FORMATS, type PersistFormat } from '../../app/persist/format.ts';
import type { EditForm } from '../edit/edit-form.ts';
import { call } from '../bridge.ts';
import { editing } from '../edit/editing.svelte.ts';
import { notices } from '../notices.svelte.ts';

/** Shows the files that would bring an overlay's part (or everything made there) back after a reboot. */
export async function askPersist(host: HostId, overlay?: string): Promise<void> {
  const answer = await call('persist.suggest', overlay === undefined ? { host } : { host, overlay });
  if (!answer.ok) return notices.add(answer.problem);
  const { format, why, facts, select, kept } = answer.value;
  const what = overlay ?? 'what was made here';
  editing.open({
    title: `Keep ${what} across reboots on ${hostName(host)}`,
    verb: kept.some(({ name }) => name === select.name) ? 'Write the files again' : 'Write the files',
    done: `${hostName(host)} brings ${overlay ?? 'what was made there'} back after a reboot.`,
    host,
    form: persistForm(format, why),
    intent: (values) => ({ kind: 'persist', host, select, format: values['format'], facts }),
  });
}

/** Shows which of our files would be removed; the network itself stays until the next start. */
export function askUnpersist(host: HostId): void {
  editing.open({
    title: `Keep nothing across reboots on ${hostName(host)}`,
    verb: 'Remove the files',
    done: `${hostName(host)} keeps nothing of ours across reboots. What runs now stays until then.`,
    danger: true,
    host,
    intent: () => ({ kind: 'unpersist', host }),
  });
}

/** One choice: who shall set it up at boot. */
export function persistForm(format: PersistFormat, why: string): EditForm {
  return {
    start: { format },
    fields: () => [
      {
        id: 'format',
        label: 'Set up at boot by',
        kind: 'choice',
        wide: true,
        note: `${FORMAT_TITLES[format]} is suggested`,
        explain: `${why} What it has no words for is done by a script beside it.`,
        choices: PERSIST_FORMATS.map((value) => ({ value, label: FORMAT_TITLES[value] })),
      },
    ],
    items: () => [],
  };
}
