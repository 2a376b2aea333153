/**
 * Signs of life over a connection that somebody else keeps: the user's own master has the user's own ServerAliveInterval,
 * which is mostly none, and a dead peer would be noticed by TCP after a quarter of an hour.
 */

/** Between two questions. With the next number a dead peer is noticed within 13 s. Shorter wakes idle machines; longer notices late. */
const EVERY_MS = 5000;
/** Until an answer is given up. Shorter ends connections of a phone in a tunnel; longer shows a dead host as alive. */
const PATIENCE_MS = 8000;

export interface Beat {
  /** An answer has come. */
  heard(): void;
  stop(): void;
}

/** `ask` answers false where nothing could be asked: what waits to be sent before it would be taken for silence. */
export function startBeat(ask: () => boolean, giveUp: () => void): Beat {
  let waiting: NodeJS.Timeout | undefined;
  const heard = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
  };
  const timer = setInterval(() => {
    if (waiting === undefined && ask()) waiting = setTimeout(giveUp, PATIENCE_MS);
  }, EVERY_MS);
  return {
    heard,
    stop: () => {
      clearInterval(timer);
      heard();
    },
  };
}
