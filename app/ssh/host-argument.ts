import type { HostId } from '../base/host.ts';

/** How a person names an SSH host: an alias of their config, or `user@host:port`. */
export interface HostArgument {
  /** What ssh is given: `alpha`, `ops@10.0.0.1`. */
  readonly target: string;
  readonly port?: number;
}

/** Names, IPv4 and bare IPv6 addresses. The first letter is no dash: ssh would read an option. */
const NAME = /^[A-Za-z0-9_:][A-Za-z0-9_.:-]*$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.@-]*$/;
const LONGEST = 255;

/** Undefined for what ssh could misread. `[fe80::1]:2222` and `user@[::1]` put an IPv6 address in brackets when a port follows. */
export function parseHostArgument(text: string): HostArgument | undefined {
  if (text.length > LONGEST) return undefined;
  const at = text.lastIndexOf('@');
  const user = at < 0 ? undefined : text.slice(0, at);
  const parsed = splitPort(text.slice(at + 1));
  if (parsed === undefined || !NAME.test(parsed.name) || (user !== undefined && !USER.test(user))) return undefined;
  const target = user === undefined ? parsed.name : `${user}@${parsed.name}`;
  return parsed.port === undefined ? { target } : { target, port: parsed.port };
}

export function sshHostId(text: string): HostId {
  return `ssh:${text}`;
}

function splitPort(text: string): { name: string; port?: number } | undefined {
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text);
  const plain = /^([^:]+):(\d{1,5})$/.exec(text);
  const found = bracketed ?? plain;
  if (!found) return { name: text };
  const [, name = '', digits] = found;
  if (digits === undefined) return { name };
  const port = Number(digits);
  return port >= 1 && port <= 65535 ? { name, port } : undefined;
}
