/** A file that we keep on a host so that it has its network again after a reboot; told by its name, whoever wrote it. */
export interface KeptFile {
  readonly key: string;
  readonly netns: '';
  readonly path: string;
  /** Four octal digits, as chmod(1) takes them. */
  readonly mode: string;
  /** Absent when it could not be read: a link, too large, or not ours to read. */
  readonly content?: string;
}

export function fileKey(path: string): string {
  return path;
}
