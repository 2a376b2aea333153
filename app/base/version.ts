/** `ip utility, iproute2-6.1.0, libbpf 1.1.2` → `iproute2-6.1.0`; text in another form is kept as it is. */
export function parseVersion(stdout: string): string {
  return /\biproute2-[^\s,]+/.exec(stdout)?.[0] ?? stdout.trim();
}
