/** One command, as a shell has split it → what it says in `ip`'s or `bridge`'s words, and the namespace that it names. */
import type { Command, Place } from './said.ts';
import { afterOptions, readNsenter, readShell } from './wrapper.ts';
import { readTool } from './tool.ts';

const OTHER =
  /^(#!.*|set|cd|pwd|ls|cat|grep|echo|printf|sleep|true|:|export|unset|modprobe|ping|ping6|arping|tcpdump|sysctl|ethtool|iptables|ip6tables|nft|systemctl|service|apt|apt-get|yum|dnf|apk|clear|history|id|whoami|uname|hostname|date|watch|mkdir|touch|rm|tc|brctl|ifconfig|arp|vtysh|ss|netstat|source|\.|\|)$/;

const ELSEWHERE =
  /^(ssh|docker|podman|kubectl|crictl|ctr|nerdctl|lxc|lxc-attach|incus|machinectl|chroot|unshare|vagrant|virsh|runc|setns|parallel|xargs|timeout|watch)$/;

const KEYWORD =
  /^(if|then|else|elif|fi|for|do|done|while|until|case|esac|function|select|\{|\}|\(|\)|\[|\[\[|test|!|eval|trap|alias|return|read)$/;

export function readCommand(argv: readonly string[], place: Place = {}): Command {
  const [word = '', ...rest] = argv;
  const tool = word.slice(word.lastIndexOf('/') + 1);
  if (/^[A-Za-z_]\w*=/.test(word))
    return rest.length === 0 ? { is: 'other', why: 'sets a variable' } : readCommand(rest, place);
  if (tool === 'ip' || tool === 'bridge') return readTool(tool, rest, place, readCommand);
  if (/^(sudo|doas|env|command|exec|time|nice|nohup|stdbuf)$/.test(tool))
    return readCommand(afterOptions(tool, rest), place);
  if (tool === 'nsenter') return readNsenter(rest, place, readCommand);
  if (/^(sh|bash|ash|dash|zsh|busybox)$/.test(tool)) return readShell(tool, rest, place, readCommand);
  if (word === 'exit' || word === 'logout') return { is: 'leave' };
  if (KEYWORD.test(word)) return { is: 'bad', why: `"${word}" is a shell's: only single commands are read` };
  if (ELSEWHERE.test(tool)) return { is: 'bad', why: `"${tool}" runs it somewhere else, which cannot be known here` };
  if (OTHER.test(tool)) return { is: 'other', why: 'no command of ip or bridge' };
  return readBatch(argv, place);
}

/** Whether a line is a command at all, rather than a row of a listing. */
export function isCommand(argv: readonly string[]): boolean {
  const command = readCommand(argv);
  return !(command.is === 'bad' && command.why === NEITHER);
}

const NEITHER = 'is neither a command nor an entry';

/** A line as `ip -batch` reads it: no tool in front. */
function readBatch(argv: readonly string[], place: Place): Command {
  const [object = '', verb = ''] = argv;
  const ip = /^(link|address|addr|route|rule|neigh|neighbor|neighbour|netns)$/.test(object) && isVerb(verb);
  const bridge = /^(fdb|vlan|vni)$/.test(object) && isVerb(verb);
  const port =
    object === 'link' &&
    verb === 'set' &&
    argv.some((word) => /^(neigh_suppress|hairpin|isolated|learning|flood)$/.test(word));
  if (bridge || (port && !argv.includes('type'))) return readTool('bridge', argv, place, readCommand);
  return ip ? readTool('ip', argv, place, readCommand) : { is: 'bad', why: NEITHER };
}

function isVerb(word: string): boolean {
  return /^(add|append|prepend|replace|change|chg|set|del|delete|show|list|get|flush|exec)$/.test(word);
}
