# The one process that serves a whole connection: reads requests from stdin and runs each in a session of its own, so that
# it can be ended whole. When stdin ends (we are gone, or the connection is), everything it started ends with it.
# $1 mark. A request: "run ID BYTES", "watch ID BYTES" (then so many bytes of sh), "end ID", "halt ID" or "beat".
# patience (seconds) is set before it.
mark=$1
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin LC_ALL=C overlane_agent=$$
export PATH LC_ALL overlane_agent
unset LANG LANGUAGE
umask 022
cd /
printf '\n%s agent %s\n' "$mark" "$(id -u)"
worker= watches=
# A cut connection ends no stdin: sshd holds it until TCP gives up, which takes hours where nothing is on its way. So somebody
# listens for signs of life. A URG that comes before the trap is set is lost and does no harm; sleep ends before a trap runs.
listener='
trap "heard=1" URG
heard= silent=0
while [ -e "/proc/$overlane_agent" ]; do
  sleep 2
  silent=$((silent + 2))
  [ -z "$heard" ] || silent=0
  heard=
  [ "$silent" -lt "$1" ] || kill -TERM "$overlane_agent"
done'
setsid sh -c "$listener" listener "$patience" </dev/null >/dev/null 2>&1 &
listener=$!
alive() { kill -URG "$listener" 2>/dev/null; }
# So that reading the rest of a request does not outlast the connection either.
limit=
! command -v timeout >/dev/null 2>&1 || limit="timeout $patience"
# Reads exactly so many bytes into $program: dd never reads further than asked, and a pipe gives what it has, so that this
# is a process each 64 KiB at most. The full stop keeps line ends that $(…) would drop; in LC_ALL=C a length is in bytes.
take() {
  program= left=$1
  while [ "$left" -gt 0 ]; do
    most=$left
    [ "$most" -le 65536 ] || most=65536
    part=$($limit dd bs="$most" count=1 2>/dev/null && echo .)
    part=${part%.}
    [ -n "$part" ] || return 1
    program=$program$part
    left=$((left - ${#part}))
    alive
  done
}
# bash reads a program from a pipe a byte at a time; cat does not.
whole='eval "$(cat)"'
# A number that has become free may be a stranger's by now.
is_child() {
  while read -r key parent _; do
    [ "$key" != PPid: ] || break
  done 2>/dev/null <"/proc/$1/status"
  [ "$parent" = $$ ]
}
# The process itself as well: it may not have become the leader of its session yet.
kill_group() {
  parent=
  ! is_child "$1" || kill -KILL "-$1" "$1" 2>/dev/null
}
leave() {
  trap '' TERM
  for one in "$worker" $watches "$listener"; do
    [ -z "$one" ] || kill_group "${one#*:}"
  done
  exit 0
}
trap leave TERM
while read -r verb id size; do
  case $verb in
    run)
      take "$size" || break
      printf '%s\n' "$program" | setsid sh -c "$whole" &
      worker=$!
      ;;
    watch)
      take "$size" || break
      printf '%s\n' "$program" | setsid sh -c "$whole" &
      watches="$watches $id:$!"
      ;;
    end)
      left=
      for one in $watches; do
        if [ "${one%%:*}" = "$id" ]; then kill_group "${one#*:}"; else left="$left $one"; fi
      done
      watches=$left
      ;;
    beat)
      alive
      printf '\n%s beat\n' "$mark" >&2
      ;;
    halt)
      kill_group "$worker"
      printf '\n%s halted %s\n' "$mark" "$id"
      ;;
  esac
done
leave
