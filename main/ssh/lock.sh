# Holds the lock of this host for one change, and says on stderr "MARK ID held", "MARK ID busy WHO" or "MARK ID none" (no lock can be
# had here). It stays with the agent, so that the lock goes with the connection and with whoever made it, however they ended.
# mark, id, overlane_agent, file and who are set before it. The lock is flock(2) of a file that only root can open.
tell() { printf '\n%s %s %s\n' "$mark" "$id" "$*" >&2; }
stay() {
  while [ -e "/proc/$overlane_agent" ]; do sleep 5 9<&-; done
  kill -KILL "-$$"
}
umask 077
hold() {
  command -v flock >/dev/null 2>&1 && command -v stat >/dev/null 2>&1 || return 0
  (: >>"$file") 2>/dev/null || return 0
  exec 9<>"$file"
  if ! flock -n 9; then
    tell "busy $(head -c 300 "$file" | head -n 1)"
    stay
  fi
  # Whoever held it before removes the file at its end: then this is a lock of nothing.
  if [ "$(stat -Lc %i /proc/self/fd/9 9<&9)" != "$(stat -c %i "$file" 2>/dev/null)" ]; then
    exec 9<&-
    hold
    return
  fi
  printf '%s\n' "$who" >"$file"
  tell held
  stay
}
hold
tell none
stay
