#!/bin/sh
# A vxlan device has one default destination: "remote" changed in place replaces it in the flood list. Not so once "dev" was changed in place
# before: the entry that stands was made without a device, the kernel looks for the old destination by the new device, finds none, and
# adds the new one beside it (vxlan_changelink and vxlan_fdb_update/delete by remote_ifindex in drivers/net/vxlan/vxlan_core.c). From then on
# every broadcast goes to the old far end too, and "ip -d link" shows only the new one.
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12).
set -eu
ip -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
ip -n "$ns" link add name under type veth peer name far
ip -n "$ns" link set dev under up
ip -n "$ns" addr add 10.0.0.1/24 dev under
flood() { bridge -n "$ns" fdb show dev "$1" | grep -c '^00:00:00:00:00:00 '; }
ip -n "$ns" link add name plain type vxlan id 1 local 10.0.0.1 remote 10.0.0.2 dstport 4789
ip -n "$ns" link add name moved type vxlan id 2 local 10.0.0.1 remote 10.0.0.2 dstport 4789
ip -n "$ns" link set dev moved type vxlan dev under
for name in plain moved; do ip -n "$ns" link set dev "$name" type vxlan remote 10.0.0.3; done
echo "flood entries of one that kept its dev: $(flood plain); of one whose dev was set before: $(flood moved)"
bridge -n "$ns" fdb show dev moved
ip -n "$ns" -d link show dev moved | grep -o 'remote [0-9.]*'
[ "$(flood plain)" = 1 ] && [ "$(flood moved)" = 2 ]
