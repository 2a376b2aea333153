#!/bin/sh
# "bridge mdb add" of iproute2 6.1 takes words that it does not know without a word of its own: with "filter_mode exclude source_list ADDRESS"
# (known since 6.3) it makes an entry for every source and ends with 0. So whether an option was heard is seen only by reading back.
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12); bridge/mdb.c.
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
bridge -n "$ns" mdb add dev br0 port va grp 239.1.1.5 permanent no_such_word 10.0.0.1
ended=$?
bridge -n "$ns" -d mdb show dev br0
made=$(bridge -n "$ns" -d mdb show dev br0 | grep -c 'grp 239.1.1.5 permanent')
echo "ended with $ended, entries made: $made"
[ "$ended" = 0 ] && [ "$made" = 1 ]
