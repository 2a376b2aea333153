/** Filling in the form of *Link two hosts*: what is free, and what the network between the two carries. */
import { createUnderlayChecks } from '../engine/underlay-check.ts';
import type { Backend } from './backend.ts';
import type { Handlers } from './handlers-type.ts';

export function linkHandlers({ session }: Backend): Pick<Handlers, 'link.suggest' | 'link.check'> {
  const checks = createUnderlayChecks({
    collector: (host) => session.hosts.find(host),
    record: session.commands.record,
    now: () => Date.now(),
  });
  let running: { readonly about: string; readonly stop: AbortController } | undefined;
  return {
    'link.suggest': async ({ hosts, ...choices }) => {
      const check = checks.last(hosts, choices.addresses) ?? checks.last(hosts);
      return session.suggest(hosts, { ...choices, check });
    },
    'link.check': ({ hosts, addresses, again }) => {
      const about = JSON.stringify([hosts, addresses]);
      // One form is open at a time: what it does not ask any more is not waited for.
      if (running?.about !== about) {
        running?.stop.abort();
        running = { about, stop: new AbortController() };
      }
      return checks.check(hosts, { addresses, again, signal: running.stop.signal });
    },
  };
}
