#!/bin/sh
# ip-link(8) offers an ageing time for a vxlan device, and iproute2 reads "none" (and prints it) as 0. The kernel takes 0 for "not given": the
# device ages after its default of 300 s, when it is made and when it is set later, with success both times (vxlan_config_apply in
# drivers/net/vxlan/vxlan_core.c puts FDB_AGE_DEFAULT where the interval is 0). There is no way to say "never".
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12).
set -eu
ip -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
ageing() { ip -n "$ns" -d link show dev "$1" | grep -o 'ageing [a-z0-9]*'; }
ip -n "$ns" link add name made type vxlan id 1 dstport 4789 ageing none
ip -n "$ns" link add name set type vxlan id 2 dstport 4789 ageing 600
echo "asked for 600: $(ageing set)"
ip -n "$ns" link set dev set type vxlan ageing none
echo "made with none: $(ageing made); set to none later: $(ageing set)"
[ "$(ageing made)" = 'ageing 300' ] && [ "$(ageing set)" = 'ageing 300' ]
