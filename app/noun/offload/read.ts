/** Checksum offload of vxlan devices, by ethtool(8): iproute2 does not show it. */
import { offloadKey, type Offload } from './row.ts';
import { RowSink, type Parsed } from '../rows.ts';

/** Names the vxlan devices whose offload is off. Without ethtool it names none. */
const LIST = `set -f
PATH=$PATH:/usr/sbin:/sbin
command -v ethtool >/dev/null || exit 0
for dev in $(ip -o link show type vxlan | sed 's/^[0-9]*: \\([^:@]*\\)[:@].*/\\1/'); do
  ethtool -k "$dev" 2>/dev/null | grep -q '^[[:space:]]*tx-checksum-ip-generic: off' && echo "$dev"
done
exit 0`;

export function offloadsArgv(): readonly string[] {
  return ['sh', '-c', LIST, 'overlane-offloads'];
}

export function parseOffloads(text: string): Parsed<Offload> {
  const sink = new RowSink<Offload>();
  for (const dev of text.split('\n')) if (dev !== '') sink.add({ key: offloadKey(dev), netns: '', dev });
  return { rows: sink.rows, problems: [] };
}
