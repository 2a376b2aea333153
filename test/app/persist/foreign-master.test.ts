/** A port of somebody else's bridge, a bridge in a VRF, and a VTEP on a link-local address: by who can make them. */
import { expect, test } from 'vitest';
import type { Step } from '../../../app/noun/step.ts';
import { ownerOfLink } from '../../../app/noun/foreign.ts';
import { writtenBy } from '../../../app/persist/files.ts';
import type { PersistFormat } from '../../../app/persist/format.ts';

const FACTS = { systemd: true, networkd: true, networkManager: false, netplan: true, ifupdown: false };
const vxlan = (more: object = {}): Step => ({
  do: 'link-add-vxlan',
  netns: '',
  name: 'vx1',
  vxlan: { vni: 1, dstport: 4789, local: '192.0.2.1', ...more },
});
const up = (name: string): Step => ({ do: 'link-set-up', netns: '', name, up: true });
const under = (name: string, master: string): Step => ({ do: 'link-set-master', netns: '', name, master });
const quiet: Step = { do: 'port-set', netns: '', name: 'vx1', set: { learning: false } };

function written(
  format: PersistFormat,
  ...steps: readonly Step[]
): { readonly text: string; readonly left: readonly Step[] } {
  const { files, left } = writtenBy(format, steps, 'host', FACTS);
  return { text: files.map(({ body }) => body).join('\n'), left: left.map(({ step }) => step) };
}

test.each(['networkd', 'netplan'] as const)(
  '%s: the script makes the port of docker0, whom networkd does not release again',
  (format) => {
    const { text, left } = written(format, vxlan(), under('vx1', 'docker0'), quiet, up('vx1'));
    expect(text).toContain('KeepMaster=yes');
    expect(text).not.toMatch(/Bridge=docker0|\[Bridge\]|docker0/);
    expect(left).toEqual([under('vx1', 'docker0'), quiet]);
  },
);

test('networkd: a bridge in a VRF names it as such, and the script joins one that networkd does not make', () => {
  const address: Step = { do: 'address-add', netns: '', dev: 'br1', address: 'fd00::1/64' };
  const { text, left } = written(
    'networkd',
    { do: 'link-add-bridge', netns: '', name: 'br1' },
    under('br1', 'blue'),
    up('br1'),
    address,
  );
  expect(text).toContain('VRF=blue');
  expect(text).not.toMatch(/Bridge=blue|KeepMaster/);
  expect(left).toEqual([under('br1', 'blue'), address]);
});

test('NetworkManager: a port of docker0 is made by the script as a whole', () => {
  const steps = [vxlan(), under('vx1', 'docker0'), quiet, up('vx1')];
  expect(written('network-manager', ...steps)).toEqual({ text: '', left: steps });
});

test.each(['networkd', 'netplan'] as const)('%s does not make a vxlan with a link-local end', (format) => {
  for (const end of [{ local: 'fe80::1' }, { remote: 'febf::2' }]) {
    const steps = [vxlan({ ...end, dev: 'eth0' }), up('vx1')];
    expect(written(format, ...steps)).toEqual({ text: '', left: steps });
  }
  expect(written(format, vxlan({ local: 'fec0::1' }), up('vx1')).left).toEqual([]);
});

test.each(['networkd', 'netplan', 'network-manager'] as const)('%s always names learning and port', (format) => {
  expect(written(format, vxlan(), up('vx1')).text).toMatch(/4789[^]*learning(=|: )(true|yes)/i);
});

test.each(['virbr0', 'virbr10', 'lxcbr0', 'lxdbr0', 'incusbr0', 'podman0', 'docker0', 'cni0'])(
  '%s is kept by its own program',
  (name) => {
    expect(ownerOfLink(name)).toBeDefined();
  },
);
