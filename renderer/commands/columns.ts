import type { CommandRecord } from '../../app/problem/command.ts';
import type { Column, Tone } from '../ui/table-column.ts';
import { nameOf, timeText } from '../words.ts';
import { commandEnd, type CommandEnd, type CommandRow } from './command-row.ts';

const FAILURES: Record<NonNullable<CommandRecord['failure']>, string> = {
  'not-started': 'not started',
  timeout: 'timed out',
  cancelled: 'cancelled',
  'host-gone': 'host gone',
  'helper-gone': 'helper gone',
  flood: 'printed too much',
  'no-connection': 'no connection',
};

const TONES: Record<CommandEnd, Tone> = { done: 'up', unanswered: 'plain', refused: 'plain', failed: 'problem' };

function exitText({ exitCode, ...row }: CommandRow): string {
  if (row.failure !== undefined) return FAILURES[row.failure];
  const end = commandEnd({ exitCode, ...row });
  return end === 'unanswered' ? 'no answer' : end === 'refused' ? 'not allowed' : String(exitCode ?? '');
}

/** What the drawer says of a command that was run. */
export const COMMAND_COLUMNS: readonly Column<CommandRow>[] = [
  {
    id: 'time',
    title: 'Time',
    explain: 'When it started, in local time.',
    width: 116,
    mono: true,
    text: (row) => timeText(row.startedAt),
    order: (row) => row.id,
  },
  { id: 'host', title: 'Host', explain: 'Where it ran.', width: 120, text: (row) => nameOf(row.host) },
  {
    id: 'purpose',
    title: 'For',
    explain:
      'collect: reading tables · watch: waiting for changes · apply, rollback: changing · verify: checking afterwards.',
    width: 72,
    look: 'weak',
    text: (row) => row.purpose,
  },
  {
    id: 'command',
    title: 'Command',
    explain: 'Exactly what was run, ready to paste.',
    width: 320,
    grow: true,
    mono: true,
    text: (row) => row.text,
  },
  {
    id: 'ms',
    title: 'ms',
    explain: 'How long it took.',
    width: 64,
    align: 'end',
    mono: true,
    text: (row) => String(Math.round(row.durationMs)),
    order: (row) => row.durationMs,
  },
  {
    id: 'exit',
    title: 'Exit',
    explain:
      'The exit code, or why there is none. No answer: a question asked with packets, and silence is what it found. Not allowed: a question that needs root.',
    width: 88,
    look: 'state',
    text: exitText,
    tone: (row) => TONES[commandEnd(row)],
    order: (row) => row.exitCode ?? -1,
  },
  {
    id: 'stderr',
    title: 'stderr',
    explain: 'What it said about errors.',
    width: 240,
    grow: true,
    mono: true,
    text: (row) => row.stderr.trim(),
  },
];
