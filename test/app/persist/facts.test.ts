import { expect, test } from 'vitest';
import { judgeFormat, parseFacts } from '../../../app/persist/facts.ts';

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
