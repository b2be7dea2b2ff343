// From `npm start` on an installed copy with its demonstration to the first answer; memory at rest; what the desk loads first.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { freePort } from '../e2e/program.ts'
import { conclude, familyOf, percentile, round, say } from './measure.ts'

const root = new URL('..', import.meta.url).pathname
const starts = 5
const restMs = 60_000

const dataDir = await mkdtemp(join(tmpdir(), 'boucle-start-'))
const port = await freePort()
const smtpPort = await freePort()
const runs: Running[] = []

interface Running {
  npm: ChildProcess
  readyMs: number
}

try {
  const first = await start()
  say(`the first start, which makes the demonstration: ${round(first.readyMs / 1000, 1)} s`)
  await stop(first)
  const times: number[] = []
  let last: Running | undefined
  for (let turn = 0; turn < starts; turn++) {
    if (last) await stop(last)
    last = await start()
    times.push(last.readyMs)
  }
  say(`starts: ${times.map(ms => `${round(ms / 1000, 1)} s`).join(', ')}`)
  await pause(restMs)
  // Each with all that it started: npm started the server, and the server its database.
  const database = memoryOf(pidIn('postgres/postmaster.pid'))
  const server = memoryOf(pidIn('boucle.lock')) - database
  const npm = memoryOf(last!.npm.pid!) - server - database
  say(`at rest: server ${server} MB, database ${database} MB; npm and its script, which wait: ${npm} MB`)
  const loads = firstLoad()
  say(
    `the desk loads first: ${loads.map(([name, bytes]) => `${name} ${round(bytes / 1000, 1)} kB`).join(', ')}`,
  )
  await stop(last!)
  conclude({
    bench: 'start',
    p50Ms: round(percentile(times, 0.5), 0),
    p95Ms: round(percentile(times, 0.95), 0),
    idleMB: server + database,
    serverMB: server,
    databaseMB: database,
    npmMB: npm,
    bytes: loads.reduce((sum, [, bytes]) => sum + bytes, 0),
  })
} finally {
  for (const run of runs) await stop(run)
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
}

/** Runs what the README says, and waits until it says ready and answers. */
async function start(): Promise<Running> {
  const started = performance.now()
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      SMTP_IN_PORT: String(smtpPort),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise<void>((resolve, reject) => {
    let output = ''
    npm.stdout!.on('data', chunk => {
      output += chunk
      if (/^Boucle is ready/m.test(output)) resolve()
    })
    npm.once('exit', code => reject(new Error(`npm start ended (${code}):\n${output}`)))
  })
  while (!(await fetch(`http://127.0.0.1:${port}/readyz`)).ok) await pause(10)
  const running = { npm, readyMs: performance.now() - started }
  runs.push(running)
  return running
}

async function stop({ npm }: Running): Promise<void> {
  if (npm.exitCode !== null || npm.signalCode !== null) return
  const gone = once(npm, 'exit')
  process.kill(pidIn('boucle.lock'), 'SIGTERM')
  await gone
}

function pidIn(file: string): number {
  return Number(/\d+/.exec(readFileSync(join(dataDir, file), 'utf8'))![0])
}

/** Megabytes that a process and all it started take: pages that several share count once (PSS). */
function memoryOf(pid: number): number {
  const kilobytes = familyOf([pid]).map(one => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      return 0 // it ended while we looked
    }
  })
  return Math.round(kilobytes.reduce((sum, one) => sum + one, 0) / 1024)
}

/** What a browser asks for before the desk is drawn, gzipped: the page, its scripts and styles, and those of the desk. */
function firstLoad(): [name: string, bytes: number][] {
  const web = join(root, 'dist', 'web')
  const assets = readdirSync(join(web, 'assets'))
  const page = readFileSync(join(web, 'index.html'), 'utf8')
  const wanted = new Set(
    [...page.matchAll(/(?:src|href)="\/?(assets\/[^"]+|first-paint\.js)"/g)].map(([, path]) => path!),
  )
  for (const asset of assets) if (/^DeskScreen-/.test(asset)) wanted.add(`assets/${asset}`)
  for (const path of wanted) {
    if (!path.endsWith('.js')) continue
    const source = readFileSync(join(web, path), 'utf8')
    for (const [, name] of source.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) {
      wanted.add(`assets/${name}`)
      const style = assets.find(asset => asset.endsWith('.css') && stem(asset) === stem(name!))
      if (style) wanted.add(`assets/${style}`)
    }
  }
  const sizes: Record<string, number> = { page: gzipSync(page).length, scripts: 0, styles: 0, others: 0 }
  for (const path of wanted) {
    const kind = path.endsWith('.js') ? 'scripts' : path.endsWith('.css') ? 'styles' : 'others'
    sizes[kind]! += gzipSync(readFileSync(join(web, path))).length
  }
  return Object.entries(sizes)
}

function stem(asset: string): string {
  return asset.replace(/-[\w-]{8}\.\w+$/, '')
}
