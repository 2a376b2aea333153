/** What of an overlay is kept on one of its hosts: stated overlays by their statement, linked pairs by what linking made. */
import { expect } from 'vitest';
import type { OverlaySpec } from '../../../app/overlay/overlay.ts';
import { selectionOf, suggestPersist } from '../../../main/engine/persist.ts';
import type { Stated } from '../../../main/engine/stated.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, suggested, withEngine } from '../engine/engine-for-test.ts';

labTest('a linked pair: the devices of each side, with its cable', () =>
  withLab(['alpha', 'beta'], (lab) =>
    withEngine(lab, async ({ session }) => {
      const intent = suggested(session, ['lab:alpha', 'lab:beta'], { mode: 'routed' });
      await applied(session, intent);
      const found = await suggestPersist('lab:alpha', intent.name, session);
      const { name, links } = found.ok ? found.value.select : { name: found.problem.code, links: [] };
      expect(name).toBe(intent.name);
      const [side] = intent.sides;
      expect(links).toEqual(expect.arrayContaining([side.vxlan, side.bridge, side.endpoint?.port]));
      expect(await suggestPersist('lab:alpha', 'none', session)).toMatchObject({
        problem: { code: 'overlay-unknown' },
      });
    }),
  ),
);

labTest('a stated overlay: only what the host itself has of it', async () => {
  const member = (host: string, tunnel: string) => ({
    ...{ host, dev: 'eth0', tunnels: [{ name: tunnel }, { name: `${tunnel}-v6` }], bridge: 'br7', subnets: [] },
    endpoint: { netns: 'web', dev: 'eth0', port: 'v7', addresses: [] },
  });
  const spec = {
    name: 'a.b',
    members: [member('lab:alpha', 'vx7'), member('lab:beta', 'vx8')],
  } as unknown as OverlaySpec;
  const stated = { find: (name: string) => (name === 'a.b' ? { spec } : undefined) } as unknown as Stated;
  expect(selectionOf('lab:beta', 'a.b', stated)).toEqual({
    name: 'a-b',
    links: ['vx8', 'vx8-v6', 'br7', 'v7'],
  });
  expect(selectionOf('lab:beta', 'other', stated)).toBeUndefined();
});
