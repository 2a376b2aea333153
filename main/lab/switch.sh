# Pid 1 of the lab's switch: makes the underlay bridge and the hosts, then lives as long as the lab. Constant text.
# $1 lab  $2 owned|detached  $3 text of host.sh  $4 its mark  $5 text of lab.json  then for each host: name address length MAC
# stdout: "ready" once. stdin (owned): "keep" and "drop" say whether the lab outlives the end of stdin.
set -eu
lab=$1 lifetime=$2 host_script=$3 host_mark=$4 state=$5
shift 5
# Namespaces that other people named would stay alive as long as this copy of their mounts does. An ordinary user
# may not unmount them (they are locked); `ip netns del` still detaches them, because it unlinks the mount point.
umount -R -l /run/netns 2>/dev/null || :
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -m 700 /run/overlane
mkfifo -m 600 /run/overlane/events
ip link set dev lo up
ip link add name br-und mtu 1500 type bridge
ip link set dev br-und up
exec 3<&0 4</proc/self/ns/net 5<>/run/overlane/events
hosts=0
while [ $# -gt 0 ]; do
  (
    unshare --mount --net --uts --pid --fork --mount-proc --kill-child --propagation private \
      sh -c "$host_script" "$host_mark" "$lab" "$1" "$2" "$3" "$4" </dev/null 3<&- || :
    echo "gone $1" >&5
  ) &
  hosts=$((hosts + 1))
  shift 4
done
while [ "$hosts" -gt 0 ]; do
  read -r event name <&5
  if [ "$event" != up ]; then
    echo "host $name ended while it was being set up" >&2
    exit 1
  fi
  hosts=$((hosts - 1))
done
printf '%s\n' "$state" >/run/overlane/lab.json
echo ready
exec >/dev/null 2>&1
trap 'exit 0' TERM
(
  keep=drop
  if [ "$lifetime" = owned ]; then
    while read -r word; do keep=$word; done <&3
    [ "$keep" = keep ] || exit 0
  fi
  exec 3<&-
  while :; do sleep 3600; done
) &
exec 3<&- 4<&- </dev/null
# When this one child ends, pid 1 ends, and the kernel ends everything in its pid namespace and all nested ones.
# `wait` also reaps orphans. A host that ends on its own does not end the wait.
wait $! || :
