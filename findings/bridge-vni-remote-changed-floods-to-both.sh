#!/bin/sh
# "bridge vni add vni N remote ADDRESS" of a VNI that is there with another remote is taken as a change: "bridge vni show" names the new one.
# The flood entry of the old remote stays in the FDB beside the new one, so broadcast goes to both, and it outlives the VNI: "bridge vni
# delete" removes the entry of the current remote only. Deleting the VNI before adding it again leaves one entry.
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12); vxlan_vni_update_group in drivers/net/vxlan/vxlan_vnifilter.c.
set -eu
bridge -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
ip -n "$ns" link add name vx type vxlan external vnifilter local 10.0.0.1 dstport 4789
ip -n "$ns" link set dev vx up
flood() { bridge -n "$ns" fdb show dev vx | grep -c "src_vni $1 " || :; }
vni() { bridge -n "$ns" vni "$@" dev vx; }
vni add vni 100 remote 10.0.0.2
vni add vni 100 remote 10.0.0.3
vni add vni 200 remote 10.0.0.2
vni delete vni 200
vni add vni 200 remote 10.0.0.3
bridge -n "$ns" vni show dev vx
bridge -n "$ns" fdb show dev vx
changed=$(flood 100)
replaced=$(flood 200)
vni delete vni 100
left=$(flood 100)
echo "flood entries: changed by add $changed, deleted and added $replaced; after the changed VNI is deleted $left"
[ "$changed" = 2 ] && [ "$replaced" = 1 ] && [ "$left" = 1 ]
