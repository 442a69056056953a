import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.ORCHESTRATOR_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: '../http/src/main/resources/io/orchestrator/http/page',
    emptyOutDir: true,
    // The page's policy allows no inline script and no data: script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  // `npm run dev` beside a running server: REST is passed on to it, the stream is met directly.
  server: { proxy: { '/api': server, '/openapi.json': server, '/health': server } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    // One worker: on two busy cores more of them only wait for each other.
    pool: 'threads',
    maxWorkers: 1,
  },
});
