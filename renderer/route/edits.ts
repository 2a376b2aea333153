import { ROUTE_TYPES } from '../../app/noun/route/steps.ts';
import { adding, changing } from '../edit/doables.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { Removal, TableEdits } from '../edit/table-edits.ts';
import type { RouteRow } from './columns.ts';
import { longPrefix, routeForm } from './form.ts';

const OWN = 'The kernel makes this route by itself: change the address or the link that it stands for';
const HOPS = 'It has several next hops: change it by overlane route set';

/** Adding, changing and deleting routes. */
export function routeEdits(context: EditContext): TableEdits<RouteRow> {
  const { host } = context;
  return {
    noun: ['route', 'routes'],
    add: [adding(host, 'route', () => routeForm(context))],
    edit: (row) => {
      const why = isKernels(row) ? OWN : row.nexthops.length > 0 ? HOPS : undefined;
      return [changing(host, 'route', row.dst, () => routeForm(context, row), why)];
    },
    remove: routeRemoval,
  };
}

export function routeRemoval(row: RouteRow): Removal {
  const { netns, family, gateway, dev, metric, type, table } = row;
  if (row.table === 'local' || !ROUTE_TYPES.some((one) => one === type)) return { why: OWN };
  const named = {
    via: gateway,
    metric,
    ...(type === 'unicast' ? { dev } : { type }),
    ...(table === 'main' ? {} : { table }),
  };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return { item: { noun: 'route', verb: 'del', netns, family, dst: longPrefix(row), ...Object.fromEntries(given) } };
}

function isKernels({ table, protocol, type }: RouteRow): boolean {
  return table === 'local' || protocol === 'kernel' || !ROUTE_TYPES.some((one) => one === type);
}
