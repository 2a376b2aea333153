# Runs several commands after each other in one round trip. Constant text: everything variable is an argument.
# $1 mark, then for each command: how many words, the words.
# Stdin is empty for all of them. After each command a line "MARK exit-code" on stdout and "MARK " on stderr, each on a line of its own.
mark=$1
shift
while [ $# -gt 0 ]; do
  words= index=1
  while [ "$index" -le "$1" ]; do
    index=$((index + 1))
    words="$words \"\${$index}\""
  done
  # Only the positions stand in the text that is evaluated, never the words.
  eval "$words"
  printf '\n%s %s\n' "$mark" $?
  printf '\n%s \n' "$mark" >&2
  shift "$index"
done
