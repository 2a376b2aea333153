/** What each column of an export holds, so that a row of CSV or JSON comes back as the row it was. */
import type { Json, JsonObject } from '../../base/json.ts';
import type { FieldKind } from '../../noun/noun.ts';
import { NOUN } from '../../noun/nouns.ts';
import type { TableName } from '../../noun/snapshot.ts';

export function fieldsOf(table: TableName): Readonly<Record<string, FieldKind>> {
  return NOUN[table].row.fields;
}

export type ReadRow = { readonly ok: true; readonly row: JsonObject } | { readonly ok: false; readonly reason: string };

/** An object of an export's JSON, with every field of the kind that it has. */
export function rowOfJson(table: TableName, item: JsonObject): ReadRow {
  const row: Record<string, Json> = {};
  for (const [field, kind] of Object.entries(fieldsOf(table))) {
    const value = item[field];
    if (value === undefined || value === null) {
      if (!kind.endsWith('?')) return { ok: false, reason: `${field} is missing` };
    } else if (isKind(value, kind)) row[field] = value;
    else return { ok: false, reason: `${field} must be ${KIND_WORDS[kind.replace('?', '')] ?? kind}` };
  }
  return { ok: true, row: { ...row, key: keyOf(table, row), raw: {} } };
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  text: 'a text',
  number: 'a number',
  flag: 'true or false',
  list: 'a list of texts',
  objects: 'a list of objects',
  object: 'an object',
};

function isKind(value: Json, kind: FieldKind): boolean {
  const isObject = (one: Json): boolean => typeof one === 'object' && one !== null && !Array.isArray(one);
  switch (kind.replace('?', '')) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    case 'objects':
      return Array.isArray(value) && value.every(isObject);
    default:
      return isObject(value);
  }
}

/** The text of a cell → its value; `undefined` for what is absent. Throws nothing: a wrong value stays a text and is judged as one. */
export function valueOfCell(text: string, quoted: boolean, kind: FieldKind): Json | undefined {
  if (text === '' && !quoted && kind.endsWith('?')) return undefined;
  if (kind === 'text' || kind === 'text?') return text;
  if (kind === 'number' || kind === 'number?') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (kind === 'flag' || kind === 'flag?') return text === 'true' ? true : text === 'false' ? false : text;
  if (text === '') return [];
  if (text.startsWith('[') || text.startsWith('{')) return parsed(text) ?? text;
  return kind === 'list' ? text.split(' ') : text;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON: the text is judged as it is, and refused by name.
    return undefined;
  }
}

function keyOf(table: TableName, row: JsonObject): string {
  return (NOUN[table].row.keyOf as unknown as (row: JsonObject) => string)(row);
}
