import { startLab } from '../../main/lab/lab.ts';

/** A program that holds a lab, to be killed by a test: prints "up" when it is there and "ended" when it has ended. */
const [name = 'story', lifetime = 'owned', ...wishes] = process.argv.slice(2);
const started = await startLab({
  name,
  lifetime: lifetime === 'detached' ? 'detached' : 'owned',
  hosts: ['alpha', 'beta'],
});
if (!started.ok) {
  console.log(JSON.stringify(started.problem));
  process.exit(1);
}
for (const wish of wishes) started.value.keep(wish === 'keep');
started.value.onEnd(() => {
  console.log('ended');
  process.exit(0);
});
console.log('up');
process.stdin.resume();
