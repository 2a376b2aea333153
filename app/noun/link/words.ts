/** A link's step in a few words, and what stands there today. */
import { rowOfKey } from '../draft.ts';
import type { Tables } from '../snapshot.ts';
import { linkKey, type Link } from './row.ts';
import type { LinkStep } from './steps.ts';

export function linkInWords(step: LinkStep): string {
  switch (step.do) {
    case 'link-set-up':
      return `${step.name} ${step.up ? 'up' : 'down'}`;
    case 'link-set-mtu':
      return `${step.name}'s MTU ${step.mtu}`;
    case 'link-set-mac':
      return `${step.name}'s address ${step.mac}`;
    case 'link-set-netns':
      return `${step.name} in ${step.to === '' ? "the host's own namespace" : `namespace ${step.to}`}`;
    case 'link-set-addrgenmode':
      return `${step.name}'s addrgenmode ${step.mode}`;
    case 'link-altname-add':
    case 'link-altname-del':
      return `${step.name}'s other name ${step.altname}`;
    case 'link-set-options':
    case 'link-set-vxlan':
    case 'link-set-bridge':
      return `${step.name}'s ${Object.keys(step.set).join(', ')}`;
    case 'port-set':
      return `${step.name}'s ${Object.keys(step.set).join(', ')} as a port`;
    case 'link-set-master':
      return step.master === null ? `${step.name} without a bridge` : `${step.name} as a port of ${step.master}`;
    case 'link-add-bridge':
    case 'link-add-veth':
    case 'link-add-vxlan':
    case 'link-del':
      return step.name;
  }
}

export function linkStanding(tables: Tables, step: LinkStep): readonly string[] | undefined {
  const link = rowOfKey(tables.link, linkKey(step.netns, step.name));
  return link === undefined ? [] : linkText(link, step);
}

function linkText(link: Link, step: LinkStep): readonly string[] | undefined {
  switch (step.do) {
    case 'link-set-up':
      return [`${link.name} ${link.up ? 'up' : 'down'}`];
    case 'link-set-mtu':
      return [`MTU ${link.mtu}`];
    case 'link-set-mac':
      return [`address ${link.mac ?? 'none'}`];
    case 'link-set-master':
      return [link.master === undefined ? `${link.name} without a bridge` : `${link.name} as a port of ${link.master}`];
    case 'link-set-addrgenmode':
    case 'link-altname-add':
    case 'link-altname-del':
    case 'link-set-options':
    case 'link-set-vxlan':
    case 'link-set-bridge':
    case 'port-set':
      return undefined;
    case 'link-add-bridge':
    case 'link-add-veth':
    case 'link-add-vxlan':
    case 'link-del':
    case 'link-set-netns':
      return [`a ${link.kind} named ${link.name}`];
  }
}
