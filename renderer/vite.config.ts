import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The window's files, as the content security policy of main/window.ts wants them: no inline script, no inline style, no data: font. */
export default defineConfig({
  base: '/',
  plugins: [svelte({ emitCss: true })],
  build: {
    target: 'chrome114',
    sourcemap: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { checks: { pluginTimings: false } },
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // One window loads everything at once from disk: a warning about chunk size says nothing here.
    chunkSizeWarningLimit: 4_000,
  },
});
