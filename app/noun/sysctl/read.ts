import { sysctlKey, type Sysctl } from './row.ts';
import { RowSink, type Parsed } from '../rows.ts';

/** What sysctl(8) prints: `name = value`, a line each. */
export function parseSysctls(text: string, netns: string, argv: readonly string[] = []): Parsed<Sysctl> {
  const sink = new RowSink<Sysctl>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, value] = /^([\w./-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) sink.fault('name and value');
    else sink.add({ key: sysctlKey(netns, name), netns, name, value: value.trim() });
  }
  return { rows: sink.rows, problems: sink.problems('sysctl', netns, argv) };
}
