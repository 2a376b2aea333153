/** What reading a text answers with, line by line. */
import { issueField } from '../../base/schema-words.ts';
import * as v from 'valibot';
import { EditItem } from '../../noun/items.ts';
import type { Noun } from '../word-table.ts';

export interface PasteOptions {
  /** Only this kind of row; everything otherwise. */
  readonly noun?: Noun;
  /** Where rows and commands belong that name no namespace (the empty string is the host's own). One that names another is refused. */
  readonly netns?: string;
  /** For rows that name no device. */
  readonly dev?: string;
}

/** One line or row, before the same rows are counted. */
export interface ReadRow {
  readonly line: number;
  readonly text: string;
  readonly items: readonly EditItem[];
  readonly said: boolean;
  readonly bad?: { readonly field?: string; readonly reason: string };
  readonly left?: string;
}

/** The item that fields make, or what its schema finds wrong with them. */
export function judged(
  fields: unknown,
): { readonly item: EditItem } | { readonly field: string; readonly reason: string } {
  const parsed = v.safeParse(EditItem, fields);
  if (parsed.success) return { item: parsed.output };
  const [issue] = parsed.issues;
  const field = issueField(issue, 'row');
  const missing = field === 'dev' ? 'is missing; name the device' : 'is missing';
  return { field, reason: issue.input === undefined ? missing : issue.message };
}
