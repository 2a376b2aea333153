/** The monitors of one host: in exactly the namespaces that it is told, and its own. */
import type { Transport, Watch } from '../../app/contract/ports.ts';

export interface Listening {
  isOn(): boolean;
  /** Does nothing where it listens there already. */
  listen(namespaces: readonly string[]): void;
  stop(): void;
}

/** `onEnded` is called when a monitor ended by itself: it listens no more then, until it is told again. */
export function createListening(
  transport: Transport,
  ring: Parameters<Transport['watch']>[1],
  onEnded: () => void,
): Listening {
  let watch: Watch | undefined;
  let watched: readonly string[] = [];
  const ended = (): void => {
    watch = undefined;
    onEnded();
  };
  return {
    isOn: () => watch !== undefined,
    listen: (namespaces) => {
      if (watch !== undefined && namespaces.join('|') === watched.join('|')) return;
      watch?.stop();
      watched = namespaces;
      watch = transport.watch(['', ...namespaces], ring, ended);
    },
    stop: () => watch?.stop(),
  };
}
