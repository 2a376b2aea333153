import { adding, changing, deed, rowAdding } from '../edit/doables.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { Doable } from '../edit/edit-form.ts';
import type { Removal, TableEdits } from '../edit/table-edits.ts';
import { addressChangeForm, addressForm } from '../address/form.ts';
import { bridgeForm } from '../bridge/form.ts';
import { vlanDeed } from '../bridge-vlan/edits.ts';
import { endpointForm } from '../endpoint/form.ts';
import type { AddressRow, LinkRow } from '../facts.ts';
import { portForm } from '../port/form.ts';
import { vethForm } from '../veth/form.ts';
import { vxlanForm } from '../vxlan-link/form.ts';
import { linkForm } from './form.ts';

type Adds = 'vxlan' | 'bridge' | 'veth' | 'endpoint' | 'address';

/** What links can be: the pages of vxlan devices and bridges offer less to add, and the same to change. */
export function linkEdits(
  context: EditContext,
  noun: readonly [one: string, many: string],
  adds: readonly Adds[],
): TableEdits<LinkRow> {
  const { host } = context;
  const all: Readonly<Record<Adds, Doable>> = {
    vxlan: adding(host, 'VXLAN device', () => vxlanForm(context), 'vxlan'),
    bridge: adding(host, 'bridge', () => bridgeForm(context), 'bridge'),
    veth: adding(host, 'veth pair', () => vethForm(context), 'veth'),
    endpoint: adding(host, 'endpoint', () => endpointForm(context), 'netns'),
    address: adding(host, 'address', () => addressForm(context), 'tag'),
  };
  return {
    noun,
    add: adds.map((one) => all[one]),
    edit: (row) => [
      main(context, row),
      ...portDeeds(context, row),
      upDown(context, row),
      ...addressDeeds(context, row),
    ],
    remove: linkRemoval,
  };
}

/** A vxlan, bridge or veth goes as what it is; anything else as a link. */
export function linkRemoval({ netns, name, kind }: LinkRow): Removal {
  if (kind === 'loopback') return { why: 'Every namespace keeps its loopback' };
  const noun = kind === 'vxlan' || kind === 'bridge' || kind === 'veth' ? kind : 'link';
  return { item: { noun, verb: 'del', netns, name } };
}

function main(context: EditContext, row: LinkRow): Doable {
  const { host } = context;
  if (row.kind === 'vxlan') return changing(host, 'VXLAN device', row.name, () => vxlanForm(context, row));
  if (row.kind === 'bridge') return changing(host, 'bridge', row.name, () => bridgeForm(context, row));
  return changing(host, 'link', row.name, () => linkForm(context, row));
}

function portDeeds(context: EditContext, row: LinkRow): readonly Doable[] {
  const { host } = context;
  const { netns, name, master, kind } = row;
  if (kind === 'bridge') {
    const endpoint = rowAdding(adding(host, 'endpoint', () => endpointForm(context, { bridge: name }), 'netns'));
    return [...(netns === '' ? [endpoint] : []), vlanDeed(context, row)];
  }
  if (kind === 'loopback') return [];
  if (master === undefined) {
    const words = {
      label: 'Plug into a bridge…',
      title: `Plug ${name} into a bridge on ${host.name}`,
      verb: 'Plug in',
      done: `${name} is plugged in on ${host.name}.`,
    };
    return [deed(host, { id: 'port-add', icon: 'bridge', ...words, form: () => portForm(context, row) })];
  }
  if (row.port === undefined) return [];
  const settings = {
    label: 'Port settings…',
    title: `Port settings of ${name} on ${host.name}`,
    verb: 'Change port',
    done: `Port ${name} changed on ${host.name}.`,
  };
  const unplug = {
    label: `Unplug from ${master}`,
    title: `Unplug ${name} from ${master} on ${host.name}`,
    verb: `Unplug ${name}`,
    done: `${name} is unplugged on ${host.name}.`,
  };
  return [
    deed(host, { id: 'port-set', icon: 'bridge', ...settings, form: () => portForm(context, row) }),
    vlanDeed(context, row),
    deed(host, { id: 'port-del', icon: 'unlink', ...unplug, items: [{ noun: 'port', verb: 'del', netns, name }] }),
  ];
}

function upDown({ host }: EditContext, { netns, name, up }: LinkRow): Doable {
  const verb = up ? `Switch ${name} off` : `Switch ${name} on`;
  const words = {
    label: verb,
    title: `${verb} on ${host.name}`,
    verb,
    done: `${name} is ${up ? 'off' : 'on'} on ${host.name}.`,
  };
  const items = [{ noun: 'link', verb: 'set', netns, name, up: !up }];
  return deed(host, { id: 'up-down', icon: up ? 'down' : 'up', ...words, items });
}

function addressDeeds(context: EditContext, row: LinkRow): readonly Doable[] {
  const { host, facts } = context;
  const { netns, name } = row;
  const own = facts
    .addresses(host.id, netns, name)
    .flatMap((one) => [addressChange(context, one), addressRemoval(context, one)]);
  return [rowAdding(adding(host, 'address', () => addressForm(context, row), 'tag')), ...own];
}

function addressChange(context: EditContext, row: AddressRow): Doable {
  const { host } = context;
  const address = `${row.local}/${row.prefixlen}`;
  const words = {
    label: `Change address ${address}…`,
    title: `Change address ${address} of ${row.dev} on ${host.name}`,
    verb: 'Change address',
    done: `${address} changed on ${host.name}.`,
  };
  return deed(host, {
    id: `address-set ${address}`,
    icon: 'pencil',
    ...words,
    form: () => addressChangeForm(context, row),
  });
}

function addressRemoval({ host }: EditContext, { netns, dev, local, prefixlen }: AddressRow): Doable {
  const address = `${local}/${prefixlen}`;
  const verb = `Delete address ${address}`;
  const items = [{ noun: 'address', verb: 'del', netns, dev, address }];
  const words = {
    label: verb,
    title: `${verb} of ${dev} on ${host.name}`,
    verb,
    done: `${address} taken off ${dev} on ${host.name}.`,
  };
  return deed(host, { id: `address-del ${address}`, icon: 'trash', ...words, danger: true, items });
}
