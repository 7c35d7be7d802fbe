import { defineConfig } from 'vite';

// Nothing inline: the page allows no script and no style but from its own files.
export default defineConfig({
  base: './',
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});
