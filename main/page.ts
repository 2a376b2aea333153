import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://overlane`;

/** Nothing but our own files; no inline script or style, no network, no frames. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "frame-src 'none'",
  "worker-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

/** What the build names its files: no percent escape, no leading dot, so no way out of the folder. */
const PATH = /^\/(?:[\w-]+\/)*[\w-][\w.-]*$/;

/** The file of the page that a URL names; undefined for another origin, another kind of file, or a path that the build would not make. */
export function pageFile(folder: string, url: string): string | undefined {
  const parsed = parse(url);
  if (parsed === undefined || `${parsed.protocol}//${parsed.host}` !== ORIGIN) return undefined;
  const path = parsed.pathname === '/' ? '/index.html' : parsed.pathname;
  return PATH.test(path) && extname(path) in TYPES ? join(folder, path) : undefined;
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    // Not a URL at all: the answer is the same "not found" as for a file that is not there.
    return undefined;
  }
}

/** Answers one request of the window. */
export async function servePage(folder: string, url: string): Promise<Response> {
  const file = pageFile(folder, url);
  if (file === undefined) return new Response('Not found', { status: 404 });
  try {
    return new Response(await readFile(file), { headers: headers(file) });
  } catch (error) {
    console.error(`overlane: ${file} could not be read`, error);
    return new Response('Not found', { status: 404 });
  }
}

function headers(file: string): Record<string, string> {
  return {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}
