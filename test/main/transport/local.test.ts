import { describe, expect, test } from 'vitest';
import { queriesOf, versionQuery } from '../../../app/noun/query.ts';
import { localTransport } from '../../../main/transport/local.ts';
import { watched } from '../../lab/bell.ts';

describe('this computer', () => {
  test('can be read by anybody', async () => {
    const transport = localTransport();
    const [version, links] = await transport.read([versionQuery(), ...queriesOf('link', '')]);
    expect(version?.stdout).toMatch(/iproute2/);
    expect(JSON.parse(links?.stdout ?? '')).toContainEqual(expect.objectContaining({ ifname: 'lo' }));
    await transport.close();
  });

  test('cannot be written, and says why', async () => {
    const transport = localTransport();
    expect(transport.writable).toBe(false);
    const outcomes = await transport.write([{ do: 'netns-add', name: 'never' }]);
    expect(outcomes).toMatchObject([{ failure: 'not-started', stderr: transport.why }]);
    const [listed] = await transport.read(queriesOf('netns', ''));
    expect(listed?.stdout).not.toContain('never');
  });

  test('can be watched by anybody in its own namespace', async () => {
    const transport = localTransport();
    const { ends } = await watched(transport, ['']);
    await transport.close();
    expect(ends).toEqual([]);
  });
});
