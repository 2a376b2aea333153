/** Adding and removing SSH hosts, and the answers to what they ask. */
import { ok } from '../../app/problem/problem.ts';
import type { Backend } from './backend.ts';
import type { Handlers } from './handlers-type.ts';

type SshCalls = 'ssh.choice' | 'ssh.resolve' | 'host.add' | 'host.remove' | 'prompt.answer';

export function sshHandlers({ ssh, prompter }: Backend): Pick<Handlers, SshCalls> {
  return {
    'ssh.choice': async () => ok(await ssh.choice()),
    'ssh.resolve': ({ name }) => ssh.resolve(name),
    'host.add': ({ name }) => ssh.add(name),
    'host.remove': ({ host }) => ssh.remove(host),
    'prompt.answer': async ({ id, answer }) => {
      prompter.answer(id, answer);
      return ok(null);
    },
  };
}
