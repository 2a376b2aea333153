#!/bin/sh
# A bridge that is made with an MTU gives it up as soon as a port comes: the MTU is taken for the device, but only one that is set afterwards
# is taken for the user's wish (BROPT_MTU_SET_BY_USER in net/bridge/br_device.c and br_if.c). `ip link show` looks the same for both.
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12).
set -eu
ip -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
mtu() { ip netns exec "$ns" cat "/sys/class/net/$1/mtu"; }
for port in p0 p1; do ip -n "$ns" link add name "$port" mtu 1450 type veth peer name "$port-far"; done
ip -n "$ns" link add name made mtu 1400 type bridge
ip -n "$ns" link add name set type bridge
ip -n "$ns" link set dev set mtu 1400
echo "before a port: made with it $(mtu made), set afterwards $(mtu set)"
ip -n "$ns" link set dev p0 master made
ip -n "$ns" link set dev p1 master set
echo "with a port of 1450: made with it $(mtu made), set afterwards $(mtu set)"
[ "$(mtu made)" = 1450 ] && [ "$(mtu set)" = 1400 ]
