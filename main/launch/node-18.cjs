/** Two functions that execa 9 uses and the fallback Electron's Node 18.15 lacks (they came with 18.17 and later). */
{
  const events = require('node:events');
  const stream = require('node:stream');
  stream.getDefaultHighWaterMark ??= (objectMode) => (objectMode ? 16 : 16 * 1024);
  events.addAbortListener ??= (signal, listener) => {
    if (signal.aborted) queueMicrotask(/** @type {() => void} */ (listener));
    else signal.addEventListener('abort', listener, { once: true });
    return { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: () => signal.removeEventListener('abort', listener) };
  };
}
