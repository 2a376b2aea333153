/** `overlane admin status|install|uninstall`: the root helper of this computer. */
import {
  installedHelper,
  installHelper,
  installPlan,
  uninstallHelper,
  type InstallOptions,
} from '../helper/install.ts';
import { refuse } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { print } from './print.ts';

const STATES = {
  package: 'The helper is installed, by the system package.',
  copy: 'The helper is installed, by Overlane.',
  outdated: 'A helper is installed, but it is not the one of this version: install it again.',
  no: 'The helper is not installed.',
};

export async function adminStatus(options: InstallOptions): Promise<number> {
  const installed = installedHelper(options);
  print(STATES[installed]);
  return installed === 'no' ? EXIT.failed : EXIT.done;
}

/** Says first exactly what it writes. */
export async function adminInstall(options: InstallOptions, dryRun: boolean): Promise<number> {
  const plan = await installPlan(options);
  if (!plan.ok) return refuse({ problems: [plan.problem] }, false);
  print('Writes these files, owned by root:');
  for (const { path, mode, size, sha256 } of plan.value.files)
    print(`  ${mode} ${String(size).padStart(10)} ${sha256.slice(0, 16)}… ${path}`);
  if (dryRun) return EXIT.done;
  const done = await installHelper(plan.value.id, options);
  if (!done.ok) return refuse({ problems: [done.problem] }, false);
  print('Installed.');
  return EXIT.done;
}

export async function adminUninstall(options: InstallOptions): Promise<number> {
  const done = await uninstallHelper(options);
  if (!done.ok) return refuse({ problems: [done.problem] }, false);
  print('Removed.');
  return EXIT.done;
}
