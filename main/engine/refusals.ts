/** Why there is no plan, where several kinds of previews say the same. */
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Transport } from '../../app/contract/ports.ts';
import type { Snapshot } from '../../app/noun/snapshot.ts';
import { problemText } from '../../app/problem/text.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import type { Hosts } from './hosts.ts';

/** What a host showed last, where it was read and may be changed. */
export function readySnapshot(host: HostId, hosts: Hosts): Result<Snapshot> {
  const found = hosts.get(host);
  if (!found.ok) return found;
  const { transport } = found.value;
  const snapshot = found.value.snapshot();
  if (snapshot === undefined) return fail(hostUnreachable(host));
  if (!transport.writable) {
    return fail({
      code: 'host-read-only',
      severity: 'error',
      where: { host },
      facts: { host: hostName(host), ...whyReadOnly(transport) },
      retry: false,
    });
  }
  return ok(snapshot);
}

/** The remedy is that of the reason: what helps on a remote where sudo refuses is not what helps on this computer. */
function whyReadOnly({ why, problem }: Transport): { readonly reason: string; readonly remedy: string } {
  const told = problem?.();
  if (told !== undefined) return { reason: problemText(told).text, remedy: problemText(told).remedy };
  return { reason: why ?? 'it is read-only', remedy: 'Choose a lab host, or allow administrative access first.' };
}

export function hostUnreachable(host: HostId): Problem {
  return { code: 'host-unreachable', severity: 'error', where: { host }, facts: { host: hostName(host) }, retry: true };
}

export function nothingToDo(): Problem {
  return { code: 'plan-empty', severity: 'info', where: {}, facts: {}, retry: false };
}

/** `known` are the names, or ids, that could have been meant. */
export function overlayUnknown(name: string, known: readonly string[]): Problem {
  const facts = { name, known: known.join(', ') || 'none' };
  return { code: 'overlay-unknown', severity: 'error', where: {}, facts, retry: false };
}

export function applyBusy(host: HostId): Problem {
  return { code: 'apply-busy', severity: 'warning', where: { host }, facts: { host: hostName(host) }, retry: true };
}
