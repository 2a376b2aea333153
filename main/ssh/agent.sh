# The one process that serves a whole connection: reads requests from stdin and runs each in a session of its own, so that
# it can be ended whole. When stdin ends (we are gone, or the connection is), everything it started ends with it.
# $1 mark. A request: "run ID BYTES", "watch ID BYTES" (then so many bytes of sh), "end ID" or "halt ID".
mark=$1
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin LC_ALL=C overlane_agent=$$
export PATH LC_ALL overlane_agent
unset LANG LANGUAGE
umask 022
cd /
printf '\n%s agent %s\n' "$mark" "$(id -u)"
worker= watches=
# The process itself as well: it may not have become the leader of its session yet.
kill_group() { kill -KILL "-$1" "$1" 2>/dev/null; }
while read -r verb id size; do
  case $verb in
    run)
      program=$(dd bs=1 count="$size" 2>/dev/null)
      printf '%s\n' "$program" | setsid sh &
      worker=$!
      ;;
    watch)
      program=$(dd bs=1 count="$size" 2>/dev/null)
      printf '%s\n' "$program" | setsid sh &
      watches="$watches $id:$!"
      ;;
    end)
      left=
      for one in $watches; do
        if [ "${one%%:*}" = "$id" ]; then kill_group "${one#*:}"; else left="$left $one"; fi
      done
      watches=$left
      ;;
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
