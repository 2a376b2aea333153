'use strict';
/**
 * Starts Overlane on the fallback Electron, whose Node 18.15 lacks two functions that execa 9 uses
 * (both came with Node 18.17 and later). Nothing of this is in the product.
 */
const events = require('node:events');
const { join } = require('node:path');
const stream = require('node:stream');

stream.getDefaultHighWaterMark ??= (objectMode) => (objectMode ? 16 : 16 * 1024);

events.addAbortListener ??= (signal, listener) => {
  if (signal.aborted) queueMicrotask(/** @type {() => void} */ (listener));
  else signal.addEventListener('abort', listener, { once: true });
  return { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: () => signal.removeEventListener('abort', listener) };
};

process.env.OVERLANE_RUNTIME_NOTE ??= `Electron ${process.versions.electron}: old, for development only`;
require(join(__dirname, '../../dist/main/index.cjs'));
