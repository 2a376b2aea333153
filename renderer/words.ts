import { hostName, type HostId } from '../app/base/host.ts';

/** How the namespace that a host itself runs in is written: it has no name of its own. */
export const OWN_NETNS = '(host)';

export function netnsName(netns: string): string {
  return netns === '' ? OWN_NETNS : netns;
}

/** `alpha`, `this computer`. */
export function nameOf(host: HostId): string {
  return hostName(host);
}

/** `12 s`, `4 min`, `3 h`, `2 days`: how long ago, no finer than it matters. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** 100,006. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 14:02:11.042 in the local time zone. */
export function timeText(ms: number): string {
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** `Bridge…` in a sentence; an abbreviation keeps its capitals. */
export function lower(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** The first letter of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
