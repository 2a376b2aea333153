/** One member more or less in the text of an `overlay.yaml`; everything else, comments too, stays as it was written. */
import { parseDocument, isMap, isSeq } from 'yaml';
import type { HostId } from '../../app/base/host.ts';
import { badField } from '../../app/problem/field-problem.ts';
import { fail, ok, type Result } from '../../app/problem/problem.ts';

export function memberAdded(text: string, host: HostId): Result<string> {
  const document = parseDocument(text);
  const members = document.get('members');
  if (!isSeq(members)) return fail(badField('members', 'members', 'is not a list in the file'));
  if (members.items.some((item) => isMap(item) && item.get('host') === host))
    return fail(badField('members', 'Host', `${host} is a member already`, host));
  members.flow = false;
  members.add(document.createNode({ host }));
  return ok(document.toString());
}

export function memberRemoved(text: string, host: HostId): Result<string> {
  const document = parseDocument(text);
  const members = document.get('members');
  if (!isSeq(members)) return fail(badField('members', 'members', 'is not a list in the file'));
  const at = members.items.findIndex((item) => isMap(item) && item.get('host') === host);
  if (at < 0) return fail(badField('members', 'Host', `${host} is not a member`, host));
  if (members.items.length === 1)
    return fail(badField('members', 'Host', `${host} is the last member; destroy the overlay instead`, host));
  members.delete(at);
  return ok(document.toString());
}
