#!/usr/bin/env node
import { build } from '../launch/build.mjs';
import { ensurePackages } from '../launch/packages.mjs';

// What these say goes to stderr, so that stdout stays the command's own.
ensurePackages();
await build();
await import(new URL('../../dist/cli/overlane.cjs', import.meta.url).href);
