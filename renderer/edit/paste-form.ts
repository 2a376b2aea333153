import { readPaste, withoutThere, type Pasted } from '../../app/change/paste.ts';
import { EMPTY_TABLES, type Tables } from '../../app/noun/snapshot.ts';
import { reasonText } from './form-problems.ts';
import { capital, countText } from '../words.ts';
import type { EditContext } from './edit-context.ts';
import type { Choice, Doable, EditForm, FormField, Values } from './edit-form.ts';
import { editing, editIntent } from './editing.svelte.ts';
import { deviceChoices, splitDevice } from './places.ts';

/** One line of pasted text, judged. */
export interface PastedLine {
  readonly line: number;
  readonly text: string;
  /** Why it cannot be used, or why it is left out. */
  readonly why?: string;
  /** It was left out on purpose, or is no entry to add. */
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
  const form = pasteForm(
    deviceChoices(tables, ({ kind }) => kind !== 'loopback'),
    noun,
    many,
    tables,
  );
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

/** The tables that say what is there already. */
type There = Pick<EditContext['tables'], 'fdb' | 'neighbour' | 'link'>;

export function pasteForm(
  devices: readonly Choice[],
  noun: 'fdb' | 'neighbour',
  many: string,
  there?: There,
): PasteForm {
  const fields: readonly FormField[] = [
    {
      id: 'dev',
      label: 'Device',
      kind: 'choice',
      mono: true,
      choices: devices,
      standard: 'as each line says',
      wide: true,
      explain:
        'For lines that name no device; its namespace is that of all lines. A line that names another namespace is refused.',
    },
  ];
  const read = remembered(noun, there);
  return {
    start: { dev: '', text: '', left: '' },
    placeholder: EXAMPLES[noun],
    fields: () => fields,
    items: (values) => usable(read(values), values).map(({ item }) => item),
    blocked: (values) => {
      const pasted = read(values);
      const bad = pasted.rows.filter(({ problem, line }) => problem !== undefined && !leftOut(values).has(line)).length;
      if (bad > 0) return bad === 1 ? 'One line cannot be used' : `${countText(bad)} lines cannot be used`;
      if (usable(pasted, values).length > 0) return undefined;
      return pasted.rows.length > 0 ? 'Nothing of it is to be added' : `Paste ${many} on the left`;
    },
    lines: (values, refused) => judge(read(values), values, refused),
  };
}

/** Reading thousands of lines is asked for several times a keystroke. */
function remembered(noun: 'fdb' | 'neighbour', there: There | undefined): (values: Values) => Pasted {
  let known: { readonly text: string; readonly device: string; readonly pasted: Pasted } | undefined;
  return ({ text = '', dev: device = '' }) => {
    if (known?.text === text && known.device === device) return known.pasted;
    const { netns, dev } = splitDevice(device);
    const read = readPaste(text, { noun, ...(dev === undefined ? {} : { dev, netns }) });
    const pasted = there === undefined ? read : withoutThere(read, tablesOf(there));
    known = { text, device, pasted };
    return pasted;
  };
}

function tablesOf({ fdb, neighbour, link }: There): Tables {
  const tables = { fdb: [...fdb.values()], neighbour: [...neighbour.values()], link: [...link.values()] };
  return { ...EMPTY_TABLES, ...(tables as unknown as Partial<Tables>) };
}

function usable({ rows, items }: Pasted, values: Values): Pasted['items'] {
  const left = leftOut(values);
  return items.filter(({ row }) => !left.has(rows[row]?.line ?? 0));
}

function leftOut({ left = '' }: Values): ReadonlySet<number> {
  return new Set(left.split(',').filter(Boolean).map(Number));
}

function judge(pasted: Pasted, values: Values, refused: ReadonlyMap<number, string>): readonly PastedLine[] {
  const left = leftOut(values);
  const refusedRows = new Map(
    usable(pasted, values).flatMap(({ row }, index) =>
      refused.has(index) ? [[row, refused.get(index) ?? ''] as const] : [],
    ),
  );
  return pasted.rows.map(({ line, text, problem, left: reason }, row) => {
    const isLeft = left.has(line) || reason !== undefined;
    const why =
      problem === undefined ? (reason === undefined ? refusedRows.get(row) : capital(reason)) : reasonText(problem);
    return { line, text, left: isLeft, ...(why === undefined ? {} : { why }) };
  });
}
