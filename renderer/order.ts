/** Orders remembered: a hundred thousand FDB entries name a few thousand VTEPs, and sorting asks for each again. */
const REMEMBERED = 20_000;
const known = new Map<string, number | string>();

/** What an IP address or prefix sorts by: IPv4 by number, IPv6 group by group, prefixes of one address shortest first. */
export function ipOrder(text: string | undefined): number | string | undefined {
  if (text === undefined || text === '') return undefined;
  const order = known.get(text) ?? parseOrder(text);
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, order);
  return order;
}

function parseOrder(text: string): number | string {
  if (text === 'default') return -1;
  const [address = '', length = '128'] = text.split('/');
  const parts = address.split('.').map(Number);
  if (parts.length === 4) return parts.reduce((sum, part) => sum * 256 + part, 0) + Number(length) / 1_000;
  return `${expand(address)}/${length.padStart(3, '0')}`;
}

/** What a MAC address sorts by: its 48 bits as a number. */
export function macOrder(mac: string | undefined): number | undefined {
  if (mac === undefined) return undefined;
  const number = Number.parseInt(mac.replaceAll(':', ''), 16);
  return Number.isNaN(number) ? undefined : number;
}

function expand(address: string): string {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...middle, ...right].map((group) => group.padStart(4, '0')).join(':');
}
