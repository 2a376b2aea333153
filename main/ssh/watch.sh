# Listens to the kernel and says on stderr, a line at a time, what rings: "MARK ID NETNS line". One session leader for all of it.
# mark, id and overlane_agent are set before it; `listen NETNS COMMAND…` follows, then `look`.
tell() { printf '\n%s %s %s\n' "$mark" "$id" "$*" >&2; }
# The socket of a monitor carries its pid and a mask of groups (proc_pid_net(5); iproute2 5.15 to 6.17).
listening() {
  while read -r _ _ pid groups _; do
    [ "$pid" != "$1" ] || [ "$groups" = 00000000 ] || return 0
  done 2>/dev/null <"/proc/$1/net/netlink"
  return 1
}
pause() { sleep 0.02 2>/dev/null || sleep 1; }
monitor() {
  "$@" </dev/null 2>&1 &
  tries=0
  until listening $! || [ $tries -ge 100 ] || [ ! -e "/proc/$!" ]; do
    pause
    tries=$((tries + 1))
  done
  echo listening
  wait $!
}
listen() {
  netns=$1
  shift
  monitor "$@" | {
    while IFS= read -r line; do tell "line $netns $line"; done
    if [ "$netns" = - ] || [ -e "/run/netns/$netns" ]; then tell "ended $netns"; fi
  } &
}
names() { ls -di /run/netns/* 2>/dev/null; }
# `ip netns` makes no netlink event. Also how it notices that the agent is gone, however it ended.
look() {
  known=$(names)
  while [ -e "/proc/$overlane_agent" ]; do
    sleep 1
    now=$(names)
    [ "$now" = "$known" ] || tell netns
    known=$now
  done
  kill -KILL "-$$"
}
