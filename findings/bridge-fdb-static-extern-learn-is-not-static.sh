#!/bin/sh
# "bridge fdb add MAC dev PORT master static extern_learn" is taken without a word, and what the bridge stores is "extern_learn" alone: the
# same as with "dynamic". (br_fdb_external_learn_add in net/bridge/br_fdb.c does not look at the state.) Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12).
set -eu
ip -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
ip -n "$ns" link add name br type bridge
ip -n "$ns" link add name port type veth peer name far
ip -n "$ns" link set dev port master br
entry() { bridge -n "$ns" fdb show dev port | grep "^02:00:00:00:00:$1"; }
bridge -n "$ns" fdb add 02:00:00:00:00:01 dev port master static
bridge -n "$ns" fdb add 02:00:00:00:00:02 dev port master static extern_learn
entry 01
entry 02
entry 01 | grep -q static && ! entry 02 | grep -q static
