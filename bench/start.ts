// From `npm start` on an installed copy with its demonstration to the first answer; memory at rest; what the desk loads first.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findChromium, startBrowser } from '../e2e/chromium.ts'
import { freePort } from '../e2e/program.ts'
import { conclude, familyOf, memoryOf, percentile, round, say } from './measure.ts'

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
  const database = megabytesOf(pidIn('postgres/postmaster.pid'))
  const server = megabytesOf(pidIn('boucle.lock')) - database
  const npm = megabytesOf(last!.npm.pid!) - server - database
  say(`at rest: server ${server} MB, database ${database} MB; npm and its script, which wait: ${npm} MB`)
  const load = await firstLoad()
  if (load)
    say(
      `the desk loads first: ${round(load.words / 1000, 1)} kB in ${load.files} files, and ${round(load.fonts / 1000, 1)} kB of letters`,
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
    ...(load && { bytes: load.words, fontBytes: load.fonts }),
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

/** What a process and all it started take. */
function megabytesOf(pid: number): number {
  return Math.round(memoryOf(familyOf([pid])) / 1024)
}

/** What a browser receives until the desk of an adviser is drawn, in bytes as they travel; undefined without a browser. */
async function firstLoad(): Promise<{ words: number; fonts: number; files: number } | undefined> {
  const chromium = findChromium()
  if (!chromium) return undefined
  const browser = await startBrowser(chromium)
  try {
    const url = `http://127.0.0.1:${port}`
    const context = await browser.newContext({ locale: 'fr-FR' })
    await context.request.post(`${url}/api/v1/demo-sessions`, {
      data: { role: 'adviser' },
      headers: { origin: url },
    })
    const page = await context.newPage()
    const files: Promise<{ path: string; bytes: number }>[] = []
    page.on('requestfinished', request => {
      const path = new URL(request.url()).pathname
      if (/^\/(?:api|socket\.io)\//.test(path)) return
      files.push(request.sizes().then(({ responseBodySize }) => ({ path, bytes: responseBodySize })))
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    const loaded = await Promise.all(files)
    const sum = (some: typeof loaded) => some.reduce((total, { bytes }) => total + bytes, 0)
    const fonts = loaded.filter(({ path }) => path.endsWith('.woff2'))
    return { words: sum(loaded) - sum(fonts), fonts: sum(fonts), files: loaded.length }
  } finally {
    await browser.close()
  }
}
