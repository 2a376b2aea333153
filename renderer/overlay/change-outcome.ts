import type { ApplyResult } from '../../app/contract/plan-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { endText } from '../link/line-state.ts';
import { distinct, type Outcome } from '../link/outcome.ts';

type Kind = 'build' | 'repair' | 'join' | 'leave' | 'apart';

/** How a change of an overlay ended, in words. A host that was left out is a problem of an otherwise good end. */
export function changeOutcome(kind: Kind, result: ApplyResult, name: string, host?: HostId): Outcome {
  const problems = distinct(result.problems);
  const text =
    kind === 'apart' && result.end === 'committed'
      ? `Everything made for it is gone. ${endText(result)}`
      : endText(result);
  const isApart = kind === 'apart';
  if (result.end === 'rolled-back')
    return { tone: 'calm', title: isApart ? `${name} is still there` : 'Nothing changed', text, problems };
  if (result.end === 'diverged')
    return {
      tone: 'bad',
      title: isApart ? `${name} is only partly gone` : 'Not every host is as before',
      text,
      problems,
    };
  const failed = problems.filter(({ code }) => code === 'overlay-member-failed').length;
  if (failed > 0)
    return {
      tone: 'bad',
      title: `${failed === 1 ? 'One host' : `${failed} hosts`} could not be changed`,
      text,
      problems,
    };
  return { tone: 'good', title: TITLES[kind](name, host === undefined ? '' : hostName(host)), text, problems };
}

const TITLES: Readonly<Record<Kind, (name: string, host: string) => string>> = {
  build: (name) => `${name} is built`,
  repair: (name) => `${name} is as declared`,
  join: (name, host) => `${host} is in ${name}`,
  leave: (name, host) => `${host} has left ${name}`,
  apart: (name) => `${name} is taken apart`,
};
