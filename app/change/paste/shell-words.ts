/** One line of a shell → its simple commands (POSIX XCU 2), as far as they can be known without running it. */

export interface ShellLine {
  readonly commands: readonly (readonly string[])[];
  /** Why the line says something only to a shell that runs it. */
  readonly why?: string;
  /** What ends the text that stands below it (`<<EOF`). */
  readonly hereDoc?: string;
}

interface State {
  words: string[];
  commands: string[][];
  word: string | undefined;
  /** The next word names a file that is read or written. */
  redirect: '' | '<' | '>' | '<<';
  hereDoc?: string;
  why?: string;
}

/** A comment ends it, `;` and `&&` part it; where output goes is left out. */
export function shellLine(text: string): ShellLine {
  const state: State = { words: [], commands: [], word: undefined, redirect: '' };
  for (let at = 0; at < text.length && state.why === undefined; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '#' && state.word === undefined) break;
    at = quoted(state, text, at, letter) ?? operator(state, text, at, letter);
  }
  endCommand(state);
  const { commands, why, hereDoc } = state;
  return { commands, ...(why === undefined ? {} : { why }), ...(hereDoc === undefined ? {} : { hereDoc }) };
}

/** Where a quoted piece ends, or nothing where there is none. */
function quoted(state: State, text: string, at: number, letter: string): number | undefined {
  if (letter === '\\') {
    state.word = (state.word ?? '') + (text[at + 1] ?? '');
    return at + 1;
  }
  if (letter === '$' || letter === '`') {
    state.why = 'holds a variable or another command, which only a shell knows';
    return at;
  }
  if (letter !== "'" && letter !== '"') return undefined;
  const end = closing(text, at, letter);
  if (end < 0) {
    state.why = 'has a quote that is not closed';
    return at;
  }
  const inner = text.slice(at + 1, end);
  if (letter === '"' && /(^|[^\\])[$`]/.test(inner)) state.why = 'holds a variable, which only a shell knows';
  state.word = (state.word ?? '') + (letter === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner);
  return end;
}

function closing(text: string, at: number, quote: string): number {
  for (let end = at + 1; end < text.length; end += 1) {
    if (quote === '"' && text[end] === '\\') end += 1;
    else if (text[end] === quote) return end;
  }
  return -1;
}

function operator(state: State, text: string, at: number, letter: string): number {
  const next = text[at + 1];
  if (/\s/.test(letter)) endWord(state);
  else if (letter === ';' || (letter === '&' && next === '&')) {
    endCommand(state);
    return letter === '&' ? at + 1 : at;
  } else if (letter === '|' && next === '|') return alternative(state, text, at);
  else if (letter === '|') return piped(state, text);
  else if (letter === '>' || letter === '<') return redirected(state, text, at, letter);
  else if (letter === '&' || letter === '(' || letter === ')')
    state.why = `holds "${letter}", which only a shell knows`;
  else state.word = (state.word ?? '') + letter;
  return at;
}

/** `|| true` changes nothing that is said; any other alternative does. */
function alternative(state: State, text: string, at: number): number {
  const [, rest = ''] = /^\|\|\s*(?:true|:|echo\b[^;&|]*|exit\b[^;&|]*)\s*(.*)$/s.exec(text.slice(at)) ?? [];
  if (/^\|\|\s*(?:true|:|echo\b|exit\b)/.test(text.slice(at))) return text.length - rest.length - 1;
  state.why = 'says what to do only when something fails (||)';
  return at;
}

/** What a listing is piped through shows less of it. */
function piped(state: State, text: string): number {
  endCommand(state);
  state.commands.push(['|']);
  return text.length;
}

function redirected(state: State, text: string, at: number, letter: '<' | '>'): number {
  if (state.word !== undefined && /^\d$/.test(state.word)) state.word = undefined;
  endWord(state);
  const [sign = letter] = /^(<<-?|<|>>?)(&\d)?\|?/.exec(text.slice(at)) ?? [];
  if (!/&\d$/.test(sign)) state.redirect = sign.startsWith('<<') ? '<<' : letter;
  return at + sign.length - 1;
}

function endWord(state: State): void {
  const { word, redirect } = state;
  if (word === undefined) return;
  state.word = undefined;
  if (redirect === '') state.words.push(word);
  else if (redirect === '<<') state.hereDoc = word;
  else if (redirect === '<') state.why = 'reads a file, which is not here';
  state.redirect = '';
}

function endCommand(state: State): void {
  endWord(state);
  if (state.words.length > 0) state.commands.push(state.words);
  state.words = [];
}
