import { tick } from 'svelte';

/** Where work on a page begins: its table, else the first field of its form. */
const FIRST = [
  'main [role=grid]',
  'main form input:not([disabled])',
  'main form select',
  'main [tabindex="0"]',
  'main button',
];

/** Takes the keyboard along to a page that was gone to by keys; without it the next Tab starts wherever one came from. */
export async function enterPage(): Promise<void> {
  await tick();
  const found = FIRST.map((one) => document.querySelector<HTMLElement>(one)).find((one) => one !== null);
  found?.focus();
}
