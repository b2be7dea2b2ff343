import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'

const sources = (path: string) => fileURLToPath(new URL(`../../widget/${path}`, import.meta.url))

/** What the loader of a page may ask for; the addresses stay when the loader in an old tab is older than the server. */
const parts = { panel: 'panel/main.tsx', fr: 'i18n/fr.ts', en: 'i18n/en.ts' } as const

/**
 * Builds the chat widget beside the desk: `widget.js`, which pages name, and what it loads at the visitor's click under
 * `widget/1/`, the number being the agreement between the two. The loader asks with `?v=` and a hash, so that browsers
 * may keep each part, while the address itself never goes away.
 */
export function widget(): Plugin {
  return {
    name: 'widget',
    apply: 'build',
    async generateBundle() {
      for (const { fileName, source } of await builtWidget())
        this.emitFile({ type: 'asset', fileName, source })
    },
  }
}

/** The files of the widget as they are served. */
export async function builtWidget(): Promise<{ fileName: string; source: string }[]> {
  const built = await Promise.all(
    Object.entries(parts).map(async ([name, entry]) => ({
      fileName: `widget/1/${name}.js`,
      source: await bundled(entry, 'es'),
    })),
  )
  const version = createHash('sha256')
    .update(built.map(({ source }) => source).join('\0'))
    .digest('hex')
    .slice(0, 12)
  return [{ fileName: 'widget.js', source: await bundled('loader/main.ts', 'iife', version) }, ...built]
}

async function bundled(entry: string, format: 'es' | 'iife', version = ''): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    define: { __VERSION__: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
    // Said here, or it would follow the environment of whoever builds.
    resolve: { conditions: ['module', 'browser', 'production'] },
    plugins: [webSocketAlone],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      // Not as a library: its ES form would keep every space.
      rolldownOptions: {
        input: sources(entry),
        preserveEntrySignatures: 'strict',
        output: { format, codeSplitting: false },
      },
    },
  })
  const [result] = (Array.isArray(output) ? output : [output]) as Rolldown.RolldownOutput[]
  const chunks = result!.output.filter(part => part.type === 'chunk')
  // One file for each part: nothing further to miss.
  if (chunks.length !== 1) throw new Error(`${entry} of the widget was cut in ${chunks.length} parts`)
  return chunks[0]!.code
}

/**
 * Ways of reaching the server that the widget does not take, three kilobytes of them: where WebSocket is closed, it asks
 * for news over HTTP by itself.
 */
const webSocketAlone: Plugin = {
  name: 'websocket-alone',
  enforce: 'pre',
  load: id =>
    /engine\.io-client\/.*\/transports\/(webtransport|polling)[^/]*\.js$/.test(id)
      ? 'export class WT {}; export class XHR {}; export class Fetch {}'
      : undefined,
}
