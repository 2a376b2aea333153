/** Which nouns can be changed from the command line, and with which verbs. */
import type { Command } from 'commander';
import type { HostId } from '../../app/base/host.ts';
import type { Noun, Verb } from '../../app/change/word-table.ts';
import { edit, type EditOptions } from './edit.ts';
import type { CliOptions } from './session.ts';

interface NounCommand {
  readonly word: string;
  readonly noun: Noun;
  readonly verbs: readonly Verb[];
  readonly about: string;
  /** What follows the host. */
  readonly usage: string;
}

const ALL: readonly Verb[] = ['add', 'set', 'del'];
const NOUNS: readonly NounCommand[] = [
  {
    word: 'vxlan',
    noun: 'vxlan',
    verbs: ALL,
    about: 'VXLAN devices.',
    usage: 'NAME id 42 local ADDRESS dev DEVICE dstport 4789 …',
  },
  { word: 'bridge', noun: 'bridge', verbs: ALL, about: 'Bridges.', usage: 'NAME [stp_state 1] [ageing_time 30000] …' },
  {
    word: 'port',
    noun: 'port',
    verbs: ALL,
    about: 'Ports of a bridge: add enslaves, del releases.',
    usage: 'DEVICE master BRIDGE [hairpin on] …',
  },
  {
    word: 'vlan',
    noun: 'vlan',
    verbs: ALL,
    about: 'VLANs of bridge ports, and of a bridge itself.',
    usage: 'DEVICE vid VID[-VID] [pvid] [untagged] …',
  },
  {
    word: 'vni',
    noun: 'vni',
    verbs: ALL,
    about: 'VNIs that a VXLAN device with a filter takes.',
    usage: 'DEVICE vni VNI[-VNI] [remote ADDRESS | group ADDRESS]',
  },
  {
    word: 'veth',
    noun: 'veth',
    verbs: ['add', 'del'],
    about: 'Cables.',
    usage: 'NAME … peer name OTHER [netns NETNS]',
  },
  {
    word: 'link',
    noun: 'link',
    verbs: ['set', 'del'],
    about: 'Links of any kind.',
    usage: 'NAME up mtu 1450 master BRIDGE …',
  },
  { word: 'netns', noun: 'netns', verbs: ['add', 'del'], about: 'Named namespaces.', usage: 'NAME' },
  {
    word: 'endpoint',
    noun: 'endpoint',
    verbs: ['add'],
    about: 'A namespace on a bridge, in one go.',
    usage: 'NETNS dev DEVICE port VETH bridge BRIDGE address ADDRESS/LEN [via GATEWAY]',
  },
  {
    word: 'address',
    noun: 'address',
    verbs: ALL,
    about: 'IP addresses.',
    usage: 'ADDRESS/LEN dev DEVICE [to ADDRESS/LEN] …',
  },
  {
    word: 'route',
    noun: 'route',
    verbs: ALL,
    about: 'Routes.',
    usage: 'PREFIX via GATEWAY dev DEVICE [onlink] [table N] …',
  },
  {
    word: 'rule',
    noun: 'rule',
    verbs: ALL,
    about: 'Policy rules: which routing table is asked for which packets.',
    usage: 'from PREFIX [to PREFIX] [iif DEVICE] [ipproto udp dport 4789] priority N lookup TABLE …',
  },
  { word: 'fdb', noun: 'fdb', verbs: ALL, about: 'FDB entries.', usage: 'MAC dev DEVICE dst ADDRESS [static] …' },
  {
    word: 'neigh',
    noun: 'neighbour',
    verbs: ALL,
    about: 'Neighbours.',
    usage: 'ADDRESS lladdr MAC dev DEVICE [nud permanent] …',
  },
];

type HostArgument = (text: string) => HostId;

/** Answers with the command of each noun, for more to be hung on it. */
export function addEditCommands(
  program: Command,
  host: HostArgument,
  cli: () => CliOptions,
  ends: (work: Promise<number>) => Promise<void>,
): ReadonlyMap<string, Command> {
  return new Map(
    NOUNS.map(({ word, noun, verbs, about, usage }) => {
      // `overlane link A B` joins two hosts; `link set` and `link del` stand beside that.
      const known = program.commands.find((one) => one.name() === word);
      const command = known ?? program.command(word).description(about);
      for (const verb of verbs)
        command
          .command(verb)
          .usage(`[options] <host> ${usage}`)
          .argument('<host>', 'local or lab:NAME', host)
          .argument('<words...>', `as iproute2 names them: ${usage}`)
          .option('-n, --netns <name>', 'in this namespace of the host')
          .option('--unlock <names...>', 'change these although another program keeps them')
          .option('--dry-run', 'show the plan and change nothing')
          .option('--json', 'the plan and the result, as JSON')
          .action((id: HostId, words: string[], options: EditOptions) =>
            ends(edit(noun, verb, id, words, options, cli())),
          );
      return [word, command] as const;
    }),
  );
}
