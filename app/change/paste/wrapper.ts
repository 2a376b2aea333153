/** What stands in front of a command of `ip` or `bridge`: sudo, a namespace that is entered, a shell. */
import type { Command, Place, ReadCommand } from './said.ts';
import { readTool } from './tool.ts';

export function afterOptions(tool: string, words: readonly string[]): readonly string[] {
  let left = words;
  for (;;) {
    const [word = ''] = left;
    if (word === '--') return left.slice(1);
    const takes =
      tool === 'sudo' || tool === 'doas'
        ? /^-([ugpCh]|-user|-group)$/
        : tool === 'nice'
          ? /^-n$/
          : tool === 'env'
            ? /^-[uC]$/
            : /(?!)/;
    if (takes.test(word)) left = left.slice(2);
    else if (word.startsWith('-') || (tool === 'env' && /^\w+=/.test(word))) left = left.slice(1);
    else return left;
  }
}

/** Only a namespace that has a name can be found again on the host. */
export function readNsenter(words: readonly string[], place: Place, read: ReadCommand): Command {
  let netns: string | undefined;
  let left = words;
  for (let [word = ''] = left; word.startsWith('-'); [word = ''] = left) {
    left = left.slice(1);
    if (word === '--') break;
    const [, name] = /^(?:--net=|-n)\/(?:var\/)?run\/netns\/([^/]+)$/.exec(word) ?? [];
    if (name === undefined)
      return { is: 'bad', why: `nsenter with "${word}" names no namespace that this host has a name for` };
    netns = name;
  }
  if (netns === undefined) return { is: 'bad', why: 'nsenter without a named namespace' };
  return left.length === 0 ? { is: 'enter', netns } : read(left, { ...place, netns });
}

export function readShell(tool: string, words: readonly string[], { netns }: Place, read: ReadCommand): Command {
  const args = tool === 'busybox' ? words.slice(1) : words;
  if (tool === 'busybox' && words[0] === 'ip') return readTool('ip', args, netns === undefined ? {} : { netns }, read);
  const at = args.findIndex((word) => /^-[a-z]*c$/.test(word));
  const text = args[at + 1];
  if (at >= 0 && text !== undefined) return { is: 'script', text, ...(netns === undefined ? {} : { netns }) };
  const bare = args.every((word) => word.startsWith('-'));
  if (!bare) return { is: 'bad', why: 'runs a file, which is not here' };
  return netns === undefined ? { is: 'other', why: 'no command of ip or bridge' } : { is: 'enter', netns };
}
