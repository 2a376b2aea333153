import type { CommandShape, Value } from './shape.ts';
import { aliasesOf, placesOf, quoted, type Place, type Word } from './table.ts';

export function zshCompletion(program: CommandShape): string {
  const places = placesOf(program);
  return `#compdef overlane
# zsh completion of overlane, made from its commands by "overlane completion zsh"
_overlane() {
  local at= previous= word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if _overlane_takes "$at" "$previous"; then
      previous=
      continue
    fi
    previous=$word
    case "\${at:+$at }$word" in
${stepCases(program, places)}
    esac
  done
  case "$at $previous" in
${places.flatMap(({ path, after }) => [...after].map(([flag, value]) => `    (${quoted(`${path} ${flag}`)}) ${answerOf(value)}; return ;;`)).join('\n')}
  esac
  case "$at" in
${places.map(wordsOf).join('\n')}
  esac
}
_overlane_takes() {
  case "$1 $2" in
    (${places.flatMap(({ path, after }) => [...after.keys()].map((flag) => quoted(`${path} ${flag}`))).join('|')}) return 0 ;;
  esac
  return 1
}
if [[ $funcstack[1] == _overlane ]]; then _overlane "$@"; else compdef _overlane overlane; fi
`;
}

function stepCases(program: CommandShape, places: readonly Place[]): string {
  const known = places.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  const aliases = aliasesOf(program).map(([alias, path]) => `      (${quoted(alias)}) at=${quoted(path)} ;;`);
  return [`      (${known.join('|')}) at="\${at:+$at }$word" ;;`, ...aliases].join('\n');
}

function wordsOf({ path, commands, options, values }: Place): string {
  const lines = [
    ...described('command', commands),
    ...values.map(answerOf).filter((line) => line !== ':'),
    ...described('option', options),
  ];
  return [`    (${quoted(path)})`, ...lines.map((line) => `      ${line}`), '      ;;'].join('\n');
}

/** A colon parts a word from what it is. */
function described(tag: string, words: readonly Word[]): readonly string[] {
  if (words.length === 0) return [];
  const list = words.map(({ word, about }) => quoted(`${word.replaceAll(':', '\\:')}:${about.replaceAll('\\', '')}`));
  return [`found=(${list.join(' ')})`, `_describe -t ${tag}s ${tag} found`];
}

function answerOf(value: Value): string {
  if (value === 'host' || value === 'overlay') return `compadd -- \${(f)"$(overlane completion ${value} 2>/dev/null)"}`;
  if (value === 'file') return '_files';
  return value === 'other' ? ':' : `compadd -- ${value.map(quoted).join(' ')}`;
}
