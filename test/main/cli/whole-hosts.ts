/** Everything of every lab host that a change could leave behind: the tables, and what the kernel says beside them. */
import { sameDurable } from '../../../app/noun/durable.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { foldStated } from '../../../app/change/journal-stated.ts';
import { openJournal } from '../../../main/engine/journal.ts';
import type { Lab, LabHost } from '../../../main/lab/lab.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { lookAt } from '../engine/engine-for-test.ts';
import type { Cli } from './cli-for-test.ts';

export interface WholeHost {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** Settings of every device, the packet filter, files: a line each. */
  readonly settings: readonly string[];
}

export interface Whole {
  readonly hosts: readonly WholeHost[];
  /** What the journal declares, by name. */
  readonly declared: ReadonlyMap<string, string>;
}

/** No table of ours has these whole, so nothing that is wrong there can hide what is wrong here. A lock's file that a killed process left holds nobody, and goes with the next change. */
const SETTINGS = `
cd /proc/sys/net
grep -rs "" ipv4/conf ipv6/conf ipv4/neigh ipv6/neigh ipv4/ip_forward bridge 2>/dev/null | grep -v stable_secret | grep -v base_reachable_time: | sort
iptables-save 2>/dev/null | grep -v "^#" | sed "s/\\[[0-9:]*\\]//"
ip6tables-save 2>/dev/null | grep -v "^#" | sed "s/\\[[0-9:]*\\]//"
ip rule; ip -6 rule; ip nexthop
find /run /etc/sysctl.d /etc/systemd/network /etc/network /etc/netplan /etc/NetworkManager -type f 2>/dev/null | grep -v -e overlane.lock -e overlane-change | sort`;

export async function wholeOf(lab: Lab, cli: Cli): Promise<Whole> {
  const hosts = await Promise.all(lab.hosts.map((host) => wholeHost(lab, host)));
  const read = await openJournal(cli.journalPath).read();
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const declared = [...foldStated(read.value.entries)].map(([name, { spec }]) => [name, JSON.stringify(spec)] as const);
  return { hosts, declared: new Map(declared) };
}

async function wholeHost(lab: Lab, host: LabHost): Promise<WholeHost> {
  const [snapshot, text] = await Promise.all([lookAt(lab, `lab:${host.name}`), inHost(host, 'sh', '-c', SETTINGS)]);
  return { name: host.name, snapshot, settings: text.split('\n') };
}

/** What differs, a line each; empty when nothing does. */
export function differences(before: Whole, now: Whole): readonly string[] {
  return [...before.hosts.flatMap((host, at) => ofHost(host, now.hosts[at])), ...ofDeclared(before, now)];
}

export function differingHosts(before: Whole, now: Whole): readonly string[] {
  return before.hosts.flatMap((host, at) => (ofHost(host, now.hosts[at]).length > 0 ? [host.name] : []));
}

function ofHost(before: WholeHost, now: WholeHost | undefined): readonly string[] {
  if (now === undefined) return [`${before.name} is gone`];
  const [was, is] = [new Set(before.settings), new Set(now.settings)];
  const settings = [
    ...before.settings.filter((line) => !is.has(line)).map((line) => `- ${line}`),
    ...now.settings.filter((line) => !was.has(line)).map((line) => `+ ${line}`),
  ];
  return [...sameDurable(before.snapshot, now.snapshot), ...settings].map((line) => `${before.name}: ${line}`);
}

export function ofDeclared(before: Whole, now: Whole): readonly string[] {
  const names = new Set([...before.declared.keys(), ...now.declared.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [before.declared.get(name), now.declared.get(name)];
    return was === is ? [] : [`declared ${name}: ${was ?? 'nothing'} → ${is ?? 'nothing'}`];
  });
}
