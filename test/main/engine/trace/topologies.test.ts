/** What is predicted is what packets do: random overlays, with and without faults, on the real kernel. */
import { expect } from 'vitest';
import { labTest, withLab } from '../../../lab/lab-for-test.ts';
import { topologyOf } from './topology.ts';
import { compare, type Difference } from './truth.ts';

/** `OVERLANE_TOPOLOGIES=500`, `OVERLANE_TOPOLOGY_SEED=1`: more of them, or others. */
const COUNT = Number(process.env.OVERLANE_TOPOLOGIES ?? 8);
const FIRST = Number(process.env.OVERLANE_TOPOLOGY_SEED ?? 20_261);

labTest(
  `prediction and packets agree in ${COUNT} random topologies`,
  { timeout: 60_000 + COUNT * 60_000 },
  async () => {
    const differences: Difference[] = [];
    const said = { asked: 0, arrives: 0 };
    for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
      const topology = topologyOf(seed);
      const found = await withLab(undefined, (lab) => compare(lab, topology));
      said.asked += found.asked;
      said.arrives += found.arrived;
      for (const one of found.differences) {
        console.log(
          `seed ${seed} ${JSON.stringify(topology.shape)} [${one.faults.join('; ')}] ${JSON.stringify(one.ask)}: predicted ${one.predicted}: ${one.why}`,
        );
        differences.push(one);
      }
    }
    console.log(
      `${COUNT} topologies, ${said.asked} questions, ${said.arrives} answered, ${differences.length} differences`,
    );
    expect(differences.map(({ seed, ask, why }) => ({ seed, ask, why }))).toEqual([]);
  },
);
