/** Pasted text → its lines as they were meant: prompts, comments, colours and line breaks of a terminal or a mail are taken off. */
import { isCommand } from './command.ts';
import { shellLine } from './shell-words.ts';

export interface PastedText {
  /** Counted from 1, as an editor shows it: of its first line where several belong together. */
  readonly line: number;
  readonly text: string;
  /** It stood after a prompt, so it was typed; what has none may be what was printed. */
  readonly prompted: boolean;
}

/** `root@h:~# `, `[root@h ~]# `, `$ `, `/ # `, `bash-5.2# `. A `#` alone may be a comment. */
const PROMPT =
  /^\s*(?:\([^)]{1,40}\)\s*)?(?:\[?[\w.-]+@[\w.-]+(?:[: ][^#$%>]{0,200})?\]?\s?[#$%>]|[~/][\w./-]{0,200}\s?[#$%]|[\w.-]{1,64}[#$%]|[$%❯➜])\s+/u;
const HASH = /^\s*#\s+/;
/** `ip -c` prints them, and a copy may hold them. */
const COLOUR = /\u001b\[[0-9;]*[A-Za-z]/g;

export function pastedLines(text: string): readonly PastedText[] {
  const plain = text.replace(/^\uFEFF/, '').replace(COLOUR, '');
  const raw = continued(plain.split(/\r\n|\n|\r/).map((one, at) => ({ line: at + 1, text: one })));
  const typed = hashIsPrompt(raw.map((one) => one.text));
  return rejoined(raw.flatMap((one) => unprompted(one, typed)));
}

interface RawLine {
  readonly line: number;
  readonly text: string;
}

/** A backslash at the end goes on in the next line, which may begin with the shell's `> `. A comment does not. */
function continued(lines: readonly RawLine[]): readonly RawLine[] {
  const whole: RawLine[] = [];
  let open: RawLine | undefined;
  for (const one of lines) {
    const text: string = open === undefined ? one.text : `${open.text} ${one.text.replace(/^\s*>\s/, '').trim()}`;
    const [, before] = /^(.*[^\\])?\\\s*$/s.exec(text) ?? [];
    const goesOn = before !== undefined && !/^\s*#/.test(text);
    const joined: RawLine = { line: open?.line ?? one.line, text: goesOn ? before.trimEnd() : text };
    open = goesOn ? joined : undefined;
    if (!goesOn) whole.push(joined);
  }
  return open === undefined ? whole : [...whole, open];
}

/**
 * A `#` before a command is root's prompt where nothing else stands there unprompted but what a command printed;
 * otherwise it makes a comment of it, which is never run.
 */
function hashIsPrompt(lines: readonly string[]): boolean {
  let shown = false;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const bare = line.replace(HASH, '').replace(PROMPT, '');
    if (bare !== line)
      shown ||=
        isCommand(words(bare)) && /\b(show|list|ls|neigh|fdb|route|addr\w*|link)\s*$|\bshow\b|\blist\b/.test(bare);
    else if (!line.trimStart().startsWith('#') && (!shown || isCommand(words(line)))) return false;
  }
  return true;
}

function unprompted({ line, text }: RawLine, hash: boolean): readonly PastedText[] {
  const bare = text.replace(PROMPT, '');
  const typed = bare !== text && !/^\s*$/.test(bare);
  if (typed && isCommand(words(bare))) return [{ line, text: bare.trim(), prompted: true }];
  const root = text.replace(HASH, '');
  if (hash && root !== text && isCommand(words(root)) && !words(root)[0]?.startsWith('#'))
    return [{ line, text: root.trim(), prompted: true }];
  const left = text.trim();
  return left === '' || left.startsWith('#') ? [] : [{ line, text: left, prompted: false }];
}

/** A row that a narrow terminal or a mail has broken goes on with a word that begins none. */
function rejoined(lines: readonly PastedText[]): readonly PastedText[] {
  const whole: PastedText[] = [];
  for (const one of lines) {
    const before = whole.at(-1);
    const goesOn = !one.prompted && before !== undefined && GOES_ON.test(one.text) && !isCommand(words(one.text));
    if (goesOn) whole[whole.length - 1] = { ...before, text: `${before.text} ${one.text}` };
    else whole.push(one);
  }
  return whole;
}

const GOES_ON =
  /^(dev|dst|lladdr|nud|via|port|vni|src_vni|vlan|master|self|permanent|static|dynamic|sticky|extern_learn|offload|router|proxy|managed|used|updated|ref|probes|proto|scope|src|metric|onlink|nexthop|weight|link-netnsid|nhid|state|PERMANENT|NOARP|REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE)(\s|$)/;

function words(text: string): readonly string[] {
  return shellLine(text).commands[0] ?? [];
}
