#!/bin/sh
# `ip -j route` prints two members of the name "dst" in one object for a route that encapsulates (lwtunnel "encap ip"): the prefix, and the
# tunnel's far end. JSON lets the last one win in nearly every parser, so the route seems to lead to the tunnel's far end and its prefix is
# gone. Seen with iproute2 6.1.0 (Debian 12): print_route() writes "dst", and print_encap_ip() in the same object again
# (ip/iproute.c, ip/iproute_lwtunnel.c).
set -eu
ip -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
ip -n "$ns" link add name vx0 type vxlan external dstport 4789
ip -n "$ns" address add 10.1.0.1/24 dev vx0
ip -n "$ns" link set dev vx0 up
ip -n "$ns" route add 10.9.0.0/16 encap ip id 5 dst 192.0.2.9 via 10.1.0.2 dev vx0 onlink
printed=$(ip -n "$ns" -j route show 10.9.0.0/16)
echo "printed: $printed"
count=$(printf %s "$printed" | grep -o '"dst":' | wc -l)
echo "members named dst in one object: $count"
parsed=$(printf %s "$printed" | node -e 'process.stdin.on("data", (text) => console.log(JSON.parse(text)[0].dst))')
echo "dst after JSON.parse: $parsed (the route was made for 10.9.0.0/16)"
[ "$count" = 2 ] && [ "$parsed" = 192.0.2.9 ]
