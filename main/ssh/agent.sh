# The one process that serves a whole connection: reads requests from stdin and runs each in a session of its own, so that
# it can be ended whole. When stdin ends (we are gone, or the connection is), everything it started ends with it.
# $1 mark. A request: "run ID BYTES", "watch ID BYTES" (then so many bytes of sh), "end ID", "halt ID" or "beat".
mark=$1
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin LC_ALL=C overlane_agent=$$
export PATH LC_ALL overlane_agent
unset LANG LANGUAGE
umask 022
cd /
printf '\n%s agent %s\n' "$mark" "$(id -u)"
worker= watches=
# Reads exactly so many bytes into $program: dd never reads further than asked, and a pipe gives what it has, so that this
# is a process each 64 KiB at most. The full stop keeps line ends that $(…) would drop; in LC_ALL=C a length is in bytes.
take() {
  program= left=$1
  while [ "$left" -gt 0 ]; do
    most=$left
    [ "$most" -le 65536 ] || most=65536
    part=$(dd bs="$most" count=1 2>/dev/null && echo .)
    part=${part%.}
    [ -n "$part" ] || return 1
    program=$program$part
    left=$((left - ${#part}))
  done
}
# bash reads a program from a pipe a byte at a time; cat does not.
whole='eval "$(cat)"'
# The process itself as well: it may not have become the leader of its session yet.
kill_group() { kill -KILL "-$1" "$1" 2>/dev/null; }
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
    beat) printf '\n%s beat\n' "$mark" >&2 ;;
    halt)
      kill_group "$worker"
      printf '\n%s halted %s\n' "$mark" "$id"
      ;;
  esac
done
for one in "$worker" $watches; do
  [ -z "$one" ] || kill_group "${one#*:}"
done
exit 0
