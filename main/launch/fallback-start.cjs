'use strict';
/**
 * Starts Overlane on the fallback Electron, whose Node 18.15 lacks two functions that execa 9 uses
 * (both came with Node 18.17 and later). Nothing of this is in the product.
 */
const { join } = require('node:path');

const shims = join(__dirname, 'node-18.cjs');
require(shims);
// The engine is forked with the same arguments for Node, which cannot preload a file from inside an archive.
process.execArgv.push('--require', shims.replace('app.asar', 'app.asar.unpacked'));

process.env.OVERLANE_RUNTIME_NOTE ??= `Electron ${process.versions.electron}: old, for development only`;
require(join(__dirname, '../../dist/main/index.cjs'));
