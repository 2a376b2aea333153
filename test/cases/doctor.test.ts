import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { diagnose } from '../../app/doctor/diagnose.ts';
import { factsFromJson } from '../../app/doctor/facts-json.ts';
import type { Finding } from '../../app/doctor/finding.ts';
import type { JsonObject } from '../../app/base/json.ts';
import { compare } from './golden.ts';

const from = import.meta.dirname;
const names = readdirSync(from).filter((name) => name.startsWith('doctor-'));

function linesOf(one: Finding, indent = ''): readonly string[] {
  const fix = one.fix?.hosts.flatMap(({ host, items, settings = [], commands }) =>
    [...items, ...settings]
      .map((item) => `${host} ${JSON.stringify(item)}`)
      .concat(commands.map((line) => `${host} # ${line}`)),
  );
  return [
    `${one.code} on ${one.host}, ${one.table}: ${one.entry}`,
    `  ${one.says}`,
    `  ${one.proof.host} $ ${one.proof.command}`,
    ...one.proof.line.split('\n').map((line) => `    ${line}`),
    ...(fix === undefined ? ['  no fix'] : [`  fix: ${one.fix?.title ?? ''}`, ...fix.map((line) => `    ${line}`)]),
    ...one.consequences.map((each) => `  from this follows: ${each.code} on ${each.host}: ${each.entry}`),
  ].map((line) => indent + line);
}

describe.each(names)('%s', (name) => {
  const path = join(from, name);
  const hosts = JSON.parse(readFileSync(join(path, 'facts.json'), 'utf8')) as readonly JsonObject[];

  test('is named like this', () => {
    const { findings } = diagnose(hosts.map(factsFromJson));
    compare(
      { path },
      'findings.txt',
      findings.flatMap((one) => linesOf(one)),
    );
  });
});
