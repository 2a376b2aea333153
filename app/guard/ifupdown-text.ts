/** The text of an ifupdown file (interfaces(5)): exactly what its steps give. */
import { shellText } from '../base/shell.ts';
import type { Step } from '../noun/step.ts';
import { stepArgv } from '../noun/step-argv.ts';
import { mtuOf, sortSteps, type Device } from './devices.ts';
import { onceArgv } from './script.ts';
import { sourceLines } from './source.ts';

/** Without its mark. The same steps always give the same text. */
export function ifupdownText(name: string, steps: readonly Step[]): string {
  const stanzas = sortSteps(steps).devices.map(stanza);
  return `# What Overlane keeps for ${name}.\n\n${stanzas.join('\n')}\n${sourceLines(steps).join('\n')}\n`;
}

/** ifup runs `pre-up` before the device is up and `up` after; a command that fails stops it, so each is one that may run twice. */
function stanza(device: Device): string {
  const { name, make, steps } = device;
  const near = make.name === name;
  const before = steps.filter(isBefore);
  const after = steps.filter((step) => !isBefore(step) && step.do !== 'address-add' && step.do !== 'link-set-up');
  const addresses = steps.filter((step) => step.do === 'address-add');
  const exists = shellText(['ip', 'link', 'show', 'dev', name]);
  const lines = [
    ...(near ? [`pre-up ${exists} >/dev/null 2>&1 || ${shellText(stepArgv(make))}`] : []),
    ...before.map((step) => `pre-up ${shellText(stepArgv(step))}`),
    `up ${shellText(['ip', 'link', 'set', 'dev', name, isUp(steps) ? 'up' : 'down'])}`,
    ...addresses.map((step) => `up ${shellText(onceArgv(step))}`),
    ...after.map((step) => `up ${shellText(onceArgv(step))}`),
    ...(near ? [`post-down ${shellText(['ip', 'link', 'del', 'dev', name])} || true`] : []),
  ];
  // ifupdown2 puts every device without this word back to its own default; interfaces(5) has it for `manual`, too.
  const mtu = mtuOf(device);
  // Another it sets by itself (3.0); the older one takes no notice of the word.
  const silent = steps.some((step) => step.do === 'link-set-addrgenmode' && step.mode === 'none');
  const words = [...(mtu === undefined ? [] : [`mtu ${mtu}`]), ...(silent ? ['ipv6-addrgen off'] : [])];
  return `auto ${name}\niface ${name} inet manual\n${[...words, ...lines].map((line) => `    ${line}\n`).join('')}`;
}

function isUp(steps: readonly Step[]): boolean {
  return steps.some((step) => step.do === 'link-set-up' && step.up);
}

function isBefore(step: Step): boolean {
  return (
    (step.do.startsWith('link-set-') && step.do !== 'link-set-up') ||
    step.do === 'port-set' ||
    step.do === 'link-altname-add'
  );
}
