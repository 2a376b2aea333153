import { readPaste, type PastedRow } from '../../app/edit/paste.ts';
import { reasonText } from './form-problems.ts';
import { countText } from '../words.ts';
import type { EditContext } from './edit-context.ts';
import type { Choice, Doable, EditForm, FormField, Values } from './edit-form.ts';
import { editing, editIntent } from './editing.svelte.ts';
import { deviceChoices, splitDevice } from './places.ts';

/** One line of pasted text, judged. */
export interface PastedLine {
  readonly line: number;
  readonly text: string;
  /** Why it cannot be used. */
  readonly why?: string;
  /** It was left out on purpose. */
  readonly left: boolean;
}

/** Many entries at once. `lines` judges them one by one; `refused` are reasons that only the host can give, by the number of the item. */
export interface PasteForm extends EditForm {
  readonly placeholder: string;
  lines(values: Values, refused: ReadonlyMap<number, string>): readonly PastedLine[];
}

const EXAMPLES = {
  fdb: 'mac,dst,dev\n02:00:00:00:00:01,192.168.64.2,vxlan42\n\nor what bridge fdb prints:\n02:00:00:00:00:01 dev vxlan42 dst 192.168.64.2 self permanent',
  neighbour:
    'dst,lladdr,dev\n10.0.0.2,02:00:00:00:00:01,vxlan42\n\nor what ip neigh prints:\n10.0.0.2 dev vxlan42 lladdr 02:00:00:00:00:01 PERMANENT',
} as const;

/** *Paste …* among the things to add. */
export function pasting(
  { host, tables }: EditContext,
  noun: 'fdb' | 'neighbour',
  [one, many]: readonly [string, string],
): Doable {
  // prettier-ignore
  const form = pasteForm(deviceChoices(tables, ({ kind }) => kind !== 'loopback'), noun, many);
  const count = (values: Values): number => form.items(values).length;
  return {
    id: `paste ${noun}`,
    label: `Paste ${many}…`,
    icon: 'paste',
    run: () =>
      editing.open({
        host: host.id,
        title: `Paste ${many} on ${host.name}`,
        verb: (values) =>
          count(values) === 1
            ? `Add 1 ${one}`
            : `Add ${count(values) === 0 ? '' : `${countText(count(values))} `}${many}`,
        done: (values) => `${countText(count(values))} ${count(values) === 1 ? one : many} added on ${host.name}.`,
        form,
        byItem: true,
        intent: (values) => editIntent(host.id, form.items(values)),
      }),
  };
}

export function pasteForm(devices: readonly Choice[], noun: 'fdb' | 'neighbour', many: string): PasteForm {
  const fields: readonly FormField[] = [
    { id: 'dev', label: 'Device', kind: 'choice', mono: true, choices: devices, standard: 'as each line says', wide: true, explain: 'For lines that name no device. All lines are for the namespace that it is in.' }, // prettier-ignore
  ];
  const read = remembered(noun);
  return {
    start: { dev: '', text: '', left: '' },
    placeholder: EXAMPLES[noun],
    fields: () => fields,
    items: (values) => usable(read(values), values).map(({ item }) => item),
    blocked: (values) => {
      const rows = read(values);
      const bad = rows.filter((row) => row.item === undefined && !leftOut(values).has(row.line)).length;
      if (bad > 0) return bad === 1 ? 'One line cannot be used' : `${countText(bad)} lines cannot be used`;
      return usable(rows, values).length === 0 ? `Paste ${many} on the left` : undefined;
    },
    lines: (values, refused) => judge(read(values), values, refused),
  };
}

/** Reading thousands of lines is asked for several times a keystroke. */
function remembered(noun: 'fdb' | 'neighbour'): (values: Values) => readonly PastedRow[] {
  let known: { readonly text: string; readonly device: string; readonly rows: readonly PastedRow[] } | undefined;
  return ({ text = '', dev: device = '' }) => {
    if (known?.text === text && known.device === device) return known.rows;
    const { netns, dev } = splitDevice(device);
    known = { text, device, rows: readPaste(text, { noun, netns, ...(dev === undefined ? {} : { dev }) }) };
    return known.rows;
  };
}

function usable(rows: readonly PastedRow[], values: Values): readonly PastedRow[] {
  const left = leftOut(values);
  return rows.filter(({ item, line }) => item !== undefined && !left.has(line));
}

function leftOut({ left = '' }: Values): ReadonlySet<number> {
  return new Set(left.split(',').filter(Boolean).map(Number));
}

function judge(
  rows: readonly PastedRow[],
  values: Values,
  refused: ReadonlyMap<number, string>,
): readonly PastedLine[] {
  const left = leftOut(values);
  let index = -1;
  return rows.map(({ line, text, item, problem }) => {
    const used = item !== undefined && !left.has(line);
    if (used) index += 1;
    const why = problem === undefined ? (used ? refused.get(index) : undefined) : reasonText(problem);
    return { line, text, left: left.has(line), ...(why === undefined ? {} : { why }) };
  });
}
