import type { CommandShape, Value } from './shape.ts';
import { aliasesOf, placesOf, quoted, type Place } from './table.ts';

/**
 * bash takes `lab:alpha` for three words (COMP_WORDBREAKS holds the colon), so the line is split here, and what stands before
 * the last colon is left out of the answers. What comes from a host is compared, never expanded: `compgen -W` would run it.
 */
export function bashCompletion(program: CommandShape): string {
  const places = placesOf(program);
  return `# bash completion of overlane, made from its commands by "overlane completion bash"
_overlane() {
  local line=\${COMP_LINE:0:COMP_POINT} at= previous= current= word words= found
  local -a line_words list
  read -ra line_words <<<"$line"
  if [[ $line != *[[:space:]] ]]; then
    current=\${line_words[-1]}
    unset 'line_words[-1]'
  fi
  for word in "\${line_words[@]:1}"; do
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
${places.flatMap(({ path, after }) => [...after].map(([flag, value]) => `    ${quoted(`${path} ${flag}`)}) ${answerOf([value])} ;;`)).join('\n')}
    *)
      case "$at" in
${places.map(wordsOf).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=()
  read -d '' -ra list <<<"$words"
  for found in "\${list[@]}"; do
    [[ $found == "$current"* ]] && COMPREPLY+=("$found")
  done
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"\${current%"\${current##*:}"}"}")
  fi
}
_overlane_takes() {
  case "$1 $2" in
    ${places.flatMap(({ path, after }) => [...after.keys()].map((flag) => quoted(`${path} ${flag}`))).join(' | ')}) return 0 ;;
  esac
  return 1
}
complete -o bashdefault -F _overlane overlane
`;
}

function stepCases(program: CommandShape, places: readonly Place[]): string {
  const known = places.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  const aliases = aliasesOf(program).map(([alias, path]) => `      ${quoted(alias)}) at=${quoted(path)} ;;`);
  return [`      ${known.join(' | ')}) at="\${at:+$at }$word" ;;`, ...aliases].join('\n');
}

function wordsOf({ path, commands, options, values }: Place): string {
  const own = [...commands, ...options].map(({ word }) => word).join(' ');
  const more = values.map((value) => answerOf([value], '$words ')).join('; ');
  return `        ${quoted(path)}) words=${quoted(own)}${more === '' ? '' : `; ${more}`} ;;`;
}

function answerOf([value]: readonly [Value], before = ''): string {
  if (value === 'host' || value === 'overlay') return `words="${before}$(overlane completion ${value} 2>/dev/null)"`;
  if (value === 'file') return 'compopt -o default 2>/dev/null';
  return value === 'other' ? ':' : `words="${before}${value.join(' ')}"`;
}
