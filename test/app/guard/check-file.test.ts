/** What the root helper would be told to write by somebody who took over its caller. */
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkStep } from '../../../app/guard/check-step.ts';
import { checkFile } from '../../../app/guard/check-file.ts';
import { marked, markOf } from '../../../app/noun/file/marker.ts';
import { pathOf, placeOf, type FileKind } from '../../../app/noun/file/paths.ts';
import { dispatcherText, scriptText, serviceText } from '../../../app/guard/script.ts';
import { ifupdownText } from '../../../app/guard/ifupdown-text.ts';
import { StepSchema, type Step } from '../../../app/noun/step.ts';

const UP: Step = { do: 'link-set-up', netns: '', name: 'br1', up: true };
const BRIDGE: Step = { do: 'link-add-bridge', netns: '', name: 'br1' };

describe('a path', () => {
  test.each([
    '/etc/passwd',
    '/etc/systemd/network/10-overlane-a.b.netdev/../../../passwd',
    '/etc/systemd/network/../network/10-overlane-a.b.netdev',
    '/etc/systemd/network/10-overlane-a.b.network\n',
    '/etc/systemd/network/10-overlane-a.b.link',
    '/etc/systemd/network/10-overlane-.b.netdev',
    '/etc/systemd/system/overlane-a.timer',
    '/etc/systemd/system/overlane-a b.service',
    '/etc/systemd/system/../system/overlane-a.service',
    '/etc/overlane/overlane-../x.sh',
    '/etc/sysctl.d/99-overlane-a.conf',
    '/etc/netplan/90-overlane-a.yaml.bak',
    'etc/netplan/90-overlane-a.yaml',
    '/etc/network/interfaces.d/overlane-a.dpkg',
    '',
  ])('%j is none of ours', (path) => {
    expect(placeOf(path)).toBeUndefined();
    expect(v.is(StepSchema, { do: 'file-write', path, content: 'x\n' })).toBe(false);
    expect(v.is(StepSchema, { do: 'file-remove', path })).toBe(false);
  });

  test('never holds what would leave its folder, whatever a caller makes up', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('/', '.', '..', 'a', '-', '\n', '\0', ' ', '~', '*', '$'), maxLength: 20 }),
        (text) => {
          for (const path of [
            `/etc/overlane/overlane-${text}.sh`,
            `/etc/systemd/network/10-overlane-a.${text}.network`,
          ])
            if (placeOf(path) !== undefined) expect(path.split('/').length).toBe(path.includes('systemd') ? 5 : 4);
        },
      ),
    );
  });

  test.each<[FileKind, string]>([
    ['netdev', '/etc/systemd/network/10-overlane-a-1.vx.7.netdev'],
    ['network-drop-in', '/etc/systemd/network/10-netplan-vx.7.network.d/overlane-a-1.conf'],
    ['keyfile', '/etc/NetworkManager/system-connections/overlane-a-1.vx.7.nmconnection'],
  ])('of a %s is made and read alike', (kind, path) => {
    expect(pathOf(kind, 'a-1', 'vx.7')).toBe(path);
    expect(placeOf(path)).toMatchObject({ kind, name: 'a-1', dev: 'vx.7' });
  });
});

test('what NetworkManager runs is ours to the letter, whatever devices it names', () => {
  const path = pathOf('dispatcher', 'a');
  expect(checkFile(path, marked('a', dispatcherText('a', ['vx7', 'br.9'])))).toBeUndefined();
  for (const devices of [['vx7', '$(id)'], ['-x'], ['vx7;', 'id'], []])
    expect(checkFile(path, marked('a', dispatcherText('a', devices))), devices.join(' ')).toBe(
      'is not our dispatcher script',
    );
  expect(checkFile(path, marked('a', `${dispatcherText('a', ['vx7'])}id\n`))).toBe('is not our dispatcher script');
});

