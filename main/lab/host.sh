# Pid 1 of one lab host, in its own mount, net, uts and pid namespaces. Constant text: everything variable is an argument.
# $1 lab  $2 host  $3 underlay address  $4 its prefix length  $5 MAC of eth0
# fd 4: the switch's network namespace; fd 5: where to say "up".
set -eu
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/netns
# sysfs shows the network namespace of whoever mounted it: without this, /sys/class/net would be the switch's.
mount -t sysfs sysfs /sys
# What is kept on a lab host for its next start is its own and ends with it; without overlayfs nothing may be kept there.
mkdir /run/etc /run/etc-work
if mount -t overlay -o lowerdir=/etc,upperdir=/run/etc,workdir=/run/etc-work overlay /etc 2>/dev/null; then
  # The computer's folders belong to nobody in a user namespace, and what is in them is not this host's. One process mounts all.
  folders='/etc/systemd/network /etc/systemd/system /etc/NetworkManager/system-connections /etc/NetworkManager/conf.d
    /etc/NetworkManager/dispatcher.d /etc/netplan /etc/network/interfaces.d /etc/sysctl.d /etc/overlane'
  mkdir -p $folders 2>/dev/null || :
  for folder in $folders; do
    [ ! -d "$folder" ] || echo "tmpfs $folder tmpfs mode=755 0 0"
  done >/run/fstab
  mount -a -T /run/fstab
else
  : >/run/overlane-shared-etc
fi
hostname "$2"
# Duplicate address detection would change the address table a second after the start; nobody else is on this wire.
[ ! -e /proc/sys/net/ipv6/conf/default/accept_dad ] || echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
ip link set dev lo up
ip link add name eth0 address "$5" mtu 1500 type veth peer name "p-$2" mtu 1500 netns /proc/self/fd/4
nsenter --net=/proc/self/fd/4 ip link set dev "p-$2" master br-und up
ip address add "$3/$4" dev eth0
ip link set dev eth0 up
echo "up $2" >&5
exec 4<&- 5>&- >/dev/null 2>&1
trap 'exit 0' TERM
# `wait` reaps every orphan of the pid namespace, not only the sleep (dash, bash and busybox alike).
while :; do
  sleep 3600 &
  wait $! || :
done
