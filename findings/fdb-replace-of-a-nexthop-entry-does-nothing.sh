#!/bin/sh
# "bridge fdb replace MAC dev VXLAN dst ADDRESS" moves a MAC to another far end. Where the MAC leads through an fdb nexthop group (nhid), the
# same command ends with 0 and changes nothing: the entry still leads through the group. Only del and add move it.
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12).
set -eu
ip -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
ip -n "$ns" link set dev lo up
ip -n "$ns" link add name vx type vxlan id 1 dstport 4789
ip -n "$ns" nexthop add id 1 via 10.0.0.2 fdb
ip -n "$ns" nexthop add id 10 group 1 fdb
entry() { bridge -n "$ns" fdb show dev vx | grep "^02:00:00:00:00:$1"; }
bridge -n "$ns" fdb add 02:00:00:00:00:01 dev vx dst 10.0.0.2 self
bridge -n "$ns" fdb replace 02:00:00:00:00:01 dev vx dst 10.0.0.3 self
bridge -n "$ns" fdb add 02:00:00:00:00:02 dev vx nhid 10 self
bridge -n "$ns" fdb replace 02:00:00:00:00:02 dev vx dst 10.0.0.3 self
echo "exit code of the second replace: $?"
entry 01
entry 02
entry 01 | grep -q 'dst 10.0.0.3' && entry 02 | grep -q 'nhid 10'