describe('content', () => {
  const SCRIPT = pathOf('script', 'a');
  const good = scriptText('a', [BRIDGE, UP]);
  const refused = (path: string, body: string, name = 'a'): string | undefined => checkFile(path, marked(name, body));

  test('is taken as we make it', () => {
    expect(refused(SCRIPT, good)).toBeUndefined();
    expect(refused(pathOf('interfaces', 'a'), ifupdownText('a', [BRIDGE, UP]))).toBeUndefined();
    expect(refused(pathOf('service', 'a'), serviceText('a'))).toBeUndefined();
  });

  test.each([
    ['a command more', good.replace('exit 0\n', 'id\nexit 0\n')],
    ['a command behind one of ours', good.replace('up\n', 'up; id\n')],
    ['a command in a comment that is none', good.replace('# Makes', '\n$(id)\n# Makes')],
    ['a step more than its commands', `${good}#@ ${JSON.stringify(UP)}\n`],
    ['no steps', good.replace(/^#@ .*\n/gm, '')],
    ['steps that are none', good.replace('#@ {"do":"link-add-bridge"', '#@ {"do":"exec"')],
    ['another overlay’s name', scriptText('b', [BRIDGE])],
    ['a file among its steps', scriptText('a', [{ do: 'file-remove', path: SCRIPT }])],
  ])('a script with %s is refused', (_, body) => expect(refused(SCRIPT, body)).toBeDefined());

  test.each<[FileKind, string]>([
    ['service', serviceText('a').replace('/bin/sh /etc', '/bin/sh /tmp')],
    ['service', `${serviceText('a')}ExecStartPost=/bin/id\n`],
    ['wants', '[Unit]\nWants=ssh.service\n'],
    ['sysctl', 'kernel.core_pattern = |/tmp/x\n'],
    ['sysctl', 'net.ipv4.ip_forward = 1 \n'],
    ['netdev', '[NetDev]\nName=a\n[WireGuard]\nPrivateKeyFile=/etc/shadow\n'],
    ['network', '[Match]\nName=eth0\n[Network]\nDHCPServer=yes\n'],
    ['network', '[Network]\nBridge=br0\\\n'],
    ['keyfile', '[vpn]\nservice-type=x\n'],
    ['keyfile', '[connection]\npermissions=user:x\n'],
    ['netplan', 'network:\n  wifis:\n    a: {password: x}\n'],
    ['netplan', 'network:\n  renderer: &a x\n'],
    ['netplan', 'network: !!python/object/apply:os.system ["id"]\n'],
    ['unmanaged', '[device]\nmatch-device=*\n'],
    ['interfaces', 'auto a\niface a inet manual\n    up id\n'],
  ])('a %s with a line that is not ours is refused', (kind, body) =>
    expect(refused(pathOf(kind, 'a', 'vx'), body)).toBeDefined(),
  );

  test('with another name, a wrong sum or no mark is refused, as a step too', () => {
    const content = marked('a', good);
    expect(refused(SCRIPT, good, 'b')).toBeDefined();
    expect(checkFile(SCRIPT, content.replace('br1', 'br2'))).toBeDefined();
    expect(checkFile(SCRIPT, good)).toBeDefined();
    expect(checkStep({ do: 'file-write', path: SCRIPT, content: good })?.facts).toMatchObject({ field: 'content' });
    expect(checkStep({ do: 'file-write', path: SCRIPT, content })).toBeUndefined();
  });
});

test('a mark tells who it is for, and a change of a single letter', () => {
  const content = marked('a', '#!/bin/sh\nid\n');
  expect(content.split('\n')[0]).toBe('#!/bin/sh');
  expect(markOf(content)).toEqual({ name: 'a', body: '#!/bin/sh\nid\n', intact: true });
  expect(markOf(content.replace('id', 'ie'))).toMatchObject({ name: 'a', intact: false });
  expect(markOf('#!/bin/sh\nid\n')).toBeUndefined();
});
