/** Files of ours: how a host lists, writes and removes them. Constant shell text; everything variable is an argument or on stdin. */
import { fileKey, type KeptFile } from './row.ts';
import { MARK } from './marker.ts';
import { placeOf } from './paths.ts';
import { MOST_FILE_BYTES, type FileStep } from './steps.ts';
import { RowSink, type Parsed } from '../rows.ts';
import { quoteArg, shellText } from '../../base/shell.ts';

/** Every folder that `placeOf` knows. Each file is told by `= MODE PATH` and its lines behind a `|`, one that cannot be read by `!`. */
const LIST = `for file in /etc/systemd/network/*overlane-* /etc/systemd/network/*.network.d/overlane-* \\
  /etc/NetworkManager/system-connections/overlane-* /etc/NetworkManager/conf.d/*overlane-* \\
  /etc/NetworkManager/dispatcher.d/*overlane-* /etc/netplan/*overlane-* \\
  /etc/local.d/overlane-* /etc/network/interfaces.d/overlane-* /etc/sysctl.d/*overlane-* /etc/overlane/overlane-* \\
  /etc/systemd/system/overlane-* /etc/systemd/system/multi-user.target.d/overlane-*; do
  case $file in *[!A-Za-z0-9_./-]*) continue ;; esac
  if [ -L "$file" ] || [ -d "$file" ]; then echo "! 0000 $file"
  elif [ ! -e "$file" ]; then continue
  elif [ ! -r "$file" ] || [ "$(wc -c <"$file")" -gt ${MOST_FILE_BYTES} ]; then echo "! $(stat -c %a "$file") $file"
  else echo "= $(stat -c %a "$file") $file" && sed 's/^/|/' "$file" && echo
  fi
done
exit 0`;

/**
 * The new text lies beside the old one, is on the disk (fsync) and then takes its place in one step (rename(2)): a crash leaves
 * the one or the other. A lab host whose /etc is the computer's own may not be written to.
 */
const COMMON = `path=$1
dir=\${path%/*}
fail() { echo "$1" >&2; exit 1; }
[ ! -e /run/overlane-shared-etc ] || fail "this lab host shares /etc with the computer: nothing can be kept there"
[ ! -L "$path" ] || fail "$path is a link, which is not ours"
above=$dir
while [ -n "$above" ]; do
  [ ! -L "$above" ] || fail "$above is a link: what it leads to is not ours to write in"
  above=\${above%/*}
done
if [ -e "$path" ]; then
  [ -f "$path" ] && head -n 2 "$path" | grep -q '^${MARK}' || fail "$path is not ours: it has no mark of Overlane"
fi`;
/** NetworkManager reads what it must leave alone when it starts and when it is told to; where it does not run there is nobody to tell. */
const TOLD = `case $path in /etc/NetworkManager/conf.d/*) systemctl reload NetworkManager 2>/dev/null || : ;; esac`;
/**
 * NetworkManager 1.52 and newer makes a deleted device again from a file that it has read, and deletes the device of a file that goes
 * while it manages it (seen on 1.52, 1.58): so it lets go of the device first. What netplan generated for it stays in /run until netplan is asked again.
 */
