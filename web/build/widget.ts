import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'

const sources = (path: string) => fileURLToPath(new URL(`../../widget/${path}`, import.meta.url))

/** What is loaded at the visitor's click, and the live line once they speak. */
const parts = { line: 'panel/line.ts', fr: 'i18n/fr.ts', en: 'i18n/en.ts' } as const

interface BuiltFile {
  fileName: string
  source: string
}

/**
 * Builds the chat widget beside the desk: `widget.js`, which pages name, and what it loads at the visitor's click under
 * `widget/1/`, the number being the agreement between the two. Each part is there twice: under a name that carries its
 * hash, which browsers keep for ever, and under its plain name, which is there whatever the release, for the loader of a
 * tab that was opened before.
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
export async function builtWidget(): Promise<BuiltFile[]> {
  const first = await Promise.all(
    Object.entries(parts).map(async ([name, entry]) => part(name, await bundled(entry, 'es'))),
  )
  const named = (of: readonly Part[]) => Object.fromEntries(of.map(({ name, hashed }) => [name, hashed]))
  const panel = part('panel', await bundled('panel/main.tsx', 'es', named(first)))
  const all = [...first, panel]
  const loader = await bundled('loader/main.ts', 'iife', named(all.filter(({ name }) => name !== 'line')))
  return [
    { fileName: 'widget.js', source: loader },
    ...all.flatMap(({ name, hashed, source }) =>
      [name, hashed].map(plain => ({ fileName: `widget/1/${plain}.js`, source })),
    ),
  ]
}

interface Part {
  name: string
  hashed: string
  source: string
}

function part(name: string, source: string): Part {
  return { name, hashed: `${name}-${createHash('sha256').update(source).digest('hex').slice(0, 12)}`, source }
}

async function bundled(
  entry: string,
  format: 'es' | 'iife',
  known: Record<string, string> = {},
): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    define: { __PARTS__: JSON.stringify(known), 'process.env.NODE_ENV': '"production"' },
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
