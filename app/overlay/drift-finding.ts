/** A drift together with what must be done before the wishes of the statement can put it right. */
import type { HostId } from '../base/host.ts';
import type { TableName } from '../noun/snapshot.ts';
import type { Step } from '../noun/step.ts';
import type { Drift } from './drift.ts';

export interface Finding extends Drift {
  /** Removes or changes what is there; empty where the statement's own wishes are enough. */
  readonly first: readonly Step[];
}

interface FindingFields {
  readonly kind: Drift['kind'];
  readonly table: TableName;
  /** What stays the same from look to look, whether the entry is missing or differs. */
  readonly id: string;
  readonly what: string;
  readonly row?: string;
  readonly wanted?: string;
  readonly present?: string;
  readonly first?: readonly Step[];
}

export function finding(host: HostId, { id, first = [], ...fields }: FindingFields): Finding {
  return { ...fields, host, key: `${host}|${fields.table}|${id}`, first };
}
