'use strict';
/** Stands in for Electron's default app, which the fallback lacks: runs the checkout that the command line names. */
const { join, resolve } = require('node:path');
const { app } = require('electron');

const checkout = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (checkout === undefined) {
  console.error('overlane: this Electron is started by npm start');
  app.exit(2);
} else {
  require(join(resolve(checkout), 'main/launch/fallback-start.cjs'));
}
