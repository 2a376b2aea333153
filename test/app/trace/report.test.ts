import { describe, expect, test } from 'vitest';
import type { Hop, Trace } from '../../../app/trace/hop.ts';
import { pictureOf } from '../../../app/trace/picture.ts';
import { redacted, redactor } from '../../../app/trace/redact.ts';
import { reportOf } from '../../../app/trace/report.ts';

const EVIL = 'eth0"><script>alert(1)</script>|`x`\u0007';
const hop = (host: string, more: Partial<Hop> = {}): Hop => ({
  ...{
    host: `ssh:${host}`,
    netns: '',
    table: 'fdb',
    row: 'a row',
    device: 'vx0',
    says: 'it goes on',
    instead: [],
    command: 'ip route get 10.1.2.3',
  },
  ...more,
});
const end = { arrives: false, host: 'ssh:b', netns: '', table: 'firewall', why: 'a rule drops it' } as const;
const TRACE: Trace = {
  arrives: false,
  there: {
    from: '10.1.2.3',
    to: '10.1.2.4',
    hops: [hop('a'), hop('b', { says: EVIL, device: EVIL })],
    passes: [],
    end,
  },
  back: {
    from: '10.1.2.4',
    to: '10.1.2.3',
    hops: [hop('b')],
    passes: [],
    end: { ...end, arrives: true, host: 'ssh:a' },
  },
  notLookedAt: [{ host: 'ssh:a', what: 'firewall', why: 'only root may read it' }],
};

describe('a report', () => {
  test('names where it stops, and has a lane a host and a box a hop', () => {
    const { markdown, json } = reportOf({ trace: TRACE }, 'x');
    expect(markdown).toContain('**Stops at ssh:b, firewall:** a rule drops it');
    expect(markdown).toContain('](<x.svg>)');
    expect(JSON.parse(json)).toEqual({ trace: TRACE });
    const { lanes, boxes } = pictureOf(TRACE);
    expect(lanes.map(({ host }) => host)).toEqual(['ssh:a', 'ssh:b']);
    expect(boxes.map(({ kind }) => kind)).toEqual(['hop', 'hop', 'stops', 'hop', 'arrives']);
  });

  test('what comes from a host is text: no markup, no control byte', () => {
    const { markdown, svg = '' } = reportOf({ trace: TRACE }, 'x');
    expect(svg).not.toMatch(/<script|\u0007/);
    expect(markdown).not.toMatch(/<script|\u0007/);
    expect(markdown).toContain('\\|\\`x\\`');
  });
});

describe('redacted', () => {
  const redact = redactor(['ssh:db.example', 'ssh:db', 'lab:alpha']);

  test.each([
    [
      'the same address is the same one, and a subnet stays one',
      '10.1.2.3 10.1.2.4 10.1.2.0/24 10.1.2.3',
      /^198\.18\.(\d+)\.3 198\.18\.\1\.4 198\.18\.\1\.0\/24 198\.18\.\1\.3$/,
    ],
    [
      'loopback, everybody and groups stay',
      '127.0.0.1 0.0.0.0/0 239.1.1.1 ::1',
      /^127\.0\.0\.1 0\.0\.0\.0\/0 239\.1\.1\.1 ::1$/,
    ],
    [
      'MAC addresses, flood entries apart',
      '2E:08:00:2c:6c:1d 00:00:00:00:00:00 2e:08:00:2c:6c:1d',
      /^(02:00:00:00:00:..) 00:00:00:00:00:00 \1$/,
    ],
    ['IPv6', 'fd00:1::5 fd00:1::6 fd00:1::/64', /^(2001:db8:\w+::)\w+ \1\w+ \1\/64$/],
    ['an alias, and one that begins like it', 'ssh:db and ssh:db.example', /^ssh:host2 and ssh:host1$/],
    ['names of a lab stay', 'lab:alpha', /^lab:alpha$/],
    ['who logs in', 'root@192.0.2.1', /^user@198\./],
    ['secrets', 'password=hunter2 token: "a b"', /^password=… token: …$/],
  ])('%s', (_what, text, expected) => {
    expect(redact(text)).toMatch(expected);
  });

  test('in all texts within, and numbers stay', () => {
    expect(redacted({ a: [{ ip: '10.9.9.9', n: 5 }, null] }, redactor([]))).toEqual({
      a: [{ ip: '198.18.1.9', n: 5 }, null],
    });
  });
});
