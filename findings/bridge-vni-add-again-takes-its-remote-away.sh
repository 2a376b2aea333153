#!/bin/sh
# "bridge vni add" of a VNI that a vnifilter device has already is no error (no "File exists" as for other tables) and no addition: it is a
# replacement by what the second command says. Without "remote" or "group" the default destination of that VNI is gone, and floods end there.
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12).
set -eu
ip -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
bridge -n "$ns" -V
ip -n "$ns" link add name vx type vxlan external vnifilter dstport 4789
ip -n "$ns" link set dev vx up
bridge -n "$ns" vni add vni 100 remote 10.0.0.2 dev vx
bridge -n "$ns" vni show dev vx
bridge -n "$ns" vni add vni 100 dev vx
echo "exit code of adding it again: $?"
bridge -n "$ns" vni show dev vx
bridge -n "$ns" vni show dev vx | grep -q 100 && ! bridge -n "$ns" vni show dev vx | grep -q 10.0.0.2
