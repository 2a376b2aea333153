import type { TableName } from '../model/snapshot.ts';

/** One read-only question to iproute2, and to which table its answer belongs. */
export interface Query {
  readonly table: TableName | 'version';
  readonly netns: string;
  /** `neighbour` and `route` need more than one command; `part` names which, and is the name of the recorded file. */
  readonly part: string;
  readonly argv: readonly string[];
  /** Exit codes that mean "nothing there", not failure. */
  readonly tolerate?: readonly number[];
}
