import { expect, test } from 'vitest';
import { fixLine } from '../../../main/launch/sandbox.mjs';

const fix = (settings: Record<string, string>) => fixLine((name) => settings[name]);

test('the setting that forbids user namespaces is the one to change', () => {
  expect(fix({ 'kernel.apparmor_restrict_unprivileged_userns': '1', 'user.max_user_namespaces': '15000' })).toBe(
    'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  );
  expect(fix({ 'kernel.apparmor_restrict_unprivileged_userns': '0', 'kernel.unprivileged_userns_clone': '0' })).toBe(
    'sudo sysctl -w kernel.unprivileged_userns_clone=1',
  );
  expect(fix({ 'kernel.unprivileged_userns_clone': '1', 'user.max_user_namespaces': '0' })).toBe(
    'sudo sysctl -w user.max_user_namespaces=15000',
  );
});
