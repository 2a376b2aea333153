/** Administrative access to this computer, put together: the switch and the root helper. For the window and the CLI. */
import { createAdminAccess, type AdminAccess } from '../engine/admin-access.ts';
import type { HelperClient } from './client.ts';
import { installedHelper, type InstallOptions } from './install.ts';
import { startHelper } from './start.ts';

export type LocalAdmin = AdminAccess<HelperClient>;

export function openLocalAdmin({ bundle, version }: Pick<InstallOptions, 'bundle' | 'version'>): LocalAdmin {
  return createAdminAccess({
    start: (signal) => startHelper({ bundle, version, signal }),
    installed: () => installedHelper({ bundle }),
    direct: process.getuid?.() === 0,
  });
}
