import type { ColumnContext } from '../columns.ts';
import { devColumn, ipColumn, macColumn, netnsColumn, ownerColumn } from '../columns.ts';
import type { RowIn } from '../feed-rows.ts';
import type { Column, Tone } from '../ui/table-column.ts';

export type NeighbourRow = RowIn<'neighbour'>;

/** Who answers for an IP address on which device. */
export function neighbourColumns(context: ColumnContext): readonly Column<NeighbourRow>[] {
  const { facts } = context;
  return [
    ipColumn(facts, {
      id: 'dst',
      title: 'Address',
      explain: 'The neighbour’s IP address.',
      width: 170,
      grow: true,
      ip: (row) => row.dst,
    }),
    macColumn(context, 'The hardware address that answers for it; empty while nobody does.'),
    {
      id: 'state',
      title: 'State',
      explain:
        'REACHABLE: confirmed lately · STALE: not confirmed lately, still used · PERMANENT: set by hand · FAILED: nobody answers.',
      width: 120,
      look: 'state',
      text: (row) => row.state.toLowerCase(),
      tone: (row) => neighbourTone(row.state),
    },
    devColumn(context, 'The device the neighbour is reached through.'),
    {
      ...ownerColumn(
        facts,
        'host',
        'On host',
        'The host that owns the address, when it is one of yours.',
        (row) => row.dst,
      ),
      yields: 2,
    },
    {
      id: 'flags',
      yields: 3,
      title: 'Flags',
      explain: 'router: says it forwards · proxy: we answer for it · extern_learn: put there by a control plane.',
      width: 120,
      look: 'weak',
      text: (row) => row.flags.join(' '),
    },
    {
      id: 'protocol',
      title: 'Set by',
      explain: 'Which program or protocol made the entry.',
      width: 84,
      spare: true,
      text: (row) => row.protocol ?? '',
    },
    netnsColumn(context),
  ];
}

/** FAILED is a problem, REACHABLE and PERMANENT are good, anything in between is neither. */
export function neighbourTone(state: string): Tone {
  if (/FAILED/.test(state)) return 'problem';
  if (/REACHABLE|PERMANENT/.test(state)) return 'up';
  return /INCOMPLETE|PROBE|DELAY/.test(state) ? 'stale' : 'down';
}
