# Runs a monitor that must not outlive us: it ends when our end of stdin is gone, however we ended. Constant text.
# Prints "listening" once the monitor hears the kernel: what changed before that has to be read again.
exec 3<&0
"$@" </dev/null 3<&- &
watched=$!
{
  read -r _ <&3 || :
  kill -KILL "$watched"
} >/dev/null 2>&1 &
leash=$!
exec 3<&-
# The socket of a monitor carries its pid and a mask of groups (proc_pid_net(5); iproute2 5.15 to 6.17).
# Two seconds at most: a monitor that needs longer is reported as listening, and the next change rings anyway.
listening() {
  while read -r _ _ pid groups _; do
    [ "$pid" != "$watched" ] || [ "$groups" = 00000000 ] || return 0
  done 2>/dev/null <"/proc/$watched/net/netlink"
  return 1
}
tries=0
until listening || [ $tries -ge 200 ] || [ ! -e "/proc/$watched" ]; do
  sleep 0.01
  tries=$((tries + 1))
done
echo listening
wait "$watched"
code=$?
kill -KILL "$leash" 2>/dev/null
wait "$leash" 2>/dev/null
exit "$code"
