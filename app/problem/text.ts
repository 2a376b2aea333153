import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import type { Problem } from './problem.ts';

/** The words for a problem: one title, one sentence of what happened, one of what to do. */
export function problemText(problem: Pick<Problem, 'code' | 'facts'>): CatalogueEntry {
  const { title, text, remedy } = CATALOGUE[problem.code];
  return { title, text: fill(text, problem.facts), remedy: fill(remedy, problem.facts) };
}

function fill(sentence: string, facts: Problem['facts']): string {
  const filled = sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? 'unknown'));
  return filled.replace(/([.!?])\.$/, '$1');
}
