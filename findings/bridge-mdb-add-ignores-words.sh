#!/bin/sh
# "bridge mdb add" of iproute2 6.1 passes over words that it does not know: with "filter_mode exclude source_list ADDRESS", which bridge(8) of
# later versions describes, it makes the entry that it makes without them, says nothing and ends with 0. Only reading back tells.
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12).
set -eu
bridge -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
ip -n "$ns" link add name br0 type bridge
ip -n "$ns" link add name va type veth peer name vb
ip -n "$ns" link set dev va master br0
for dev in br0 va vb; do ip -n "$ns" link set dev $dev up; done
bridge -n "$ns" mdb add dev br0 port va grp 239.1.1.5 permanent filter_mode exclude source_list 10.0.0.1
ended=$?
bridge -n "$ns" -d mdb show dev br0
made=$(bridge -n "$ns" -d mdb show dev br0 | grep -c "grp 239.1.1.5 permanent")
echo "ended with $ended, entries made: $made"
[ "$ended" = 0 ] && [ "$made" = 1 ] && ! bridge -n "$ns" -d mdb show dev br0 | grep -q 10.0.0.1
