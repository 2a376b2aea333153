import { sshTransport } from '../../main/transport/ssh.ts';

/** A program that changes a host with the rollback armed there, to be killed by a test: prints "armed" when both are done. */
const transport = sshTransport({ host: 'ssh:free-alpha', target: 'free-alpha', configFile: process.argv[2] });
await transport.read([]);
const [made] = await transport.write([{ do: 'link-add-bridge', netns: '', name: 'br7', bridge: {} } as never]);
// Last of all: what a session leaves running when it ends is what its last request started.
const armed = await transport.deadMan?.arm('story', [{ do: 'link-del', netns: '', name: 'br7' }], 2);
console.log(armed?.ok && made?.exitCode === 0 ? 'armed' : JSON.stringify([armed, made]));
process.stdin.resume();
