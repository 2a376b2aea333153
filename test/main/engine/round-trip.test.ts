import { describe, expect } from 'vitest';
import { join } from 'node:path';
import { planEdit } from '../../../app/change/edit-plan.ts';
import { exportCommands } from '../../../app/change/export.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { simulatePlan } from '../../../app/plan/plan.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import { readSnapshot } from '../../../main/engine/read-snapshot.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { recordedTransport } from '../../../main/transport/recorded.ts';
import { lookAt } from './engine-for-test.ts';
import { facts, missingFrom } from './walk-facts.ts';
import { randomEdit, randomFrom } from './walk.ts';

const seed = Number(process.env.OVERLANE_SEED ?? 20261123);
const TOPOLOGIES = 24;
const RECORDED = ['5.15.0', '6.1.0', '6.8.0', '6.17.0'];

/** Leaves the devices that no command makes, bare: links of the host's own namespace, namespaces, addresses and routes of what was there before. */
const WIPE = [
  'for d in $(ls /sys/class/net); do case $d in lo|eth0) ;; *) ip link del dev $d 2>/dev/null || true;; esac; done',
  'ip netns list | while read -r n _; do ip netns del "$n"; done',
  'ip -4 route flush table all proto boot; ip -4 route flush table all proto static',
  'ip -6 route flush table all proto boot; ip -6 route flush table all proto static',
  'ip neigh flush nud permanent; ip neigh flush nud noarp',
  'ip address flush dev eth0; ip address flush dev lo; ip link set dev lo down; ip link set dev eth0 down',
].join('\n');

/** As a lab host begins: what a script says of the host's own device may be there already. */
const FRESH = 'ip link set lo up; ip link set eth0 up; ip address add 192.168.64.3/24 dev eth0';

/**
 * What a script cannot make: the underlay cable (the lab's own is there instead), and a vxlan that was moved to another
 * namespace, which no longer says where its underlay device is; entries that lead to a nexthop object. Of namespace blue nothing was recorded.
 */
const NOT_MADE = /^. link (\|eth0p? |red\|vxmoved |blue\|lo )|^. fdb .*\|\d+ permanent/;

async function wipe(lab: Lab): Promise<void> {
  await inHost(hostOf(lab, 'alpha'), 'sh', '-c', `${WIPE}\ntrue`);
}

/** Runs the script on the wiped host and says what is not as it was. */
async function rebuilt(lab: Lab, snapshot: Snapshot): Promise<readonly string[]> {
  await wipe(lab);
  await inHost(hostOf(lab, 'alpha'), 'sh', '-c', FRESH);
  await inHost(hostOf(lab, 'alpha'), 'sh', '-e', '-c', exportCommands(snapshot));
  return missingFrom(facts(snapshot.tables), facts((await lookAt(lab, 'lab:alpha')).tables));
}

describe('a host exported as commands', () => {
  labTest(
    'is the same again after wiping it and running them, whatever was built',
    () =>
      withLab(['alpha'], async (lab) => {
        console.info(`round trip: OVERLANE_SEED=${seed}`);
        const random = randomFrom(seed);
        const transport = labTransport(lab, hostOf(lab, 'alpha'));
        for (let topology = 0; topology < TOPOLOGIES; topology += 1) {
          await wipe(lab);
          await inHost(hostOf(lab, 'alpha'), 'sh', '-c', FRESH);
          let current = await lookAt(lab, 'lab:alpha');
          for (let edits = 0; edits < 25; edits += 1) {
            const intent = randomEdit(random, 'lab:alpha', current.tables);
            const { plan } = planEdit(intent, current);
            const steps = plan?.hosts[0]?.steps ?? [];
            if (plan === undefined || steps.length === 0) continue;
            current = {
              ...current,
              tables: simulatePlan(current.tables, plan.hosts[0] as (typeof plan.hosts)[number]),
            };
            const outcomes = await transport.write(steps.map(({ step }) => step));
            expect(outcomes.at(-1)?.exitCode, `seed ${seed}: ${JSON.stringify(outcomes.at(-1))}`).toBe(0);
          }
          const built = await lookAt(lab, 'lab:alpha');
          expect(await rebuilt(lab, built), `seed ${seed}, topology ${topology}\n${exportCommands(built)}`).toEqual([]);
        }
        await transport.close();
      }),
    120_000,
  );

  labTest.each(RECORDED)('is the same for what iproute2 %s recorded, as far as commands can make it', (version) =>
    withLab(['alpha'], async (lab) => {
      const folder = join(import.meta.dirname, `../../fixtures/iproute2-${version}`);
      const { snapshot } = await readSnapshot(recordedTransport(folder), { now: () => 0 });
      await wipe(lab);
      // Its own eth0 was a cable of the recorded host's: making that again is refused here, and the rest goes on.
      const script = exportCommands(snapshot, undefined, { foreign: true });
      await inHost(hostOf(lab, 'alpha'), 'sh', '-c', `${script.replace('#!/bin/sh -e', '')}\ntrue`);
      const made = facts((await lookAt(lab, 'lab:alpha')).tables);
      expect(missingFrom(facts(snapshot.tables), made).filter((fact) => !NOT_MADE.test(fact))).toEqual([]);
    }),
  );
});
