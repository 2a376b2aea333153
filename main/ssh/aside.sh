# Runs one small command beside the requests and says on stderr what it printed, a line at a time, so that nothing waits
# for it: "MARK ID out LINE", then "MARK ID done exit-code". mark, id, overlane_agent and how are set before it.
tell() { printf '\n%s %s %s\n' "$mark" "$id" "$*" >&2; }
# It stays until the agent ends it, so that its process number is nobody else's when that happens.
stay() {
  while [ -e "/proc/$overlane_agent" ]; do sleep 5; done
  kill -KILL "-$$"
}
aside() {
  printed=$("$@" 2>&1 </dev/null)
  code=$?
  while IFS= read -r line; do tell "out $line"; done <<END
$printed
END
  tell "done $code"
  stay
}
