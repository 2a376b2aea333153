# bash completion of overlane, made from its commands by "overlane completion bash"
_overlane() {
  local line=${COMP_LINE:0:COMP_POINT} at= previous= current= word words= found
  local -a line_words list
  read -ra line_words <<<"$line"
  if [[ $line != *[[:space:]] ]]; then
    current=${line_words[-1]}
    unset 'line_words[-1]'
  fi
  for word in "${line_words[@]:1}"; do
    if _overlane_takes "$at" "$previous"; then
      previous=
      continue
    fi
    previous=$word
    case "${at:+$at }$word" in
      'admin' | 'admin status' | 'admin install' | 'admin uninstall' | 'lab' | 'lab up' | 'lab down' | 'lab status' | 'lab exec' | 'snapshot' | 'link' | 'link set' | 'link del' | 'link list' | 'unlink' | 'vxlan' | 'vxlan add' | 'vxlan set' | 'vxlan del' | 'vxlan list' | 'bridge' | 'bridge add' | 'bridge set' | 'bridge del' | 'bridge list' | 'port' | 'port add' | 'port set' | 'port del' | 'port list' | 'vlan' | 'vlan add' | 'vlan set' | 'vlan del' | 'vlan import' | 'vlan list' | 'vni' | 'vni add' | 'vni set' | 'vni del' | 'vni list' | 'veth' | 'veth add' | 'veth del' | 'veth list' | 'netns' | 'netns add' | 'netns del' | 'netns import' | 'netns list' | 'endpoint' | 'endpoint add' | 'address' | 'address add' | 'address set' | 'address del' | 'address import' | 'address list' | 'route' | 'route add' | 'route set' | 'route del' | 'route import' | 'route list' | 'fdb' | 'fdb add' | 'fdb set' | 'fdb del' | 'fdb import' | 'fdb list' | 'neigh' | 'neigh add' | 'neigh set' | 'neigh del' | 'neigh import' | 'neigh list' | 'sysctl' | 'sysctl list' | 'forward' | 'forward list' | 'file' | 'file list' | 'paste' | 'export' | 'history' | 'show' | 'undo' | 'redo' | 'persist' | 'unpersist' | 'overlay' | 'overlay plan' | 'overlay apply' | 'overlay repair' | 'overlay destroy' | 'overlay status' | 'overlay join' | 'overlay leave' | 'overlay list' | 'overlay export' | 'overlay adopt' | 'doctor' | 'trace' | 'recover' | 'demo' | 'completion' | 'completion bash' | 'completion zsh' | 'completion fish') at="${at:+$at }$word" ;;
      'import') at='paste' ;;
    esac
  done
  case "$at $previous" in
    ' --lab') : ;;
    'snapshot --recorded') compopt -o default 2>/dev/null ;;
    'link --mode') words="bridged routed flannel" ;;
    'link --vni') : ;;
    'link --port') : ;;
    'link --mtu') : ;;
    'link --name') : ;;
    'link set -n') : ;;
    'link set --netns') : ;;
    'link set --unlock') : ;;
    'link del -n') : ;;
    'link del --netns') : ;;
    'link del --unlock') : ;;
    'link list -o') words="text json yaml csv" ;;
    'link list --output') words="text json yaml csv" ;;
    'link list -n') : ;;
    'link list --netns') : ;;
    'link list --filter') : ;;
    'vxlan add -n') : ;;
    'vxlan add --netns') : ;;
    'vxlan add --unlock') : ;;
    'vxlan set -n') : ;;
    'vxlan set --netns') : ;;
    'vxlan set --unlock') : ;;
    'vxlan del -n') : ;;
    'vxlan del --netns') : ;;
    'vxlan del --unlock') : ;;
    'vxlan list -o') words="text json yaml csv" ;;
    'vxlan list --output') words="text json yaml csv" ;;
    'vxlan list -n') : ;;
    'vxlan list --netns') : ;;
    'vxlan list --filter') : ;;
    'bridge add -n') : ;;
    'bridge add --netns') : ;;
    'bridge add --unlock') : ;;
    'bridge set -n') : ;;
    'bridge set --netns') : ;;
    'bridge set --unlock') : ;;
    'bridge del -n') : ;;
    'bridge del --netns') : ;;
    'bridge del --unlock') : ;;
    'bridge list -o') words="text json yaml csv" ;;
    'bridge list --output') words="text json yaml csv" ;;
    'bridge list -n') : ;;
    'bridge list --netns') : ;;
    'bridge list --filter') : ;;
    'port add -n') : ;;
    'port add --netns') : ;;
    'port add --unlock') : ;;
    'port set -n') : ;;
    'port set --netns') : ;;
    'port set --unlock') : ;;
    'port del -n') : ;;
    'port del --netns') : ;;
    'port del --unlock') : ;;
    'port list -o') words="text json yaml csv" ;;
    'port list --output') words="text json yaml csv" ;;
    'port list -n') : ;;
    'port list --netns') : ;;
    'port list --filter') : ;;
    'vlan add -n') : ;;
    'vlan add --netns') : ;;
    'vlan add --unlock') : ;;
    'vlan set -n') : ;;
    'vlan set --netns') : ;;
    'vlan set --unlock') : ;;
    'vlan del -n') : ;;
    'vlan del --netns') : ;;
    'vlan del --unlock') : ;;
    'vlan import --dev') : ;;
    'vlan import -n') : ;;
    'vlan import --netns') : ;;
    'vlan import --unlock') : ;;
    'vlan list -o') words="text json yaml csv" ;;
    'vlan list --output') words="text json yaml csv" ;;
    'vlan list -n') : ;;
    'vlan list --netns') : ;;
    'vlan list --filter') : ;;
    'vni add -n') : ;;
    'vni add --netns') : ;;
    'vni add --unlock') : ;;
    'vni set -n') : ;;
    'vni set --netns') : ;;
    'vni set --unlock') : ;;
    'vni del -n') : ;;
    'vni del --netns') : ;;
    'vni del --unlock') : ;;
    'vni list -o') words="text json yaml csv" ;;
    'vni list --output') words="text json yaml csv" ;;
    'vni list -n') : ;;
    'vni list --netns') : ;;
    'vni list --filter') : ;;
    'veth add -n') : ;;
    'veth add --netns') : ;;
    'veth add --unlock') : ;;
    'veth del -n') : ;;
    'veth del --netns') : ;;
    'veth del --unlock') : ;;
    'veth list -o') words="text json yaml csv" ;;
    'veth list --output') words="text json yaml csv" ;;
    'veth list -n') : ;;
    'veth list --netns') : ;;
    'veth list --filter') : ;;
    'netns add -n') : ;;
    'netns add --netns') : ;;
    'netns add --unlock') : ;;
    'netns del -n') : ;;
    'netns del --netns') : ;;
    'netns del --unlock') : ;;
    'netns import --dev') : ;;
    'netns import -n') : ;;
    'netns import --netns') : ;;
    'netns import --unlock') : ;;
    'netns list -o') words="text json yaml csv" ;;
    'netns list --output') words="text json yaml csv" ;;
    'netns list -n') : ;;
    'netns list --netns') : ;;
    'netns list --filter') : ;;
    'endpoint add -n') : ;;
    'endpoint add --netns') : ;;
    'endpoint add --unlock') : ;;
    'address add -n') : ;;
    'address add --netns') : ;;
    'address add --unlock') : ;;
    'address set -n') : ;;
    'address set --netns') : ;;
    'address set --unlock') : ;;
    'address del -n') : ;;
    'address del --netns') : ;;
    'address del --unlock') : ;;
    'address import --dev') : ;;
    'address import -n') : ;;
    'address import --netns') : ;;
    'address import --unlock') : ;;
    'address list -o') words="text json yaml csv" ;;
    'address list --output') words="text json yaml csv" ;;
    'address list -n') : ;;
    'address list --netns') : ;;
    'address list --filter') : ;;
    'route add -n') : ;;
    'route add --netns') : ;;
    'route add --unlock') : ;;
    'route set -n') : ;;
    'route set --netns') : ;;
    'route set --unlock') : ;;
    'route del -n') : ;;
    'route del --netns') : ;;
    'route del --unlock') : ;;
    'route import --dev') : ;;
    'route import -n') : ;;
    'route import --netns') : ;;
    'route import --unlock') : ;;
    'route list -o') words="text json yaml csv" ;;
    'route list --output') words="text json yaml csv" ;;
    'route list -n') : ;;
    'route list --netns') : ;;
    'route list --filter') : ;;
    'fdb add -n') : ;;
    'fdb add --netns') : ;;
    'fdb add --unlock') : ;;
    'fdb set -n') : ;;
    'fdb set --netns') : ;;
    'fdb set --unlock') : ;;
    'fdb del -n') : ;;
    'fdb del --netns') : ;;
    'fdb del --unlock') : ;;
    'fdb import --dev') : ;;
    'fdb import -n') : ;;
    'fdb import --netns') : ;;
    'fdb import --unlock') : ;;
    'fdb list -o') words="text json yaml csv" ;;
    'fdb list --output') words="text json yaml csv" ;;
    'fdb list -n') : ;;
    'fdb list --netns') : ;;
    'fdb list --filter') : ;;
    'neigh add -n') : ;;
    'neigh add --netns') : ;;
    'neigh add --unlock') : ;;
    'neigh set -n') : ;;
    'neigh set --netns') : ;;
    'neigh set --unlock') : ;;
    'neigh del -n') : ;;
    'neigh del --netns') : ;;
    'neigh del --unlock') : ;;
    'neigh import --dev') : ;;
    'neigh import -n') : ;;
    'neigh import --netns') : ;;
    'neigh import --unlock') : ;;
    'neigh list -o') words="text json yaml csv" ;;
    'neigh list --output') words="text json yaml csv" ;;
    'neigh list -n') : ;;
    'neigh list --netns') : ;;
    'neigh list --filter') : ;;
    'sysctl list -o') words="text json yaml csv" ;;
    'sysctl list --output') words="text json yaml csv" ;;
    'sysctl list -n') : ;;
    'sysctl list --netns') : ;;
    'sysctl list --filter') : ;;
    'forward list -o') words="text json yaml csv" ;;
    'forward list --output') words="text json yaml csv" ;;
    'forward list -n') : ;;
    'forward list --netns') : ;;
    'forward list --filter') : ;;
    'file list -o') words="text json yaml csv" ;;
    'file list --output') words="text json yaml csv" ;;
    'file list -n') : ;;
    'file list --netns') : ;;
    'file list --filter') : ;;
    'paste --dev') : ;;
    'paste -n') : ;;
    'paste --netns') : ;;
    'paste --unlock') : ;;
    'export --csv') words="netns link address route fdb neighbour sysctl forward file vlan vni offload system" ;;
    'export --table') words="netns link address route fdb neighbour sysctl forward file vlan vni offload system" ;;
    'export --as') words="networkd network-manager netplan ifupdown script commands" ;;
    'export --to') compopt -o default 2>/dev/null ;;
    'export --overlay') words="$(overlane completion overlay 2>/dev/null)" ;;
    'persist --overlay') words="$(overlane completion overlay 2>/dev/null)" ;;
    'persist --format') words="auto networkd network-manager netplan ifupdown script" ;;
    'unpersist --name') : ;;
    'overlay adopt --host') words="$(overlane completion host 2>/dev/null)" ;;
    'doctor --overlay') words="$(overlane completion overlay 2>/dev/null)" ;;
    'doctor --from') : ;;
    'doctor --to') : ;;
    'doctor --fix') : ;;
    'doctor --explain') : ;;
    'doctor --facts') compopt -o default 2>/dev/null ;;
    'doctor --report') compopt -o default 2>/dev/null ;;
    'trace --from') : ;;
    'trace --proto') words="icmp tcp udp" ;;
    'trace --port') : ;;
    'trace --size') : ;;
    'trace --report') compopt -o default 2>/dev/null ;;
    *)
      case "$at" in
        '') words='admin lab snapshot link unlink vxlan bridge port vlan vni veth netns endpoint address route fdb neigh sysctl forward file paste import export history show undo redo persist unpersist overlay doctor trace recover demo completion -V --version --lab --admin -h --help' ;;
        'admin') words='status install uninstall -h --help' ;;
        'admin status') words='-h --help' ;;
        'admin install') words='--dry-run -y --yes -h --help' ;;
        'admin uninstall') words='-h --help' ;;
        'lab') words='up down status exec -h --help' ;;
        'lab up') words='-h --help'; : ;;
        'lab down') words='-h --help' ;;
        'lab status') words='--json -h --help' ;;
        'lab exec') words='-h --help'; : ;;
        'snapshot') words='--recorded --json -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'link') words='set del list --mode --vni --port --mtu --name --no-endpoints --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'link set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'link del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'link list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'unlink') words='--forget --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion overlay 2>/dev/null)" ;;
        'vxlan') words='add set del list -h --help' ;;
        'vxlan add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vxlan set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vxlan del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vxlan list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'bridge') words='add set del list -h --help' ;;
        'bridge add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'bridge set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'bridge del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'bridge list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'port') words='add set del list -h --help' ;;
        'port add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'port set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'port del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'port list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'vlan') words='add set del import list -h --help' ;;
        'vlan add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vlan set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vlan del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vlan import') words='--dev -n --netns --unlock --strict --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; compopt -o default 2>/dev/null ;;
        'vlan list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'vni') words='add set del list -h --help' ;;
        'vni add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vni set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vni del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'vni list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'veth') words='add del list -h --help' ;;
        'veth add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'veth del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'veth list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'netns') words='add del import list -h --help' ;;
        'netns add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'netns del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'netns import') words='--dev -n --netns --unlock --strict --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; compopt -o default 2>/dev/null ;;
        'netns list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'endpoint') words='add -h --help' ;;
        'endpoint add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'address') words='add set del import list -h --help' ;;
        'address add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'address set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'address del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'address import') words='--dev -n --netns --unlock --strict --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; compopt -o default 2>/dev/null ;;
        'address list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'route') words='add set del import list -h --help' ;;
        'route add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'route set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'route del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'route import') words='--dev -n --netns --unlock --strict --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; compopt -o default 2>/dev/null ;;
        'route list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'fdb') words='add set del import list -h --help' ;;
        'fdb add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'fdb set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'fdb del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'fdb import') words='--dev -n --netns --unlock --strict --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; compopt -o default 2>/dev/null ;;
        'fdb list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'neigh') words='add set del import list -h --help' ;;
        'neigh add') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'neigh set') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'neigh del') words='-n --netns --unlock --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; : ;;
        'neigh import') words='--dev -n --netns --unlock --strict --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; compopt -o default 2>/dev/null ;;
        'neigh list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'sysctl') words='list -h --help' ;;
        'sysctl list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'forward') words='list -h --help' ;;
        'forward list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'file') words='list -h --help' ;;
        'file list') words='-o --output -n --netns --filter -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'paste') words='--dev -n --netns --unlock --strict --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)"; compopt -o default 2>/dev/null ;;
        'export') words='--commands --json --csv --table --foreign --as --to --overlay -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'history') words='--json -h --help' ;;
        'show') words='--json -h --help'; : ;;
        'undo') words='--dry-run --reachable-only --json --check -y --yes -h --help'; : ;;
        'redo') words='--dry-run --reachable-only --json --check -y --yes -h --help' ;;
        'persist') words='--overlay --format --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'unpersist') words='--name --dry-run --json --check -y --yes -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'overlay') words='plan apply repair destroy status join leave list export adopt -h --help' ;;
        'overlay plan') words='--json --check -h --help'; compopt -o default 2>/dev/null ;;
        'overlay apply') words='--dry-run --json --check -y --yes -h --help'; compopt -o default 2>/dev/null ;;
        'overlay repair') words='--dry-run --json --check -y --yes -h --help'; compopt -o default 2>/dev/null ;;
        'overlay destroy') words='--dry-run --json --check -y --yes -h --help'; compopt -o default 2>/dev/null ;;
        'overlay status') words='--ping --json -h --help'; compopt -o default 2>/dev/null ;;
        'overlay join') words='--dry-run --json --check -y --yes -h --help'; compopt -o default 2>/dev/null; words="$words $(overlane completion host 2>/dev/null)" ;;
        'overlay leave') words='--dry-run --json --check -y --yes -h --help'; compopt -o default 2>/dev/null; words="$words $(overlane completion host 2>/dev/null)" ;;
        'overlay list') words='--json -h --help' ;;
        'overlay export') words='-h --help'; words="$words $(overlane completion overlay 2>/dev/null)" ;;
        'overlay adopt') words='--host --json -h --help'; : ;;
        'doctor') words='--overlay --from --to --no-probes --fix --explain --facts --report --redact -y --yes --json -h --help'; words="$words $(overlane completion host 2>/dev/null)" ;;
        'trace') words='--from --proto --port --size --send --report --redact --json -h --help'; : ;;
        'recover') words='--roll-back --keep --json -h --help'; : ;;
        'demo') words='-h --help' ;;
        'completion') words='bash zsh fish -h --help' ;;
        'completion bash') words='-h --help' ;;
        'completion zsh') words='-h --help' ;;
        'completion fish') words='-h --help' ;;
      esac
      ;;
  esac
  COMPREPLY=()
  read -d '' -ra list <<<"$words"
  for found in "${list[@]}"; do
    [[ $found == "$current"* ]] && COMPREPLY+=("$found")
  done
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
    COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*:}"}"}")
  fi
}
_overlane_takes() {
  case "$1 $2" in
    ' --lab' | 'snapshot --recorded' | 'link --mode' | 'link --vni' | 'link --port' | 'link --mtu' | 'link --name' | 'link set -n' | 'link set --netns' | 'link set --unlock' | 'link del -n' | 'link del --netns' | 'link del --unlock' | 'link list -o' | 'link list --output' | 'link list -n' | 'link list --netns' | 'link list --filter' | 'vxlan add -n' | 'vxlan add --netns' | 'vxlan add --unlock' | 'vxlan set -n' | 'vxlan set --netns' | 'vxlan set --unlock' | 'vxlan del -n' | 'vxlan del --netns' | 'vxlan del --unlock' | 'vxlan list -o' | 'vxlan list --output' | 'vxlan list -n' | 'vxlan list --netns' | 'vxlan list --filter' | 'bridge add -n' | 'bridge add --netns' | 'bridge add --unlock' | 'bridge set -n' | 'bridge set --netns' | 'bridge set --unlock' | 'bridge del -n' | 'bridge del --netns' | 'bridge del --unlock' | 'bridge list -o' | 'bridge list --output' | 'bridge list -n' | 'bridge list --netns' | 'bridge list --filter' | 'port add -n' | 'port add --netns' | 'port add --unlock' | 'port set -n' | 'port set --netns' | 'port set --unlock' | 'port del -n' | 'port del --netns' | 'port del --unlock' | 'port list -o' | 'port list --output' | 'port list -n' | 'port list --netns' | 'port list --filter' | 'vlan add -n' | 'vlan add --netns' | 'vlan add --unlock' | 'vlan set -n' | 'vlan set --netns' | 'vlan set --unlock' | 'vlan del -n' | 'vlan del --netns' | 'vlan del --unlock' | 'vlan import --dev' | 'vlan import -n' | 'vlan import --netns' | 'vlan import --unlock' | 'vlan list -o' | 'vlan list --output' | 'vlan list -n' | 'vlan list --netns' | 'vlan list --filter' | 'vni add -n' | 'vni add --netns' | 'vni add --unlock' | 'vni set -n' | 'vni set --netns' | 'vni set --unlock' | 'vni del -n' | 'vni del --netns' | 'vni del --unlock' | 'vni list -o' | 'vni list --output' | 'vni list -n' | 'vni list --netns' | 'vni list --filter' | 'veth add -n' | 'veth add --netns' | 'veth add --unlock' | 'veth del -n' | 'veth del --netns' | 'veth del --unlock' | 'veth list -o' | 'veth list --output' | 'veth list -n' | 'veth list --netns' | 'veth list --filter' | 'netns add -n' | 'netns add --netns' | 'netns add --unlock' | 'netns del -n' | 'netns del --netns' | 'netns del --unlock' | 'netns import --dev' | 'netns import -n' | 'netns import --netns' | 'netns import --unlock' | 'netns list -o' | 'netns list --output' | 'netns list -n' | 'netns list --netns' | 'netns list --filter' | 'endpoint add -n' | 'endpoint add --netns' | 'endpoint add --unlock' | 'address add -n' | 'address add --netns' | 'address add --unlock' | 'address set -n' | 'address set --netns' | 'address set --unlock' | 'address del -n' | 'address del --netns' | 'address del --unlock' | 'address import --dev' | 'address import -n' | 'address import --netns' | 'address import --unlock' | 'address list -o' | 'address list --output' | 'address list -n' | 'address list --netns' | 'address list --filter' | 'route add -n' | 'route add --netns' | 'route add --unlock' | 'route set -n' | 'route set --netns' | 'route set --unlock' | 'route del -n' | 'route del --netns' | 'route del --unlock' | 'route import --dev' | 'route import -n' | 'route import --netns' | 'route import --unlock' | 'route list -o' | 'route list --output' | 'route list -n' | 'route list --netns' | 'route list --filter' | 'fdb add -n' | 'fdb add --netns' | 'fdb add --unlock' | 'fdb set -n' | 'fdb set --netns' | 'fdb set --unlock' | 'fdb del -n' | 'fdb del --netns' | 'fdb del --unlock' | 'fdb import --dev' | 'fdb import -n' | 'fdb import --netns' | 'fdb import --unlock' | 'fdb list -o' | 'fdb list --output' | 'fdb list -n' | 'fdb list --netns' | 'fdb list --filter' | 'neigh add -n' | 'neigh add --netns' | 'neigh add --unlock' | 'neigh set -n' | 'neigh set --netns' | 'neigh set --unlock' | 'neigh del -n' | 'neigh del --netns' | 'neigh del --unlock' | 'neigh import --dev' | 'neigh import -n' | 'neigh import --netns' | 'neigh import --unlock' | 'neigh list -o' | 'neigh list --output' | 'neigh list -n' | 'neigh list --netns' | 'neigh list --filter' | 'sysctl list -o' | 'sysctl list --output' | 'sysctl list -n' | 'sysctl list --netns' | 'sysctl list --filter' | 'forward list -o' | 'forward list --output' | 'forward list -n' | 'forward list --netns' | 'forward list --filter' | 'file list -o' | 'file list --output' | 'file list -n' | 'file list --netns' | 'file list --filter' | 'paste --dev' | 'paste -n' | 'paste --netns' | 'paste --unlock' | 'export --csv' | 'export --table' | 'export --as' | 'export --to' | 'export --overlay' | 'persist --overlay' | 'persist --format' | 'unpersist --name' | 'overlay adopt --host' | 'doctor --overlay' | 'doctor --from' | 'doctor --to' | 'doctor --fix' | 'doctor --explain' | 'doctor --facts' | 'doctor --report' | 'trace --from' | 'trace --proto' | 'trace --port' | 'trace --size' | 'trace --report') return 0 ;;
  esac
  return 1
}
complete -o bashdefault -F _overlane overlane
