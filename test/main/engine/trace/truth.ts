/** Makes a topology on lab hosts, reads it, and sends the packets that were predicted. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMPTY_TABLES } from '../../../../app/noun/snapshot.ts';
import type { TraceFacts } from '../../../../app/trace/facts.ts';
import type { Question } from '../../../../app/trace/hop.ts';
import { trace } from '../../../../app/trace/trace.ts';
import { writeFacts } from '../../../app/trace/facts-for-test.ts';
import { readSnapshot } from '../../../../main/engine/read-snapshot.ts';
import { collectTraceFacts } from '../../../../main/engine/trace/collect.ts';
import { enterArgv, type Lab } from '../../../../main/lab/lab.ts';
import { runCommand } from '../../../../main/transport/command.ts';
import { labTransport } from '../../../../main/transport/lab.ts';
import { hostOf } from '../../../lab/lab-for-test.ts';
import { HOSTS, type Ask, type HostName, type Topology } from './topology.ts';

/** Commands of one tool for one namespace go to it together: a process each would take most of the time. */
export function batched(lines: readonly string[]): string {
  const groups: { tool: string; lines: string[] }[] = [];
  for (const line of lines) {
    const [, tool, rest] = /^(ip -n red|ip(?! netns exec)|bridge) (.*)$/.exec(line) ?? [];
    const last = groups.at(-1);
    if (tool === undefined || rest === undefined) groups.push({ tool: '', lines: [line] });
    else if (last?.tool === tool) last.lines.push(rest);
    else groups.push({ tool, lines: [rest] });
  }
  return groups
    .map(({ tool, lines: own }) =>
      tool === '' ? `${own.join('\n')} || true` : `${tool} -force -batch - <<'END' || true\n${own.join('\n')}\nEND`,
    )
    .join('\n');
}

export async function make(lab: Lab, topology: Topology): Promise<void> {
  const { six } = topology.shape;
  const before = `sysctl -qw net.ipv6.conf.default.disable_ipv6=${six ? 0 : 1}\n`;
  await Promise.all(HOSTS.map((name) => sh(lab, name, `${before}${batched(topology.lines[name])}`)));
}

async function sh(lab: Lab, name: HostName, script: string): Promise<void> {
  const { exitCode, stderr, failure } = await runCommand(enterArgv(hostOf(lab, name), ['sh', '-c', script]), {
    timeoutMs: 30_000,
  });
  if (exitCode !== 0) throw new Error(`${name}: ${failure ?? exitCode}: ${stderr}`);
}

export async function factsOf(lab: Lab): Promise<readonly TraceFacts[]> {
  return Promise.all(
    HOSTS.map(async (name) => {
      const transport = labTransport(lab, hostOf(lab, name));
      try {
        const { snapshot } = await readSnapshot(transport, { now: () => 0 });
        return await collectTraceFacts(transport, snapshot.tables ?? EMPTY_TABLES);
      } finally {
        await transport.close();
      }
    }),
  );
}

export function questionOf({ host, netns, address, size }: Ask): Question {
  return { host: `lab:${host}`, netns, address, protocol: 'icmp', size };
}

/** One echo request that must not be cut. */
export async function arrives(lab: Lab, { host, netns, address, size }: Ask): Promise<boolean> {
  const head = address.includes(':') ? 48 : 28;
  const ping = ['ping', '-n', '-c', '1', '-W', '1', '-M', 'do', '-s', String(size - head), address];
  const argv = netns === '' ? ping : ['ip', 'netns', 'exec', netns, ...ping];
  const { stdout } = await runCommand(enterArgv(hostOf(lab, host), argv), { timeoutMs: 15_000 });
  return /\b1 received/.test(stdout);
}

export interface Difference {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly ask: Ask;
  readonly predicted: boolean;
  readonly why: string;
  readonly facts: readonly TraceFacts[];
}

/** Where prediction and packets part; `asked` counts all that was compared. */
export async function compare(
  lab: Lab,
  topology: Topology,
): Promise<{ readonly asked: number; readonly arrived: number; readonly differences: readonly Difference[] }> {
  await make(lab, topology);
  const differences: Difference[] = [];
  let arrived = 0;
  for (const ask of topology.asks) {
    const facts = await factsOf(lab);
    const found = trace(facts, questionOf(ask));
    const real = await arrives(lab, ask);
    if (real) arrived += 1;
    record(topology, ask, facts);
    if (process.env.OVERLANE_TOPOLOGY_SAY !== undefined) say(topology, ask, found, real);
    if (found?.arrives === real) continue;
    const why = found === undefined ? 'no answer' : `there: ${found.there.end.why}; back: ${found.back.end.why}`;
    differences.push({
      seed: topology.seed,
      faults: topology.faults,
      ask,
      predicted: found?.arrives ?? false,
      why,
      facts,
    });
  }
  return { asked: topology.asks.length, arrived, differences };
}

function say({ seed, faults }: Topology, ask: Ask, found: ReturnType<typeof trace>, real: boolean): void {
  const why = found?.there.end.arrives === true ? found.back.end.why : found?.there.end.why;
  console.log(
    `${seed} ${real ? 'answered' : 'silent'} ${ask.host}/${ask.netns} ${ask.address} ${ask.size} [${faults.join('; ')}] ${why ?? ''}`,
  );
}

/** `OVERLANE_TOPOLOGY_RECORD=FOLDER` keeps each question with its facts: a golden folder of `test/cases` to be. */
function record({ seed }: Topology, ask: Ask, facts: readonly TraceFacts[]): void {
  const root = process.env.OVERLANE_TOPOLOGY_RECORD;
  if (root === undefined) return;
  const folder = join(root, `trace-${seed}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'question.json'), `${JSON.stringify(questionOf(ask))}\n`);
  writeFileSync(join(folder, 'facts.jsonl'), writeFacts(facts));
}
