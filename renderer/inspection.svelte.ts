import type { HostId } from '../app/base/host.ts';
import type { TableName } from '../app/noun/snapshot.ts';
import type { Place } from './place.ts';
import type { Column } from './ui/table-column.ts';

/** Another row that belongs to the inspected one, and how. */
export interface Related {
  readonly relation: string;
  readonly name: string;
  readonly place: Place;
}

/** What the inspector shows: the row, how its fields are called, and what else belongs to it. */
export interface Subject {
  readonly host: HostId;
  readonly table: TableName;
  readonly key: string;
  readonly title: string;
  /** True when the kernel no longer has it. */
  readonly gone: boolean;
  /** How many rows are selected together with it. */
  readonly selected: number;
  readonly fields: readonly { readonly column: Column<unknown>; readonly row: unknown }[];
  readonly related: readonly Related[];
}

class Inspection {
  subject = $state.raw<Subject | undefined>();
}

/** The page writes the row in hand here; the inspector reads it. */
export const inspection = new Inspection();
