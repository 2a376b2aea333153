import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The window with a mock main process, for looking at it in a browser. Never part of the product. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ emitCss: true })],
  build: {
    target: 'chrome114',
    assetsInlineLimit: 0,
    modulePreload: false,
    outDir: '../../../node_modules/.cache/overlane/mock-window',
    emptyOutDir: true,
    chunkSizeWarningLimit: 4_000,
  },
});
