import { expect, test } from 'vitest';
import { judgeFormat } from '../../../app/persist/facts.ts';
import { parseFacts } from '../../../app/noun/system/daemons.ts';
import { planPersist } from '../../../app/persist/persist-plan.ts';
import { fill, type Partials } from '../../cases/rows.ts';

test.each([
  ['systemd\nsystemd-networkd\n', 'networkd'],
  ['systemd\nNetworkManager\n', 'network-manager'],
  ['systemd\nsystemd-networkd\nNetworkManager\n', 'networkd'],
  ['systemd\nsystemd-networkd\nnetplan\nnetplan\n', 'netplan'],
  ['systemd\nNetworkManager\nnetplan\nifupdown\n', 'netplan'],
  // netplan's files without anybody to read them keep nothing.
  ['systemd\nnetplan\nifupdown\n', 'ifupdown'],
  ['systemd\nNetworkManager\nifupdown\n', 'network-manager'],
  ['ifupdown\n', 'ifupdown'],
  ['systemd\nversion 252\nsystemd-networkd\n', 'networkd'],
  ['systemd\nversion 245\nsystemd-networkd\n', 'script'],
  ['systemd\n', 'script'],
  ['', 'script'],
])('%j is kept by %s', (printed, format) => expect(judgeFormat(parseFacts(printed)).format).toBe(format));

test('without systemd the script is started by OpenRC, or it is said that nobody does', () => {
  const bridge = { key: '|br1', netns: '', name: 'br1', kind: 'bridge' };
  const tables = fill({ link: [bridge] } as unknown as Partials);
  const keep = (printed: string) =>
    planPersist(
      {
        kind: 'persist',
        host: 'lab:alpha',
        select: { name: 'one', links: ['br1'] },
        format: 'script',
        facts: parseFacts(printed),
      },
      { tables },
    );
  const paths = ({ plan }: ReturnType<typeof keep>) =>
    plan?.hosts[0]?.steps.map(({ step }) => (step.do === 'file-write' ? step.path : ''));
  expect(keep('openrc\n').problems).toEqual([]);
  expect(paths(keep('openrc\n'))).toEqual(['/etc/local.d/overlane-one.start', '/etc/overlane/overlane-one.sh']);
  expect(keep('systemd\n').problems).toEqual([]);
  expect(paths(keep('systemd\n'))).toContain('/etc/systemd/system/overlane-one.service');
  expect(keep('').problems.map(({ code }) => code)).toEqual(['persist-not-started']);
  expect(paths(keep(''))).toEqual(['/etc/overlane/overlane-one.sh']);
});

test.each(['ifupdown2', 'ifupdown-ng'])('%s is named', (kind) => {
  expect(judgeFormat(parseFacts(`${kind}\nifupdown\n`))).toMatchObject({
    format: 'ifupdown',
    why: expect.stringContaining(kind) as string,
  });
  expect(judgeFormat(parseFacts('ifupdown\n')).why).not.toContain(kind);
});
