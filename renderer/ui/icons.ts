import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowLeft from '@lucide/svelte/icons/arrow-left';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import Box from '@lucide/svelte/icons/box';
import Cable from '@lucide/svelte/icons/cable';
import Check from '@lucide/svelte/icons/check';
import ChevronDown from '@lucide/svelte/icons/chevron-down';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import Columns from '@lucide/svelte/icons/columns-3';
import Container from '@lucide/svelte/icons/container';
import ClipboardPaste from '@lucide/svelte/icons/clipboard-paste';
import Copy from '@lucide/svelte/icons/copy';
import Download from '@lucide/svelte/icons/download';
import EthernetPort from '@lucide/svelte/icons/ethernet-port';
import Filter from '@lucide/svelte/icons/filter';
import HistoryGlyph from '@lucide/svelte/icons/history';
import House from '@lucide/svelte/icons/house';
import Info from '@lucide/svelte/icons/info';
import Footprints from '@lucide/svelte/icons/footprints';
import Layers from '@lucide/svelte/icons/layers';
import Laptop from '@lucide/svelte/icons/laptop';
import Link from '@lucide/svelte/icons/link';
import Lock from '@lucide/svelte/icons/lock';
import LockOpen from '@lucide/svelte/icons/lock-open';
import MapGlyph from '@lucide/svelte/icons/map';
import Minus from '@lucide/svelte/icons/minus';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Network from '@lucide/svelte/icons/network';
import PanelBottom from '@lucide/svelte/icons/panel-bottom';
import PanelRight from '@lucide/svelte/icons/panel-right';
import Pencil from '@lucide/svelte/icons/pencil';
import Play from '@lucide/svelte/icons/play';
import Plus from '@lucide/svelte/icons/plus';
import Refresh from '@lucide/svelte/icons/refresh-cw';
import Repeat from '@lucide/svelte/icons/repeat';
import Route from '@lucide/svelte/icons/route';
import Save from '@lucide/svelte/icons/save';
import Search from '@lucide/svelte/icons/search';
import Server from '@lucide/svelte/icons/server';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import Split from '@lucide/svelte/icons/split';
import Sun from '@lucide/svelte/icons/sun';
import Table from '@lucide/svelte/icons/table-2';
import Tag from '@lucide/svelte/icons/tag';
import Terminal from '@lucide/svelte/icons/terminal';
import Trash from '@lucide/svelte/icons/trash-2';
import Undo from '@lucide/svelte/icons/undo-2';
import Unlink from '@lucide/svelte/icons/unlink';
import Users from '@lucide/svelte/icons/users';
import Warning from '@lucide/svelte/icons/triangle-alert';
import Waypoints from '@lucide/svelte/icons/waypoints';
import X from '@lucide/svelte/icons/x';
import ErrorGlyph from '@lucide/svelte/icons/circle-alert';

/** What every icon of the library is. */
type Glyph = typeof X;

export type IconName =
  | 'up'
  | 'down'
  | 'back'
  | 'forward'
  | 'check'
  | 'close'
  | 'expand'
  | 'collapse'
  | 'columns'
  | 'copy'
  | 'filter'
  | 'save'
  | 'search'
  | 'info'
  | 'warning'
  | 'error'
  | 'lock'
  | 'unlock'
  | 'pencil'
  | 'history'
  | 'paste'
  | 'export'
  | 'play'
  | 'plus'
  | 'minus'
  | 'refresh'
  | 'terminal'
  | 'trash'
  | 'undo'
  | 'link'
  | 'unlink'
  | 'light'
  | 'dark'
  | 'system'
  | 'inspector'
  | 'drawer'
  | 'overlay'
  | 'doctor'
  | 'trace'
  | 'host'
  | 'computer'
  | 'overview'
  | 'vxlan'
  | 'bridge'
  | 'veth'
  | 'ethernet'
  | 'loopback'
  | 'device'
  | 'netns'
  | 'container'
  | 'fdb'
  | 'neighbour'
  | 'route'
  | 'tag'
  | 'home';

/** Every icon of the window by the name of what it stands for; one meaning, one icon. */
export const ICONS: Readonly<Record<IconName, Glyph>> = {
  up: ArrowUp,
  down: ArrowDown,
  back: ArrowLeft,
  forward: ArrowRight,
  check: Check,
  close: X,
  expand: ChevronRight,
  collapse: ChevronDown,
  columns: Columns,
  copy: Copy,
  filter: Filter,
  save: Save,
  search: Search,
  info: Info,
  warning: Warning,
  error: ErrorGlyph,
  lock: Lock,
  unlock: LockOpen,
  pencil: Pencil,
  history: HistoryGlyph,
  paste: ClipboardPaste,
  export: Download,
  play: Play,
  plus: Plus,
  minus: Minus,
  refresh: Refresh,
  terminal: Terminal,
  trash: Trash,
  undo: Undo,
  link: Link,
  unlink: Unlink,
  light: Sun,
  dark: Moon,
  system: Monitor,
  inspector: PanelRight,
  drawer: PanelBottom,
  overlay: Layers,
  doctor: Stethoscope,
  trace: Footprints,
  host: Server,
  computer: Laptop,
  overview: MapGlyph,
  vxlan: Waypoints,
  bridge: Split,
  veth: Cable,
  ethernet: EthernetPort,
  loopback: Repeat,
  device: Network,
  netns: Box,
  container: Container,
  fdb: Table,
  neighbour: Users,
  route: Route,
  tag: Tag,
  home: House,
};

/** The icon of a link's kind (`info_kind`, or the link type). */
export function kindIcon(kind: string): IconName {
  const known: Record<string, IconName> = {
    vxlan: 'vxlan',
    bridge: 'bridge',
    veth: 'veth',
    loopback: 'loopback',
    ether: 'ethernet',
  };
  return known[kind] ?? 'device';
}
