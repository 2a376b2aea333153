/**
 * The rollback that a remote runs by itself unless it is told in time that all is well: constant sh for each verb, and the
 * script of one change. It needs nothing of ours to be alive: not the connection, not sshd, not this program.
 */
import { stepShell } from '../noun/step-argv.ts';
import type { Step } from '../noun/step.ts';

/** Kept by root in /run, which only lives as long as the kernel that holds the change. */
export const DEAD_MAN_FOLDER = '/run/overlane';

/** Where a change stands on its host. */
export type DeadManState =
  | { readonly state: 'none' }
  | { readonly state: 'armed'; /** Negative when the timer is late. */ readonly secondsLeft: number }
  | { readonly state: 'confirmed' }
  | { readonly state: 'reverting' }
  | {
      readonly state: 'reverted';
      /** Commands of the rollback that said no: mostly those of steps that never ran. */ readonly failed: number;
    };

/** A verb as a command that prints a state (or exits with 1 and says why on stderr). `input` goes to stdin. */
export interface DeadManTask {
  readonly argv: readonly string[];
  readonly input?: string;
}

/** The steps are those of the whole plan's rollback, in the order to run them: each is tried whatever became of the one before. */
export function rollbackScript(steps: readonly Step[]): string {
  return steps.map((step) => `${stepShell(step)} || failed=$((failed + 1))\n`).join('');
}

/** `id` is one of ours: letters, digits and dashes. Seconds until the rollback runs. */
export function armTask(id: string, steps: readonly Step[], seconds: number): DeadManTask {
  return { argv: verb(ARM, id, String(seconds), EXPIRE), input: rollbackScript(steps) };
}

/** Ends the waiting and keeps the change. Answers `reverted` when it comes too late: whoever is first decides. */
export function confirmTask(id: string): DeadManTask {
  return { argv: verb(CONFIRM, id) };
}

/** Takes the change back now; answers when that is done. */
export function revertTask(id: string): DeadManTask {
  return { argv: verb(REVERT, id) };
}

export function stateTask(id: string): DeadManTask {
  return { argv: verb(STATE, id) };
}

/** Removes what is kept of a change that was taken back. */
export function forgetTask(id: string): DeadManTask {
  return { argv: verb(FORGET, id) };
}

/** The last line counts; undefined for what is none of ours. */
export function parseDeadManState(stdout: string): DeadManState | undefined {
  const [word, number] = (stdout.trim().split('\n').at(-1) ?? '').split(' ');
  const value = Number(number);
  if (word === 'none' || word === 'confirmed' || word === 'reverting') return { state: word };
  if (!Number.isInteger(value)) return undefined;
  if (word === 'armed') return { state: 'armed', secondsLeft: value };
  return word === 'reverted' ? { state: 'reverted', failed: value } : undefined;
}

function verb(script: string, ...args: readonly string[]): readonly string[] {
  return ['sh', '-c', script, 'overlane-dead-man', ...args];
}

const PLACE = `set -u
umask 077
dir=${DEAD_MAN_FOLDER}/$1
`;

const NOW = `read -r now _ </proc/uptime
now=\${now%.*}
`;

/** mkdir is the lock: the first to make "decided" decides, so a late confirmation never meets a rollback half done. */
const STATE = `${PLACE}${NOW}
if [ ! -d "$dir" ]; then echo none
elif [ -d "$dir/decided" ]; then
  if [ -s "$dir/outcome" ]; then cat "$dir/outcome"; else echo reverting; fi
else echo "armed $(($(cat "$dir/deadline") - now))"
fi
`;

/** What the timer runs. It sits beside the rollback: \`$0\` is its own path. */
const EXPIRE = `dir=\${0%/*}
mkdir "$dir/decided" 2>/dev/null || exit 0
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin
export PATH LC_ALL=C
failed=0
. "$dir/rollback"
echo "reverted $failed" >"$dir/outcome.new"
mv "$dir/outcome.new" "$dir/outcome"
`;

/**
 * systemd-run where systemd is pid 1: there logind may end everything of a session that closes. Elsewhere a session of its
 * own. One change waits at a time: a second rollback would undo steps of the first. Armed only when the timer runs.
 */
const ARM = `${PLACE}${NOW}
mkdir -p ${DEAD_MAN_FOLDER} || exit 1
for other in ${DEAD_MAN_FOLDER}/*; do
  if [ -e "$other/armed" ] && [ ! -d "$other/decided" ]; then
    echo "another change waits to be confirmed there: \${other##*/}" >&2
    exit 1
  fi
done
mkdir "$dir" && cat >"$dir/rollback" && printf %s "$3" >"$dir/expire" && echo $((now + $2)) >"$dir/deadline" || exit 1
if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1; then
  systemd-run --quiet --unit="overlane-$1" --on-active="$2" --timer-property=AccuracySec=100ms \\
    -- /bin/sh "$dir/expire" || exit 1
  echo systemd >"$dir/timer"
else
  setsid sh -c 'echo $$ >"$1/timer"; sleep "$2"; exec sh "$1/expire"' overlane-dead-man "$dir" "$2" </dev/null >/dev/null 2>&1 &
  tries=0
  until [ -s "$dir/timer" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 5 ] || { echo 'the timer did not start' >&2; exit 1; }
    sleep 0.1 2>/dev/null || sleep 1
  done
fi
: >"$dir/armed"
echo "armed $2"
`;

/** A pid may be somebody else's by now: only a process that names this change is ended. */
const STOP_TIMER = `stop_timer() {
  timer=$(cat "$dir/timer")
  if [ "$timer" = systemd ]; then systemctl stop "overlane-$1.timer" >/dev/null 2>&1
  elif grep -q "$dir" "/proc/$timer/cmdline" 2>/dev/null; then kill -KILL "-$timer"
  fi
  return 0
}
`;

/** A rollback takes some milliseconds a command. Five seconds are many of them; a longer one is asked for again. */
const AWAIT_OUTCOME = `await_outcome() {
  tries=0
  until [ -s "$dir/outcome" ] || [ "$tries" -ge 50 ]; do
    tries=$((tries + 1))
    sleep 0.1 2>/dev/null || { sleep 1; tries=$((tries + 9)); }
  done
  if [ -s "$dir/outcome" ]; then cat "$dir/outcome"; else echo reverting; fi
}
`;

const CONFIRM = `${PLACE}${STOP_TIMER}${AWAIT_OUTCOME}
if [ ! -d "$dir" ]; then echo none
elif mkdir "$dir/decided" 2>/dev/null; then
  stop_timer "$1"
  rm -rf "$dir"
  echo confirmed
else
  await_outcome
fi
`;

/**
 * By pid 1 where the timer is systemd's, for the same reason; else in a session of its own: it may cut the connection that
 * asked for it. The timer is stopped only when it has nothing left to do.
 */
const REVERT = `${PLACE}${STOP_TIMER}${AWAIT_OUTCOME}
if [ ! -d "$dir" ]; then echo none
else
  [ "$(cat "$dir/timer" 2>/dev/null)" = systemd ] && systemctl start --no-block "overlane-$1.service" >/dev/null 2>&1 ||
    setsid sh "$dir/expire" </dev/null >/dev/null 2>&1 &
  await_outcome
  [ ! -s "$dir/outcome" ] || stop_timer "$1"
fi
`;

const FORGET = `${PLACE}
[ ! -s "$dir/outcome" ] || rm -rf "$dir"
echo none
`;
