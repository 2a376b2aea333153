/** What a host is and runs, asked once in one script: it needs no root. */
import { SYSTEM_KEY, type System } from './row.ts';
import { LOOK, parseFacts } from './daemons.ts';
import { RowSink, type Parsed } from '../rows.ts';

/** An ordinary user's PATH does not name the folders in which Debian keeps ethtool. */
const SCRIPT = `echo "kernel $(uname -r)"
{ read -r id </etc/machine-id && echo "machine $id"; } 2>/dev/null
{ read -r id </proc/sys/kernel/random/boot_id && read -r stat </proc/1/stat && set -- \${stat##*) } && echo "boot $id-\${20}"; } 2>/dev/null
PATH=$PATH:/usr/sbin:/sbin command -v ethtool >/dev/null && echo ethtool
${LOOK}`;

export function systemArgv(): readonly string[] {
  return ['sh', '-c', SCRIPT, 'overlane-system'];
}

export function parseSystem(text: string): Parsed<System> {
  const sink = new RowSink<System>();
  const kernel = /^kernel (\S+)$/m.exec(text)?.[1];
  const { networkd, networkManager } = parseFacts(text);
  const ethtool = /^ethtool$/m.test(text);
  const machine = /^machine ([0-9a-f]{32})$/m.exec(text)?.[1];
  const boot = /^boot ([0-9a-f-]{36}-\d{1,20})$/m.exec(text)?.[1];
  const identity = { ...(machine !== undefined && { machine }), ...(boot !== undefined && { boot }) };
  if (kernel !== undefined)
    sink.add({ key: SYSTEM_KEY, netns: '', kernel, ...identity, networkd, networkManager, ethtool });
  return { rows: sink.rows, problems: [] };
}
