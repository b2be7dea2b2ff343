import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { contract } from './contract/index.ts'
import { contractRoutes } from './web/build/contract-routes.ts'
import { preloadedFont } from './web/build/preloaded-font.ts'
import { widget } from './web/build/widget.ts'
import { wordsOfScreens } from './web/build/words-of-screens.ts'

const server = `http://127.0.0.1:${process.env.PORT ?? 4400}`

const web = fileURLToPath(new URL('./web', import.meta.url))

/** The web part: sources in web/, result in dist/web, served by the same program as the API. */
export default defineConfig({
  root: web,
  base: '/',
  plugins: [
    react(),
    contractRoutes(contract),
    wordsOfScreens(web),
    preloadedFont('inter-latin-wght-normal'),
    widget(),
  ],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The page forbids inline scripts and data: fonts, so nothing is folded into it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    port: 4401,
    // The dev server must read the contract beside web/ and the fonts of node_modules.
    fs: { allow: ['..'] },
    proxy: {
      // Not the whole of /api: the sources of web/api are served here.
      '^/api/(v1|auth|docs)(/|$)': { target: server },
      '/healthz': { target: server },
      '/s/': { target: server },
      '/shop': { target: server },
      '^/widget(\\.js|/)': { target: server, ws: true },
      '/socket.io': { target: server, ws: true },
    },
  },
})
