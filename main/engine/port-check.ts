/** Whether the UDP ports and VNIs of tunnels that a plan makes are free: what tables tell, and what only the sockets of a host do. */
import type { Preview } from '../../app/contract/plan-view.ts';
import { parseUdpSockets, whyNotAsked, type UdpSocket } from '../../app/problem/reach.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { foreignSockets } from '../../app/overlay/underlay-check.ts';
import { familyOf } from '../../app/base/ip.ts';
import type { HostPlan, Plan } from '../../app/plan/plan.ts';
import type { Step } from '../../app/noun/step.ts';
import { tunnelFamily } from '../../app/noun/vxlan/holder.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { ApplyContext } from './executor.ts';

type Add = Extract<Step, { do: 'link-add-vxlan' }>;
type Context = Pick<ApplyContext, 'collector' | 'record'> & { readonly now: () => number };

export interface PortChecks {
  /** The preview with what was found; without its plan where that must fail. What could not be asked is information. */
  judge(preview: Preview, plan: Plan): Promise<Preview>;
  /** After a step that failed for it: who holds the port, in the same words. */
  explain(problems: readonly Problem[], plan: Plan): Promise<readonly Problem[]>;
}

/** A form asks with every key; an answer of that age in milliseconds is good enough for it. */
const FRESH_MS = 5000;

export function createPortChecks(context: Context): PortChecks {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<Asked> }>();
  const ask = (host: HostId, netns: string): Promise<Asked> => {
    const key = `${host} ${netns}`;
    const known = kept.get(key);
    if (known !== undefined && context.now() - known.at < FRESH_MS) return known.answer;
    const answer = askSockets(host, netns, context);
    kept.set(key, { at: context.now(), answer });
    return answer;
  };
  const check = async ({ hosts }: Plan): Promise<readonly Problem[]> =>
    (await Promise.all(hosts.map((one) => checkHost(one, ask)))).flat();
  return {
    judge: async (preview, plan) => {
      const found = await check(plan);
      const problems = [...preview.problems, ...found];
      return found.some(({ severity }) => severity === 'error') ? { problems } : { ...preview, problems };
    },
    explain: async (problems, plan) => {
      const hosts = new Set(problems.filter(isTaken).map(({ where: { host } }) => host));
      if (hosts.size === 0) return [];
      kept.clear();
      return check({ ...plan, hosts: plan.hosts.filter(({ host }) => hosts.has(host)) });
    },
  };
}

/** `ip` when a socket cannot be bound (`RTNETLINK answers: Address already in use`). */
function isTaken({ code, facts }: Problem): boolean {
  return code === 'step-failed' && /Address already in use/.test(String(facts.message));
}

type Asked = { readonly sockets: readonly UdpSocket[] } | { readonly why: string };

async function askSockets(host: HostId, netns: string, { collector, record }: Context): Promise<Asked> {
  const found = collector(host);
  const tables = found?.snapshot()?.tables;
  if (found === undefined || tables === undefined) return { why: `${hostName(host)} was not read` };
  const outcome = await found.transport.probe({ kind: 'udp-sockets', netns });
  record(host, 'verify', [outcome]);
  if (outcome.exitCode !== 0) return { why: whyNotAsked(outcome, host) ?? `ss on ${hostName(host)} failed` };
  return { sockets: foreignSockets(parseUdpSockets(outcome.stdout), tables) };
}

async function checkHost(
  { host, steps }: HostPlan,
  ask: (host: HostId, netns: string) => Promise<Asked>,
): Promise<readonly Problem[]> {
  const made = new Set(steps.flatMap(({ step }) => (step.do === 'netns-add' ? [step.name] : [])));
  const adds = steps.flatMap(({ step }) => (step.do === 'link-add-vxlan' && !made.has(step.netns) ? [step] : []));
  const places = new Map(adds.map((add) => [`${add.netns} ${add.vxlan.dstport}`, add]));
  const problems = await Promise.all(
    [...places.values()].map(async (add) => judge(host, add, await ask(host, add.netns))),
  );
  return problems.flat();
}

/** A device binds its port on every address of its family when it is set up (`vxlan_open`), an external one in both. */
function judge(host: HostId, { netns, vxlan }: Add, asked: Asked): readonly Problem[] {
  const port = vxlan.dstport;
  const where = netns === '' ? { host } : { host, netns };
  const facts = { port, host: netns === '' ? hostName(host) : `${hostName(host)}, namespace ${netns},` };
  if ('why' in asked)
    return [
      {
        code: 'underlay-port-not-checked',
        severity: 'info',
        where,
        facts: { ...facts, reason: asked.why },
        retry: true,
      },
    ];
  const stands = ({ address }: UdpSocket): boolean =>
    vxlan.external === true || address === '*' || familyOf(address.replace(/[[\]]/g, '')) === tunnelFamily(vxlan);
  const holder = asked.sockets.find((one) => one.port === port && stands(one));
  if (holder === undefined) return [];
  return [
    {
      code: 'underlay-port-taken',
      severity: 'error',
      where,
      facts: { ...facts, program: holder.program ?? 'another program' },
      retry: true,
    },
  ];
}
