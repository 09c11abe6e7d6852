import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The interface: `index.html` and `src/web.tsx` into `dist/web` (scripts/build.mjs gives the folder and packs the files). */
export default defineConfig({
  base: '/',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    // Chromium 100 of 2022: what four-year-old phones and the office's domestic browsers are built on.
    target: ['chrome100', 'safari15.4', 'firefox100'],
    assetsDir: 'assets',
    assetsInlineLimit: 2048,
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:3000', '/health': 'http://127.0.0.1:3000' } },
});
