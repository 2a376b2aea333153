/** What tells NetworkManager and systemd-networkd to leave devices alone. */
import type { KeptFile } from '../noun/file/row.ts';
import type { DraftFile } from './format.ts';
import { placeOf } from '../noun/file/paths.ts';
import { section, sections } from './sections.ts';

/** NetworkManager.conf(5): one file for all devices. */
export function unmanagedByManager(devices: readonly string[]): readonly DraftFile[] {
  const names = devices.map((dev) => `interface-name:${dev}`).join(';');
  return names === '' ? [] : [{ kind: 'unmanaged', body: section('keyfile', [['unmanaged-devices+', names]]) }];
}

/** systemd.network(5): a file a device. */
export function unmanagedByNetworkd(devices: readonly string[]): readonly DraftFile[] {
  return devices.map((dev) => {
    const body = sections([section('Match', [['Name', dev]]), section('Link', [['Unmanaged', true]])]);
    return { kind: 'network', dev, body };
  });
}

/** Whether a file of ours makes nothing, but only tells somebody to leave a device alone. */
export function isHandsOff({ path, content = '' }: Pick<KeptFile, 'path' | 'content'>): boolean {
  const kind = placeOf(path)?.kind;
  return kind === 'unmanaged' || (kind === 'network' && /^Unmanaged=yes$/m.test(content));
}
