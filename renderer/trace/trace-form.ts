import * as v from 'valibot';
import { IpAddress } from '../../app/base/field.ts';
import type { HostId } from '../../app/base/host.ts';
import type { TraceAsked } from '../../app/contract/doctor-view.ts';
import type { Place } from '../place.ts';

/** What is typed. */
export interface TraceForm {
  readonly host: HostId | '';
  readonly netns: string;
  readonly to: string;
  readonly from: string;
  readonly protocol: TraceAsked['protocol'];
  readonly port: string;
  readonly size: string;
  readonly send: boolean;
}

/** An echo request as ping(8) sends it: 56 bytes of data. */
export const EMPTY_FORM: TraceForm = {
  ...{ host: '', netns: '', to: '', from: '', protocol: 'icmp', port: '', size: '84', send: false },
};

export function formOf({ from, to }: Extract<Place, { page: 'trace' }>, before: TraceForm): TraceForm {
  if (from === undefined && to === undefined) return before;
  return { ...before, from: '', to: to ?? '', ...(from && { host: from.host, netns: from.netns }) };
}

export type FieldErrors = Partial<Readonly<Record<keyof TraceForm, string>>>;

/** What is wrong with each field; nothing of one that is merely empty. */
export function errorsOf({ to, from, protocol, port, size }: TraceForm): FieldErrors {
  const [target, source] = [to.trim(), from.trim()];
  const families = target !== '' && source !== '' && target.includes(':') !== source.includes(':');
  return {
    ...(target !== '' && !v.is(IpAddress, target) && { to: 'is no IP address' }),
    ...(source !== '' && !v.is(IpAddress, source) && { from: 'is no IP address' }),
    ...(families && { from: 'must be of the same family' }),
    ...(protocol !== 'icmp' && port !== '' && !within(port, 1, 65_535) && { port: 'must be 1 to 65535' }),
    ...(!within(size, 28, 65_535) && { size: 'must be 28 to 65535' }),
  };
}

/** The question, or why it cannot be asked yet. */
export function askedOf(form: TraceForm): TraceAsked | string {
  const { host, netns, protocol, port, send } = form;
  const wrong = Object.keys(errorsOf(form)).length;
  if (host === '') return 'Choose where it starts';
  if (form.to.trim() === '') return 'Type the address where it is to arrive';
  if (wrong > 0) return wrong === 1 ? 'One field is not valid' : `${wrong} fields are not valid`;
  if (protocol !== 'icmp' && port === '') return `${protocol.toUpperCase()} needs a port`;
  return {
    ...{ host, netns, address: form.to.trim(), protocol, size: Number(form.size), send },
    ...(form.from.trim() !== '' && { from: form.from.trim() }),
    ...(protocol !== 'icmp' && { port: Number(port) }),
  };
}

function within(text: string, least: number, most: number): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most;
}
