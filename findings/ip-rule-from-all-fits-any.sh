#!/bin/sh
# To the kernel a policy rule's words that were not said fit everything: with "from 10.0.0.0/24 lookup 100" at a priority, "ip rule add from
# all lookup 100" of the same priority is refused ("File exists"), and "ip rule del from all lookup 100" removes the one with the source.
# The other way round both are taken; then taking the first out and adding it again is refused, until the second has been taken out, too.
# Seen on Linux 6.18 with iproute2 6.1.0 (Debian 12); rule_exists and rule_find in net/core/fib_rules.c.
set -eu
ip -V
uname -r
ns=finding-$$
ip netns add "$ns"
trap 'ip netns del "$ns"' EXIT
rule() { ip -n "$ns" rule "$@" priority 1000 lookup 100; }
rule add from 10.0.0.0/24
refused=0
rule add from all 2>/dev/null || refused=1
rule del from all
left=$(ip -n "$ns" rule show | grep -c '^1000:') || :
rule add from all
rule add from 10.0.0.0/24
rule del from all
again=0
rule add from all 2>/dev/null || again=1
echo "from all behind a source: refused $refused; left after its removal: $left; added again before a source: refused $again"
[ "$refused" = 1 ] && [ "$left" = 0 ] && [ "$again" = 1 ]
