/**
 * Signs of life, both ways. The agent ends what it started when it hears none of ours (agent.sh): behind a cut connection
 * nobody would tell it. And where somebody else keeps the connection we listen for its own: the user's master has the user's
 * ServerAliveInterval, which is mostly none, and TCP would notice a dead peer after a quarter of an hour.
 */

/**
 * Between two questions. With the next number a dead peer is noticed within 13 s, and the agent hears a dozen within its
 * patience. Shorter wakes idle machines; longer notices late.
 */
const EVERY_MS = 5000;
/** Until an answer is given up. Shorter ends connections of a phone in a tunnel; longer shows a dead host as alive. */
const PATIENCE_MS = 8000;

export interface Beat {
  /** An answer has come. */
  heard(): void;
  stop(): void;
}

/**
 * `ask` answers false where nothing could be asked: what waits to be sent before it would be taken for silence. Without
 * `giveUp` answers are not waited for: ssh itself notices.
 */
export function startBeat(ask: () => boolean, giveUp?: () => void): Beat {
  let waiting: NodeJS.Timeout | undefined;
  const heard = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
  };
  const timer = setInterval(() => {
    if (waiting === undefined && ask() && giveUp !== undefined) waiting = setTimeout(giveUp, PATIENCE_MS);
  }, EVERY_MS);
  return {
    heard,
    stop: () => {
      clearInterval(timer);
      heard();
    },
  };
}
