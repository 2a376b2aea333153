# Under a stock kernel: what the doctor says of VLANs of a bridge, VRFs, loss and delay. A line a case: ok or WRONG.
here=$(cd "$(dirname "$0")" && pwd); cd "$here/../.." || exit 1
export HOME=/run/h XDG_RUNTIME_DIR=/run/x OVERLANE_LAB=vm; mkdir -p /run/h /run/x; chmod 700 /run/x
for m in veth vxlan bridge 8021q vrf sch_netem dummy; do modprobe $m; done
O="node dist/cli/overlane.cjs"
uname -r
# Without KVM, on a busy machine, the lab may not be ready in its 30 seconds.
for try in 1 2 3 4; do $O lab up >/run/up 2>&1 && break; [ $try != 4 ] || { cat /run/up; exit 1; }; done
on() { $O lab exec "$1" -- sh -euc "$2"; }
# said NAME CODE@HOST|healthy: what the doctor names, first of all
said() {
  $O doctor lab:alpha lab:beta --json >/run/said 2>/run/err || true
  got=$(node -e 'const d=JSON.parse(require("fs").readFileSync("/run/said","utf8"));console.log(d.healthy?"healthy":d.findings.map(f=>f.code+"@"+f.host.slice(4)).join(" "))' 2>&1 | tail -1)
  case " $got " in *" $2 "*) echo "ok $1: $got" ;; *) echo "WRONG $1: expected $2, said $got"; head -c 2000 /run/said; head -c 400 /run/err ;; esac
}
# both COMMANDS: on alpha with n=1 o=2, on beta with n=2 o=1
both() { on alpha "n=1 o=2; $1"; on beta "n=2 o=1; $1"; }
clean() { both 'for d in $(ls /sys/class/net); do case $d in eth0|lo) ;; *) ip link del $d 2>/dev/null || true ;; esac; done; for x in $(ip netns list | cut -d" " -f1); do ip netns del $x; done; ip route flush table 10 2>/dev/null || true'; }

both 'ip link add name br42 type bridge vlan_filtering 1 vlan_default_pvid 0; ip link set br42 up
ip link add name vxlan42 mtu 1450 type vxlan id 42 local 192.168.64.$((n+2)) remote 192.168.64.$((o+2)) dev eth0 dstport 4789; ip link set vxlan42 master br42 up
ip netns add red; ip link add name v-red mtu 1450 type veth peer name eth1 mtu 1450 netns red; ip link set v-red master br42 up; ip -n red addr add 10.9.0.$n/24 dev eth1; ip -n red link set eth1 up
bridge vlan add dev v-red vid 10 pvid untagged; bridge vlan add dev vxlan42 vid 10 pvid untagged'
said 'VLANs, healthy' healthy
on beta 'bridge vlan del dev v-red vid 10; bridge vlan add dev v-red vid 10 untagged'; said 'PVID missing' vlan-pvid-missing@beta
on beta 'bridge vlan add dev v-red vid 10 pvid untagged'
on alpha 'bridge vlan del dev vxlan42 vid 10'; said 'VLAN not allowed' vlan-not-allowed@alpha
on alpha 'bridge vlan add dev vxlan42 vid 10 pvid untagged'
on alpha 'tc qdisc add dev eth0 root netem loss 10%'; said 'loss by a queue of the host' underlay-lossy@alpha
on alpha 'tc qdisc replace dev eth0 root netem delay 300ms'; said 'delay by a queue of the host' underlay-slow@alpha
on alpha 'tc qdisc del dev eth0 root'
on alpha 'ip -n red link set eth1 down; ip -n red link set eth1 up; tc -n red qdisc add dev eth1 root netem delay 300ms'; said 'delay elsewhere' underlay-slow@alpha
on alpha 'tc -n red qdisc replace dev eth1 root netem loss 20%'; said 'loss elsewhere' underlay-lossy@alpha
on alpha 'tc -n red qdisc del dev eth1 root'
said 'healthy again' healthy
clean
both 'ip link add name br0 type bridge vlan_filtering 1 vlan_default_pvid 0; ip link set br0 up
ip link add name vx0 mtu 1450 type vxlan external dstport 4789 local 192.168.64.$((n+2)); ip link set vx0 master br0 up; bridge link set dev vx0 vlan_tunnel on neigh_suppress off learning on
bridge vlan add dev vx0 vid 10; bridge vlan add dev vx0 vid 10 tunnel_info id 10010; bridge fdb append 00:00:00:00:00:00 dev vx0 dst 192.168.64.$((o+2)) src_vni 10010 self permanent
ip netns add red; ip link add name v-red mtu 1450 type veth peer name eth1 mtu 1450 netns red; ip link set v-red master br0 up; bridge vlan add dev v-red vid 10 pvid untagged; ip -n red addr add 10.9.1.$n/24 dev eth1; ip -n red link set eth1 up'
said 'VLANs to VNIs, healthy' healthy
on beta 'bridge vlan del dev vx0 vid 10 tunnel_info id 10010'; said 'tunnel_info missing' vlan-tunnel-missing@beta
clean
both 'sysctl -qw net.ipv4.ip_forward=1; ip link add name blue type vrf table 10; ip link set blue up
ip link add name vxlan7 mtu 1450 type vxlan id 7 local 192.168.64.$((n+2)) remote 192.168.64.$((o+2)) dev eth0 dstport 4789; ip link set vxlan7 master blue up; ip addr add 10.7.0.$n/24 dev vxlan7
ip link add name br7 mtu 1450 type bridge; ip link set br7 master blue up; ip addr add 10.7.1$n.1/24 dev br7; ip route add 10.7.1$o.0/24 via 10.7.0.$o dev vxlan7 table 10
ip netns add red; ip link add name v-red mtu 1450 type veth peer name eth1 mtu 1450 netns red; ip link set v-red master br7 up; ip -n red addr add 10.7.1$n.2/24 dev eth1; ip -n red link set eth1 up; ip -n red route add default via 10.7.1$n.1'
said 'VRF, healthy' healthy
on alpha 'ip route del 10.7.12.0/24 table 10'; said 'VRF without the route' route-missing@alpha
$O lab down
