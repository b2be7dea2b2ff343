// What every command needs before it can run: packages, Node 24, built pages.
// Plain JavaScript of Node 20 without any package, because it runs before they are there.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const node24 = join(root, 'node_modules', '.bin', 'node')

/** Tells one step of the way, on the error stream: the output of a command stays its own. */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/** A command that could not do its work; the message is what to show. */
export class SetupFailed extends Error {}

/** Runs the body of a script: a failure that we understand becomes one sentence, and any failure a non-zero exit. */
export async function main(body) {
  try {
    process.exitCode = await body(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof SetupFailed)) throw error
    say(error.message)
    process.exitCode = 1
  }
}

/** Installs the packages when they are missing or differ from the lock file. */
export async function ensurePackages({ dev = true } = {}) {
  const difference = differenceFromLock({ dev })
  if (difference) {
    const done = timed(`Installing packages (${difference})`)
    await runQuietly('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'])
    done()
  }
  await ensureNode24()
}

/** Builds the pages when their sources have changed since the last build. */
export async function ensurePages() {
  if (!existsSync(join(root, 'web', 'index.html'))) return
  const built = join(root, 'dist', 'web')
  const stampFile = join(root, 'dist', 'web.stamp')
  const stamp = hashOf([
    'web',
    'widget',
    'contract',
    'vite.config.ts',
    'package-lock.json',
    'scripts/setup.mjs',
  ])
  if (existsSync(built) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return

  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  if (!existsSync(vite)) {
    if (existsSync(built)) return
    throw new SetupFailed(
      'The pages are not built and Vite is not installed: run `npm ci`, then start again.',
    )
  }
  const done = timed('Building the pages')
  const fresh = join(root, 'dist', `web.${process.pid}`)
  mkdirSync(join(root, 'dist'), { recursive: true })
  try {
    await runQuietly(node24, [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'error'])
    compressFiles(fresh)
    // Swapped in at the end: an interrupted build leaves the old pages, and a running server is not left without.
    rmSync(built, { recursive: true, force: true })
    renameSync(fresh, built)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  writeFileSync(stampFile, stamp)
  done()
}

/** Leaves a gzipped copy beside each file of words, for the server to hand out as it is. */
function compressFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.(?:js|css|html|svg|json)$/.test(entry.name)) continue
    const file = join(entry.parentPath ?? entry.path, entry.name)
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
  }
}

/** Runs a program with our own input and output, handing on the signals we get; gives its exit code as a shell counts it. */
export function run(command, args, { env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const handOn = signal => child.kill(signal)
    for (const signal of signals) process.on(signal, handOn)
    // npm killed outright hands nothing on: without it, what it started must stop as well.
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill('SIGTERM')
    }, 500)
    watch.unref()
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      for (const name of signals) process.off(name, handOn)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

/** Runs a program and keeps what it says; gives its exit code and output together. */
export function capture(command, args, { env = process.env } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', data => {
      output += data
    })
    child.stderr.on('data', data => {
      output += data
    })
    child.once('error', error => resolve({ code: 1, output: error.message }))
    child.once('close', code => resolve({ code: code ?? 1, output }))
  })
}

/** The environment without what belongs to the caller's Node or npm and would change ours. */
export function cleanEnvironment(env = process.env) {
  const clean = { ...env }
  for (const name of ['NODE_OPTIONS', 'NODE_ENV', 'NODE_PATH']) delete clean[name]
  return clean
}

async function runQuietly(command, args) {
  const { code, output } = await capture(command, args, { env: outsideEnvironment() })
  if (code === 0) return
  say(output.trim())
  throw new SetupFailed(
    `\`${command === 'npm' ? `npm ${args[0]}` : 'vite build'}\` did not succeed; its own words are above.`,
  )
}

/** npm puts our packages' programs first in PATH; while it replaces them, it must not run on the Node it removes. */
function outsideEnvironment() {
  const env = cleanEnvironment()
  env.PATH = (env.PATH ?? '')
    .split(delimiter)
    .filter(folder => !folder.endsWith(join('node_modules', '.bin')))
    .join(delimiter)
  return env
}

async function ensureNode24() {
  const version = async () => (await capture(node24, ['--version'])).output.trim()
  if (/^v2[4-9]\./.test(await version())) return
  const done = timed('Fetching Node 24')
  await runQuietly('npm', ['rebuild', 'node', '--foreground-scripts', '--ignore-scripts=false'])
  if (!/^v2[4-9]\./.test(await version())) {
    throw new SetupFailed('Node 24 could not be fetched: check the network, then start again.')
  }
  done()
}

/** Compares what npm noted of its last install with the lock file; undefined when nothing has to be done. */
function differenceFromLock({ dev }) {
  const noted = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(noted)) return 'the first time, about half a minute'
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(noted, 'utf8')).packages
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue
    const found = present[path]
    // Packages for other machines are optional and stay away; development ones may.
    if (!found && (entry.optional || entry.devOptional || entry.peer || (entry.dev && !dev))) continue
    if (found?.version !== entry.version || found?.integrity !== entry.integrity)
      return 'the lock file has changed'
  }
  return undefined
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) addToHash(hash, path)
  return hash.digest('hex')
}

function addToHash(hash, path) {
  const full = join(root, path)
  if (!existsSync(full)) return
  let entries
  try {
    entries = readdirSync(full, { withFileTypes: true })
  } catch {
    hash.update(`${path}\0`).update(readFileSync(full))
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!/\.test\.tsx?$/.test(entry.name)) addToHash(hash, join(path, entry.name))
  }
}

function timed(step) {
  const start = Date.now()
  say(`${step} …`)
  return () => say(`${step}: done in ${((Date.now() - start) / 1000).toFixed(1)} s`)
}