const FORGET = `named() { sed -n 's/^    \\([A-Za-z0-9_][A-Za-z0-9_.-]*\\):$/\\1/p; s/^interface-name=//p' "$path"; }
let_go() { ! command -v nmcli >/dev/null 2>&1 || nmcli --wait 5 device set "$1" managed no >/dev/null 2>&1 || :; }
forgotten() {
  case $path in /etc/netplan/*) netplan generate >/dev/null 2>&1 || : ;; esac
  ! command -v nmcli >/dev/null 2>&1 || nmcli --wait 5 connection reload >/dev/null 2>&1 || :
}`;
const WRITE = `${COMMON}
${FORGET}
umask 022
mkdir -p "$dir" || exit 1
umask 077
new=$(mktemp "$dir/.overlane.XXXXXXXX") || exit 1
trap 'rm -f "$new"' EXIT
dd of="$new" conv=fsync 2>/dev/null || fail "$new cannot be written"
gone=
case $path in /etc/netplan/*) [ ! -e "$path" ] || for dev in $(named); do grep -qx "    $dev:" "$new" || gone="$gone $dev"; done ;; esac
for dev in $gone; do let_go "$dev"; done
chmod "$2" "$new" && mv -f "$new" "$path" || exit 1
sync "$dir" 2>/dev/null || sync
[ -z "$gone" ] || forgotten
${TOLD}`;
/** A folder that only we fill goes with its last file; `conf.d` and `interfaces.d` are their packages'. */
const REMOVE = `${COMMON}
${FORGET}
gone=
case $path in /etc/netplan/* | */system-connections/*) [ ! -e "$path" ] || gone=$(named) ;; esac
for dev in $gone; do let_go "$dev"; done
rm -f "$path" || exit 1
sync "$dir" 2>/dev/null || sync
[ -z "$gone" ] || forgotten
case $dir in */overlane | */systemd/*.d) rmdir "$dir" 2>/dev/null || : ;; esac
${TOLD}`;

export function filesArgv(): readonly string[] {
  return ['sh', '-c', LIST, 'overlane-files'];
}

export function fileArgv(step: FileStep): readonly string[] {
  const { path } = step;
  if (step.do === 'file-remove') return ['sh', '-c', REMOVE, 'overlane-file-remove', path];
  return ['sh', '-c', WRITE, 'overlane-file-write', path, placeOf(path)?.mode ?? '0600'];
}

/** As a person would do the same by hand; what runs also refuses a file that is not ours and survives a crash. */
export function fileText(step: FileStep): string {
  const { path } = step;
  const told = placeOf(path)?.kind === 'unmanaged' ? '\nsystemctl reload NetworkManager' : '';
  if (step.do === 'file-remove') return `${letGo(path)}${shellText(['rm', path])}${told}${forgotten(path)}`;
  const mode = placeOf(path)?.mode ?? '0600';
  return `${shellText(['install', '-D', '-m', mode, '/dev/stdin', path])} <<'OVERLANE'\n${step.content}OVERLANE${told}`;
}

function letGo(path: string): string {
  const { kind, dev } = placeOf(path) ?? {};
  return kind === 'keyfile' && dev !== undefined
    ? `${shellText(['nmcli', 'device', 'set', dev, 'managed', 'no'])}\n`
    : '';
}

function forgotten(path: string): string {
  return placeOf(path)?.kind === 'keyfile' ? '\nnmcli connection reload' : '';
}

/** The whole command as one for a shell, with what it reads. */
export function fileShell(step: FileStep): string {
  const command = shellText(fileArgv(step));
  return step.do === 'file-remove' ? command : `printf %s ${quoteArg(step.content)} | ${command}`;
}

/** What `filesArgv` prints; names that none of our patterns match are somebody else's. */
export function parseFiles(text: string): Parsed<KeptFile> {
  const sink = new RowSink<KeptFile>();
  let open: { path: string; mode: string; lines: string[]; ended: boolean } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { path, mode, lines, ended } = open;
    sink.add({ key: fileKey(path), netns: '', path, mode, content: lines.join('\n') + (ended ? '\n' : '') });
    open = undefined;
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('|')) open?.lines.push(line.slice(1));
    // The empty line after a file is there only if the file ended its own last line.
    else if (line === '' && open !== undefined) open = { ...open, ended: open.lines.length > 0 };
    const [, mark, mode = '', path = ''] = /^([=!]) (\d{1,4}) (\S+)$/.exec(line) ?? [];
    if (mark === undefined || line.startsWith('|')) continue;
    close();
    if (placeOf(path) === undefined) continue;
    if (mark === '=') open = { path, mode: mode.padStart(4, '0'), lines: [], ended: false };
    else sink.add({ key: fileKey(path), netns: '', path, mode: mode.padStart(4, '0') });
  }
  close();
  return { rows: sink.rows, problems: [] };
}
