import { InvalidArgumentError, Option, type Command } from 'commander';
import type { HostId } from '../../app/base/host.ts';
import type { CliOptions } from './session.ts';
import { partsOfStart, traceCommand, type Start, type TraceCommand } from './trace.ts';

export function addTraceCommand(
  program: Command,
  host: (text: string) => HostId,
  cli: () => CliOptions,
  ends: (work: Promise<number>) => Promise<void>,
): void {
  program
    .command('trace')
    .description('Which row on which host decides where a packet goes, there and back.')
    .argument('<host/netns>', 'where it starts: local, lab:NAME or ssh:ALIAS, and a namespace', startOf(host))
    .argument('<address>', 'where it is to arrive')
    .option('--from <address>', 'the address it is sent from')
    .addOption(new Option('--proto <protocol>', 'what it is').choices(['icmp', 'tcp', 'udp']).default('icmp'))
    .option('--port <number>', 'the port it is for', within(1, 65_535))
    .option('--size <bytes>', 'of the whole packet, which must not be cut', within(28, 65_535))
    .option('--send', 'send one real packet too, and say where it and the tables part')
    .option('--report <file>', 'write a report: Markdown, and a picture and JSON beside it')
    .option('--redact', 'other addresses and names in the report, the same for the same')
    .option('--json', 'as JSON')
    .action((start: Start, address: string, options: TraceCommand) =>
      ends(traceCommand(start, address, options, cli())),
    );
}

function startOf(host: (text: string) => HostId): (text: string) => Start {
  return (text) => {
    const [name, netns] = partsOfStart(text);
    return { host: host(name), netns };
  };
}

function within(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`must be a number from ${least} to ${most}`);
    return value;
  };
}
