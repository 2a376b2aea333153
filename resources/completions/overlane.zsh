#compdef overlane
# zsh completion of overlane, made from its commands by "overlane completion zsh"
_overlane() {
  local at= previous= word
  local -a found
  for word in "${(@)words[2,CURRENT-1]}"; do
    if _overlane_takes "$at" "$previous"; then
      previous=
      continue
    fi
    previous=$word
    case "${at:+$at }$word" in
      ('admin'|'admin status'|'admin install'|'admin uninstall'|'lab'|'lab up'|'lab down'|'lab status'|'lab exec'|'snapshot'|'link'|'link set'|'link del'|'link list'|'unlink'|'vxlan'|'vxlan add'|'vxlan set'|'vxlan del'|'vxlan list'|'bridge'|'bridge add'|'bridge set'|'bridge del'|'bridge list'|'port'|'port add'|'port set'|'port del'|'port list'|'vlan'|'vlan add'|'vlan set'|'vlan del'|'vlan import'|'vlan list'|'vni'|'vni add'|'vni set'|'vni del'|'vni list'|'veth'|'veth add'|'veth del'|'veth list'|'netns'|'netns add'|'netns del'|'netns import'|'netns list'|'endpoint'|'endpoint add'|'address'|'address add'|'address set'|'address del'|'address import'|'address list'|'route'|'route add'|'route set'|'route del'|'route import'|'route list'|'rule'|'rule add'|'rule set'|'rule del'|'rule list'|'fdb'|'fdb add'|'fdb set'|'fdb del'|'fdb import'|'fdb list'|'neigh'|'neigh add'|'neigh set'|'neigh del'|'neigh import'|'neigh list'|'sysctl'|'sysctl list'|'forward'|'forward list'|'file'|'file list'|'paste'|'export'|'history'|'show'|'undo'|'redo'|'persist'|'unpersist'|'overlay'|'overlay plan'|'overlay apply'|'overlay repair'|'overlay destroy'|'overlay status'|'overlay join'|'overlay leave'|'overlay list'|'overlay export'|'overlay adopt'|'doctor'|'trace'|'recover'|'demo'|'completion'|'completion bash'|'completion zsh'|'completion fish') at="${at:+$at }$word" ;;
      ('import') at='paste' ;;
    esac
  done
  case "$at $previous" in
    (' --lab') :; return ;;
    ('snapshot --recorded') _files; return ;;
    ('link --mode') compadd -- 'bridged' 'routed' 'flannel'; return ;;
    ('link --vni') :; return ;;
    ('link --port') :; return ;;
    ('link --mtu') :; return ;;
    ('link --name') :; return ;;
    ('link set -n') :; return ;;
    ('link set --netns') :; return ;;
    ('link set --unlock') :; return ;;
    ('link del -n') :; return ;;
    ('link del --netns') :; return ;;
    ('link del --unlock') :; return ;;
    ('link list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('link list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('link list -n') :; return ;;
    ('link list --netns') :; return ;;
    ('link list --filter') :; return ;;
    ('vxlan add -n') :; return ;;
    ('vxlan add --netns') :; return ;;
    ('vxlan add --unlock') :; return ;;
    ('vxlan set -n') :; return ;;
    ('vxlan set --netns') :; return ;;
    ('vxlan set --unlock') :; return ;;
    ('vxlan del -n') :; return ;;
    ('vxlan del --netns') :; return ;;
    ('vxlan del --unlock') :; return ;;
    ('vxlan list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('vxlan list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('vxlan list -n') :; return ;;
    ('vxlan list --netns') :; return ;;
    ('vxlan list --filter') :; return ;;
    ('bridge add -n') :; return ;;
    ('bridge add --netns') :; return ;;
    ('bridge add --unlock') :; return ;;
    ('bridge set -n') :; return ;;
    ('bridge set --netns') :; return ;;
    ('bridge set --unlock') :; return ;;
    ('bridge del -n') :; return ;;
    ('bridge del --netns') :; return ;;
    ('bridge del --unlock') :; return ;;
    ('bridge list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('bridge list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('bridge list -n') :; return ;;
    ('bridge list --netns') :; return ;;
    ('bridge list --filter') :; return ;;
    ('port add -n') :; return ;;
    ('port add --netns') :; return ;;
    ('port add --unlock') :; return ;;
    ('port set -n') :; return ;;
    ('port set --netns') :; return ;;
    ('port set --unlock') :; return ;;
    ('port del -n') :; return ;;
    ('port del --netns') :; return ;;
    ('port del --unlock') :; return ;;
    ('port list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('port list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('port list -n') :; return ;;
    ('port list --netns') :; return ;;
    ('port list --filter') :; return ;;
    ('vlan add -n') :; return ;;
    ('vlan add --netns') :; return ;;
    ('vlan add --unlock') :; return ;;
    ('vlan set -n') :; return ;;
    ('vlan set --netns') :; return ;;
    ('vlan set --unlock') :; return ;;
    ('vlan del -n') :; return ;;
    ('vlan del --netns') :; return ;;
    ('vlan del --unlock') :; return ;;
    ('vlan import --dev') :; return ;;
    ('vlan import -n') :; return ;;
    ('vlan import --netns') :; return ;;
    ('vlan import --unlock') :; return ;;
    ('vlan list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('vlan list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('vlan list -n') :; return ;;
    ('vlan list --netns') :; return ;;
    ('vlan list --filter') :; return ;;
    ('vni add -n') :; return ;;
    ('vni add --netns') :; return ;;
    ('vni add --unlock') :; return ;;
    ('vni set -n') :; return ;;
    ('vni set --netns') :; return ;;
    ('vni set --unlock') :; return ;;
    ('vni del -n') :; return ;;
    ('vni del --netns') :; return ;;
    ('vni del --unlock') :; return ;;
    ('vni list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('vni list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('vni list -n') :; return ;;
    ('vni list --netns') :; return ;;
    ('vni list --filter') :; return ;;
    ('veth add -n') :; return ;;
    ('veth add --netns') :; return ;;
    ('veth add --unlock') :; return ;;
    ('veth del -n') :; return ;;
    ('veth del --netns') :; return ;;
    ('veth del --unlock') :; return ;;
    ('veth list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('veth list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('veth list -n') :; return ;;
    ('veth list --netns') :; return ;;
    ('veth list --filter') :; return ;;
    ('netns add -n') :; return ;;
    ('netns add --netns') :; return ;;
    ('netns add --unlock') :; return ;;
    ('netns del -n') :; return ;;
    ('netns del --netns') :; return ;;
    ('netns del --unlock') :; return ;;
    ('netns import --dev') :; return ;;
    ('netns import -n') :; return ;;
    ('netns import --netns') :; return ;;
    ('netns import --unlock') :; return ;;
    ('netns list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('netns list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('netns list -n') :; return ;;
    ('netns list --netns') :; return ;;
    ('netns list --filter') :; return ;;
    ('endpoint add -n') :; return ;;
    ('endpoint add --netns') :; return ;;
    ('endpoint add --unlock') :; return ;;
    ('address add -n') :; return ;;
    ('address add --netns') :; return ;;
    ('address add --unlock') :; return ;;
    ('address set -n') :; return ;;
    ('address set --netns') :; return ;;
    ('address set --unlock') :; return ;;
    ('address del -n') :; return ;;
    ('address del --netns') :; return ;;
    ('address del --unlock') :; return ;;
    ('address import --dev') :; return ;;
    ('address import -n') :; return ;;
    ('address import --netns') :; return ;;
    ('address import --unlock') :; return ;;
    ('address list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('address list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('address list -n') :; return ;;
    ('address list --netns') :; return ;;
    ('address list --filter') :; return ;;
    ('route add -n') :; return ;;
    ('route add --netns') :; return ;;
    ('route add --unlock') :; return ;;
    ('route set -n') :; return ;;
    ('route set --netns') :; return ;;
    ('route set --unlock') :; return ;;
    ('route del -n') :; return ;;
    ('route del --netns') :; return ;;
    ('route del --unlock') :; return ;;
    ('route import --dev') :; return ;;
    ('route import -n') :; return ;;
    ('route import --netns') :; return ;;
    ('route import --unlock') :; return ;;
    ('route list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('route list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('route list -n') :; return ;;
    ('route list --netns') :; return ;;
    ('route list --filter') :; return ;;
    ('rule add -n') :; return ;;
    ('rule add --netns') :; return ;;
    ('rule add --unlock') :; return ;;
    ('rule set -n') :; return ;;
    ('rule set --netns') :; return ;;
    ('rule set --unlock') :; return ;;
    ('rule del -n') :; return ;;
    ('rule del --netns') :; return ;;
    ('rule del --unlock') :; return ;;
    ('rule list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('rule list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('rule list -n') :; return ;;
    ('rule list --netns') :; return ;;
    ('rule list --filter') :; return ;;
    ('fdb add -n') :; return ;;
    ('fdb add --netns') :; return ;;
    ('fdb add --unlock') :; return ;;
    ('fdb set -n') :; return ;;
    ('fdb set --netns') :; return ;;
    ('fdb set --unlock') :; return ;;
    ('fdb del -n') :; return ;;
    ('fdb del --netns') :; return ;;
    ('fdb del --unlock') :; return ;;
    ('fdb import --dev') :; return ;;
    ('fdb import -n') :; return ;;
    ('fdb import --netns') :; return ;;
    ('fdb import --unlock') :; return ;;
    ('fdb list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('fdb list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('fdb list -n') :; return ;;
    ('fdb list --netns') :; return ;;
    ('fdb list --filter') :; return ;;
    ('neigh add -n') :; return ;;
    ('neigh add --netns') :; return ;;
    ('neigh add --unlock') :; return ;;
    ('neigh set -n') :; return ;;
    ('neigh set --netns') :; return ;;
    ('neigh set --unlock') :; return ;;
    ('neigh del -n') :; return ;;
    ('neigh del --netns') :; return ;;
    ('neigh del --unlock') :; return ;;
    ('neigh import --dev') :; return ;;
    ('neigh import -n') :; return ;;
    ('neigh import --netns') :; return ;;
    ('neigh import --unlock') :; return ;;
    ('neigh list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('neigh list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('neigh list -n') :; return ;;
    ('neigh list --netns') :; return ;;
    ('neigh list --filter') :; return ;;
    ('sysctl list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('sysctl list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('sysctl list -n') :; return ;;
    ('sysctl list --netns') :; return ;;
    ('sysctl list --filter') :; return ;;
    ('forward list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('forward list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('forward list -n') :; return ;;
    ('forward list --netns') :; return ;;
    ('forward list --filter') :; return ;;
    ('file list -o') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('file list --output') compadd -- 'text' 'json' 'yaml' 'csv'; return ;;
    ('file list -n') :; return ;;
    ('file list --netns') :; return ;;
    ('file list --filter') :; return ;;
    ('paste --dev') :; return ;;
    ('paste -n') :; return ;;
    ('paste --netns') :; return ;;
    ('paste --unlock') :; return ;;
    ('export --csv') compadd -- 'netns' 'link' 'address' 'route' 'rule' 'fdb' 'neighbour' 'sysctl' 'forward' 'file' 'vlan' 'vni' 'offload' 'system'; return ;;
    ('export --table') compadd -- 'netns' 'link' 'address' 'route' 'rule' 'fdb' 'neighbour' 'sysctl' 'forward' 'file' 'vlan' 'vni' 'offload' 'system'; return ;;
    ('export --as') compadd -- 'networkd' 'network-manager' 'netplan' 'ifupdown' 'script' 'commands'; return ;;
    ('export --to') _files; return ;;
    ('export --overlay') compadd -- ${(f)"$(overlane completion overlay 2>/dev/null)"}; return ;;
    ('persist --overlay') compadd -- ${(f)"$(overlane completion overlay 2>/dev/null)"}; return ;;
    ('persist --format') compadd -- 'auto' 'networkd' 'network-manager' 'netplan' 'ifupdown' 'script'; return ;;
    ('unpersist --name') :; return ;;
    ('overlay adopt --host') compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}; return ;;
    ('doctor --overlay') compadd -- ${(f)"$(overlane completion overlay 2>/dev/null)"}; return ;;
    ('doctor --from') :; return ;;
    ('doctor --to') :; return ;;
    ('doctor --fix') :; return ;;
    ('doctor --explain') :; return ;;
    ('doctor --facts') _files; return ;;
    ('doctor --report') _files; return ;;
    ('trace --from') :; return ;;
    ('trace --proto') compadd -- 'icmp' 'tcp' 'udp'; return ;;
    ('trace --port') :; return ;;
    ('trace --size') :; return ;;
    ('trace --report') _files; return ;;
  esac
  case "$at" in
    ('')
      found=('admin:The root helper that changes this computer.' 'lab:A lab of hosts made of namespaces: no root, no VM.' 'snapshot:What a host shows now: links, addresses, routes, FDB, neighbours, namespaces.' 'link:Joins two hosts by VXLAN, checks it with pings, and takes it back if that fails.' 'unlink:Takes an overlay apart: removes exactly what linking made.' 'vxlan:VXLAN devices.' 'bridge:Bridges.' 'port:Ports of a bridge: add enslaves, del releases.' 'vlan:VLANs of bridge ports, and of a bridge itself.' 'vni:VNIs that a VXLAN device with a filter takes.' 'veth:Cables.' 'netns:Named namespaces.' 'endpoint:A namespace on a bridge, in one go.' 'address:IP addresses.' 'route:Routes.' 'rule:Policy rules: which routing table is asked for which packets.' 'fdb:FDB entries.' 'neigh:Neighbours.' 'sysctl:Kernel settings that decide about forwarding.' 'forward:Chains of the firewall that decide about forwarding.' 'file:Files of ours that make a network again at boot.' 'paste:Takes commands of ip and bridge, what those print (also with -j), and CSV or JSON that "overlane export" wrote. What cannot be used is named and left out.' 'import:Takes commands of ip and bridge, what those print (also with -j), and CSV or JSON that "overlane export" wrote. What cannot be used is named and left out.' 'export:A host, an overlay on it, or one table: the commands that would make it again, files that keep it, JSON, or CSV.' 'history:Every change that was made: when, by whom, on which hosts, and how it ended.' 'show:One change whole: its plan, what each command answered, the rows before and after.' 'undo:Takes back your last change, or the one named, as far as it still stands.' 'redo:Makes again what you took back last, as long as nothing was changed since.' 'persist:Writes files to a host so that its network is there again after a reboot; shows them as a diff first.' 'unpersist:Removes the files that "persist" wrote and nobody changed since; the network stays until the next reboot.' 'overlay:Overlays of two hosts and more, from an overlay.yaml or by their name.' 'doctor:Says which entry on which host is wrong, with proof, and what mends it.' 'trace:Which row on which host decides where a packet goes, there and back.' 'recover:Lists changes that were interrupted; with an id, takes one back or lets it stand.' 'demo:The first run without a window: a lab, a link, a ping, and nothing left behind.' 'completion:Completion of commands, hosts and overlays for a shell.')
      _describe -t commands command found
      found=('-V:output the version number' '--version:output the version number' '--lab:the lab to use (default: "default", env: OVERLANE_LAB)' '--admin:with administrative access to this computer: local may be changed' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('admin')
      found=('status:Says whether it is installed.' 'install:Puts it where only root may write; asks for a password.' 'uninstall:Removes what "admin install" wrote.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('admin status')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('admin install')
      found=('--dry-run:show the files and write nothing' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('admin uninstall')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('lab')
      found=('up:Starts it; it stays until "lab down".' 'down:Ends it and everything in it.' 'status:Says whether it runs.' 'exec:Runs a command inside one of its hosts.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('lab up')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('lab down')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('lab status')
      found=('--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('lab exec')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('snapshot')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('--recorded:read recorded output instead of a host' '--json:everything, as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('link')
      found=('set:' 'del:' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('--mode:bridged: one subnet on both; routed: a subnet each (choices: "bridged", "routed", "flannel")' '--vni:VXLAN network identifier' '--port:UDP port (4789)' '--mtu:of the tunnel and what is on it' '--name:of the overlay' '--no-endpoints:no namespaces to talk from' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('link set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('link del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('link list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('unlink')
      compadd -- ${(f)"$(overlane completion overlay 2>/dev/null)"}
      found=('--forget:remove the record alone, where nothing of it is left; changes no host' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vxlan')
      found=('add:' 'set:' 'del:' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vxlan add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vxlan set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vxlan del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vxlan list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('bridge')
      found=('add:' 'set:' 'del:' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('bridge add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('bridge set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('bridge del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('bridge list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('port')
      found=('add:' 'set:' 'del:' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('port add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('port set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('port del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('port list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vlan')
      found=('add:' 'set:' 'del:' 'import:Adds many at once: what "overlane paste" takes, and of that only rows of this table.' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vlan add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vlan set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vlan del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vlan import')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      _files
      found=('--dev:for rows that name none' '-n:in this namespace of the host; a line that names another one is refused' '--netns:in this namespace of the host; a line that names another one is refused' '--unlock:change these although another program keeps them' '--strict:do nothing while any line is wrong' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vlan list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vni')
      found=('add:' 'set:' 'del:' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vni add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vni set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vni del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('vni list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('veth')
      found=('add:' 'del:' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('veth add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('veth del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('veth list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('netns')
      found=('add:' 'del:' 'import:Adds many at once: what "overlane paste" takes, and of that only rows of this table.' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('netns add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('netns del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('netns import')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      _files
      found=('--dev:for rows that name none' '-n:in this namespace of the host; a line that names another one is refused' '--netns:in this namespace of the host; a line that names another one is refused' '--unlock:change these although another program keeps them' '--strict:do nothing while any line is wrong' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('netns list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('endpoint')
      found=('add:')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('endpoint add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('address')
      found=('add:' 'set:' 'del:' 'import:Adds many at once: what "overlane paste" takes, and of that only rows of this table.' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('address add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('address set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('address del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('address import')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      _files
      found=('--dev:for rows that name none' '-n:in this namespace of the host; a line that names another one is refused' '--netns:in this namespace of the host; a line that names another one is refused' '--unlock:change these although another program keeps them' '--strict:do nothing while any line is wrong' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('address list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('route')
      found=('add:' 'set:' 'del:' 'import:Adds many at once: what "overlane paste" takes, and of that only rows of this table.' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('route add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('route set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('route del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('route import')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      _files
      found=('--dev:for rows that name none' '-n:in this namespace of the host; a line that names another one is refused' '--netns:in this namespace of the host; a line that names another one is refused' '--unlock:change these although another program keeps them' '--strict:do nothing while any line is wrong' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('route list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('rule')
      found=('add:' 'set:' 'del:' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('rule add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('rule set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('rule del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('rule list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('fdb')
      found=('add:' 'set:' 'del:' 'import:Adds many at once: what "overlane paste" takes, and of that only rows of this table.' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('fdb add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('fdb set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('fdb del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('fdb import')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      _files
      found=('--dev:for rows that name none' '-n:in this namespace of the host; a line that names another one is refused' '--netns:in this namespace of the host; a line that names another one is refused' '--unlock:change these although another program keeps them' '--strict:do nothing while any line is wrong' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('fdb list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('neigh')
      found=('add:' 'set:' 'del:' 'import:Adds many at once: what "overlane paste" takes, and of that only rows of this table.' 'list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('neigh add')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('neigh set')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('neigh del')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-n:in this namespace of the host' '--netns:in this namespace of the host' '--unlock:change these although another program keeps them' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('neigh import')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      _files
      found=('--dev:for rows that name none' '-n:in this namespace of the host; a line that names another one is refused' '--netns:in this namespace of the host; a line that names another one is refused' '--unlock:change these although another program keeps them' '--strict:do nothing while any line is wrong' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('neigh list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('sysctl')
      found=('list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('sysctl list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('forward')
      found=('list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('forward list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('file')
      found=('list:Shows them, of one host or of many.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('file list')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('-o:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '--output:in this form (choices: "text", "json", "yaml", "csv", default: "text")' '-n:of this namespace only; "" is the host itself' '--netns:of this namespace only; "" is the host itself' '--filter:only rows that hold this text' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('paste')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      _files
      found=('--dev:for rows that name none' '-n:in this namespace of the host; a line that names another one is refused' '--netns:in this namespace of the host; a line that names another one is refused' '--unlock:change these although another program keeps them' '--strict:do nothing while any line is wrong' '--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('export')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('--commands:as a shell script (when nothing else is asked for)' '--json:as JSON' '--csv:this table as CSV (choices: "netns", "link", "address", "route", "rule", "fdb", "neighbour", "sysctl", "forward", "file", "vlan", "vni", "offload", "system")' '--table:only this one (choices: "netns", "link", "address", "route", "rule", "fdb", "neighbour", "sysctl", "forward", "file", "vlan", "vni", "offload", "system")' '--foreign:with --commands: also what other programs keep (Docker, flannel, libvirt, …)' '--as:as files that make it again at boot (choices: "networkd", "network-manager", "netplan", "ifupdown", "script", "commands")' '--to:where those files are written, below it by their paths' '--overlay:with --as: only the devices of this overlay' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('history')
      found=('--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('show')
      found=('--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('undo')
      found=('--dry-run:show the plan and change nothing' '--reachable-only:where hosts of it are not connected, on the others; the rest stays undoable (exit code 1)' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('redo')
      found=('--dry-run:show the plan and change nothing' '--reachable-only:where hosts of it are not connected, on the others (exit code 1)' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('persist')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('--overlay:its devices only (every device that can be made)' '--format:who reads the files (choices: "auto", "networkd", "network-manager", "netplan", "ifupdown", "script", default: "auto")' '--dry-run:show the files and write nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('unpersist')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('--name:those of one overlay only, or of "host"' '--dry-run:show what would be removed and remove nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay')
      found=('plan:What would be changed; nothing when every host is as the file says.' 'apply:Makes the hosts as the file says. Applying twice changes nothing.' 'repair:The same as apply: only what drifted is changed.' 'destroy:Takes the overlay from all its members.' 'status:What is missing, too much or different on each member.' 'join:A host more: in the file, and on the hosts.' 'leave:A host less: on the hosts, and in the file.' 'list:The overlays that were declared here, linked pairs among them.' 'export:A declared overlay as overlay.yaml, with nothing left out.' 'adopt:Overlays that are on the hosts undeclared; with an id, declares that one. Changes no host.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay plan')
      _files
      found=('--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay apply')
      _files
      found=('--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay repair')
      _files
      found=('--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay destroy')
      _files
      found=('--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay status')
      _files
      found=('--ping:ask every pair with packets, too' '--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay join')
      _files
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay leave')
      _files
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('--dry-run:show the plan and change nothing' '--json:the plan and the result, as JSON' '--check:show the plan, change nothing, and exit with 1 where it would change anything' '-y:change it without a question' '--yes:change it without a question' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay list')
      found=('--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay export')
      compadd -- ${(f)"$(overlane completion overlay 2>/dev/null)"}
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('overlay adopt')
      found=('--host:look there (all hosts of the lab)' '--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('doctor')
      compadd -- ${(f)"$(overlane completion host 2>/dev/null)"}
      found=('--overlay:the hosts of one overlay' '--from:where it starts: only what is about this host' '--to:where it should arrive' '--no-probes:look at tables only, send nothing' '--fix:plan and apply what mends it, then look again' '--explain:the page of a finding' '--facts:write what was read to a file' '--report:write a report: Markdown, and JSON beside it' '--redact:other addresses and names in the report, the same for the same' '-y:fix without a question' '--yes:fix without a question' '--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('trace')
      found=('--from:the address it is sent from' '--proto:what it is (choices: "icmp", "tcp", "udp", default: "icmp")' '--port:the port it is for' '--size:of the whole packet, which must not be cut' '--send:send one real packet too, and say where it and the tables part' '--report:write a report: Markdown, and a picture and JSON beside it' '--redact:other addresses and names in the report, the same for the same' '--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('recover')
      found=('--roll-back:take it back' '--keep:let it stand' '--json:as JSON' '-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('demo')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('completion')
      found=('bash:The script for bash: source <(overlane completion bash).' 'zsh:The script for zsh: source <(overlane completion zsh), after compinit.' 'fish:The script for fish: overlane completion fish | source.')
      _describe -t commands command found
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('completion bash')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('completion zsh')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
    ('completion fish')
      found=('-h:display help for command' '--help:display help for command')
      _describe -t options option found
      ;;
  esac
}
_overlane_takes() {
  case "$1 $2" in
    (' --lab'|'snapshot --recorded'|'link --mode'|'link --vni'|'link --port'|'link --mtu'|'link --name'|'link set -n'|'link set --netns'|'link set --unlock'|'link del -n'|'link del --netns'|'link del --unlock'|'link list -o'|'link list --output'|'link list -n'|'link list --netns'|'link list --filter'|'vxlan add -n'|'vxlan add --netns'|'vxlan add --unlock'|'vxlan set -n'|'vxlan set --netns'|'vxlan set --unlock'|'vxlan del -n'|'vxlan del --netns'|'vxlan del --unlock'|'vxlan list -o'|'vxlan list --output'|'vxlan list -n'|'vxlan list --netns'|'vxlan list --filter'|'bridge add -n'|'bridge add --netns'|'bridge add --unlock'|'bridge set -n'|'bridge set --netns'|'bridge set --unlock'|'bridge del -n'|'bridge del --netns'|'bridge del --unlock'|'bridge list -o'|'bridge list --output'|'bridge list -n'|'bridge list --netns'|'bridge list --filter'|'port add -n'|'port add --netns'|'port add --unlock'|'port set -n'|'port set --netns'|'port set --unlock'|'port del -n'|'port del --netns'|'port del --unlock'|'port list -o'|'port list --output'|'port list -n'|'port list --netns'|'port list --filter'|'vlan add -n'|'vlan add --netns'|'vlan add --unlock'|'vlan set -n'|'vlan set --netns'|'vlan set --unlock'|'vlan del -n'|'vlan del --netns'|'vlan del --unlock'|'vlan import --dev'|'vlan import -n'|'vlan import --netns'|'vlan import --unlock'|'vlan list -o'|'vlan list --output'|'vlan list -n'|'vlan list --netns'|'vlan list --filter'|'vni add -n'|'vni add --netns'|'vni add --unlock'|'vni set -n'|'vni set --netns'|'vni set --unlock'|'vni del -n'|'vni del --netns'|'vni del --unlock'|'vni list -o'|'vni list --output'|'vni list -n'|'vni list --netns'|'vni list --filter'|'veth add -n'|'veth add --netns'|'veth add --unlock'|'veth del -n'|'veth del --netns'|'veth del --unlock'|'veth list -o'|'veth list --output'|'veth list -n'|'veth list --netns'|'veth list --filter'|'netns add -n'|'netns add --netns'|'netns add --unlock'|'netns del -n'|'netns del --netns'|'netns del --unlock'|'netns import --dev'|'netns import -n'|'netns import --netns'|'netns import --unlock'|'netns list -o'|'netns list --output'|'netns list -n'|'netns list --netns'|'netns list --filter'|'endpoint add -n'|'endpoint add --netns'|'endpoint add --unlock'|'address add -n'|'address add --netns'|'address add --unlock'|'address set -n'|'address set --netns'|'address set --unlock'|'address del -n'|'address del --netns'|'address del --unlock'|'address import --dev'|'address import -n'|'address import --netns'|'address import --unlock'|'address list -o'|'address list --output'|'address list -n'|'address list --netns'|'address list --filter'|'route add -n'|'route add --netns'|'route add --unlock'|'route set -n'|'route set --netns'|'route set --unlock'|'route del -n'|'route del --netns'|'route del --unlock'|'route import --dev'|'route import -n'|'route import --netns'|'route import --unlock'|'route list -o'|'route list --output'|'route list -n'|'route list --netns'|'route list --filter'|'rule add -n'|'rule add --netns'|'rule add --unlock'|'rule set -n'|'rule set --netns'|'rule set --unlock'|'rule del -n'|'rule del --netns'|'rule del --unlock'|'rule list -o'|'rule list --output'|'rule list -n'|'rule list --netns'|'rule list --filter'|'fdb add -n'|'fdb add --netns'|'fdb add --unlock'|'fdb set -n'|'fdb set --netns'|'fdb set --unlock'|'fdb del -n'|'fdb del --netns'|'fdb del --unlock'|'fdb import --dev'|'fdb import -n'|'fdb import --netns'|'fdb import --unlock'|'fdb list -o'|'fdb list --output'|'fdb list -n'|'fdb list --netns'|'fdb list --filter'|'neigh add -n'|'neigh add --netns'|'neigh add --unlock'|'neigh set -n'|'neigh set --netns'|'neigh set --unlock'|'neigh del -n'|'neigh del --netns'|'neigh del --unlock'|'neigh import --dev'|'neigh import -n'|'neigh import --netns'|'neigh import --unlock'|'neigh list -o'|'neigh list --output'|'neigh list -n'|'neigh list --netns'|'neigh list --filter'|'sysctl list -o'|'sysctl list --output'|'sysctl list -n'|'sysctl list --netns'|'sysctl list --filter'|'forward list -o'|'forward list --output'|'forward list -n'|'forward list --netns'|'forward list --filter'|'file list -o'|'file list --output'|'file list -n'|'file list --netns'|'file list --filter'|'paste --dev'|'paste -n'|'paste --netns'|'paste --unlock'|'export --csv'|'export --table'|'export --as'|'export --to'|'export --overlay'|'persist --overlay'|'persist --format'|'unpersist --name'|'overlay adopt --host'|'doctor --overlay'|'doctor --from'|'doctor --to'|'doctor --fix'|'doctor --explain'|'doctor --facts'|'doctor --report'|'trace --from'|'trace --proto'|'trace --port'|'trace --size'|'trace --report') return 0 ;;
  esac
  return 1
}
if [[ $funcstack[1] == _overlane ]]; then _overlane "$@"; else compdef _overlane overlane; fi
