import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  addressOf,
  answers,
  ensureHomeDatabase,
  homeDatabase,
  owner,
  PostgresFailed,
} from './postgres-client.ts'
import { giveTo, type Launch, type Launcher } from './postgres-launch.ts'
import { adopted, findRunning } from './postgres-running.ts'

export type PostgresLog = Record<'info' | 'warn' | 'error', (message: string) => void>

export type PostgresOptions = {
  /** Folder that receives `postgres/` (the database itself), `postgres.password` and `postgres.log`. */
  dataDir: string
  /** Folder of `initdb` and `postgres`. */
  binaries: string
  launcher: Launcher
  initdbArguments: string[]
  settings: Record<string, string>
  /** True to use a server that another process runs, and never start or stop one. */
  borrow?: boolean
  log: PostgresLog
}

export type RunningPostgres = {
  /** Address of a database (`boucle` when none is named) for its owner, in the form that `pg` reads. */
  url(database?: string): string
  /** True when the server was already running and has been taken over. */
  adopted: boolean
  stop(): Promise<void>
}

type Files = { data: string; password: string; log: string; pidFile: string }

// The kernel allows 107 bytes for a socket's path (103 on macOS), and its file name takes 15 of them.
const longestSocketFolder = 85
const logLimitBytes = 20 * 1024 * 1024

/** Starts a PostgreSQL on a folder of ours, making the folder on first use and taking over a server left running. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const files = filesIn(options.dataDir)
  if (!existsSync(join(files.data, 'PG_VERSION'))) {
    if (options.borrow) throw new PostgresFailed(`No database has been made in ${options.dataDir} yet.`)
    await createCluster(options, files)
  }
  const password = readFileSync(files.password, 'utf8').trim()

  const found = await findRunning(files, password, options.borrow ? 15_000 : 60_000)
  if (!found && options.borrow) throw new PostgresFailed(`No database is running in ${options.dataDir}.`)
  const server = found ? adopted(found) : await supervised(options, files, password)

  await ensureHomeDatabase(server.socketFolder, password)
  return {
    url: (database = homeDatabase) => addressOf(server.socketFolder, password, database),
    adopted: found !== undefined,
    stop: options.borrow ? async () => {} : server.stop,
  }
}

function filesIn(dataDir: string): Files {
  const folder = resolve(dataDir)
  const data = join(folder, 'postgres')
  return {
    data,
    password: join(folder, 'postgres.password'),
    log: join(folder, 'postgres.log'),
    pidFile: join(data, 'postmaster.pid'),
  }
}

/** Makes the database in a folder beside its place and moves it there at the end: a kill in between leaves nothing half made. */
async function createCluster(options: PostgresOptions, files: Files): Promise<void> {
  const { launcher } = options
  const unfinished = `${files.data}.new`
  const passwordForInitdb = `${files.password}.new`
  rmSync(unfinished, { recursive: true, force: true })
  rmSync(passwordForInitdb, { force: true })

  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  giveTo(launcher.account, unfinished)
  const password = randomBytes(24).toString('hex')
  writeFileSync(passwordForInitdb, password, { mode: 0o600 })
  giveTo(launcher.account, passwordForInitdb)

  const args = ['-D', unfinished, '-U', owner, '-A', 'scram-sha-256', `--pwfile=${passwordForInitdb}`]
  await runInitdb(launcher.commands(join(options.binaries, 'initdb'), [...args, ...options.initdbArguments]))

  rmSync(passwordForInitdb)
  writeFileSync(files.password, password, { mode: 0o600, flush: true })
  renameSync(unfinished, files.data)
  syncFolder(options.dataDir)
}

async function runInitdb(launches: Launch[]): Promise<void> {
  let complaint = ''
  for (const { command, args, account } of launches) {
    const outcome = await new Promise<{ ok: boolean; errors: string }>(done => {
      execFile(command, args, { env: environment(), ...account }, (error, _output, errors) => {
        done({ ok: error === null, errors: errors || String(error?.message ?? '') })
      })
    })
    if (outcome.ok) return
    complaint = outcome.errors
    if (!complaint.startsWith('setpriv:')) break
  }
  throw new PostgresFailed(`The database could not be created: ${firstLine(complaint)}`)
}

/** Runs the server as a child and starts it again whenever it dies without having been asked to. */
async function supervised(options: PostgresOptions, files: Files, password: string) {
  const { log } = options
  const socketFolder = socketFolderFor(files.data, options.launcher)
  let stopping = false
  let restarting: Promise<void> | undefined
  let child = await spawnUntilReady(options, files, socketFolder, password)
  watch()

  function watch(): void {
    child.once('exit', (code, signal) => {
      if (stopping) return
      log.error(`The database stopped by itself (${signal ?? `code ${code}`}); starting it again.`)
      restarting = restart()
    })
  }

  async function restart(): Promise<void> {
    for (let delayMs = 100; !stopping; delayMs = Math.min(delayMs * 2, 5_000)) {
      await pause(delayMs)
      if (stopping) return
      try {
        child = await spawnUntilReady(options, files, socketFolder, password)
        watch()
        log.info('The database runs again.')
        return
      } catch (error) {
        log.error(error instanceof Error ? error.message : String(error))
      }
    }
  }

  return {
    socketFolder,
    async stop() {
      stopping = true
      await restarting
      await stopChild(child, log)
      if (socketFolder !== files.data) rmSync(socketFolder, { recursive: true, force: true })
    },
  }
}

async function spawnUntilReady(
  options: PostgresOptions,
  files: Files,
  socketFolder: string,
  password: string,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    cluster_name: 'boucle',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // From the first day, so that a later move to another server needs no pause.
    wal_level: 'logical',
    ...options.settings,
  }
  const args = [
    '-D',
    files.data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  let complaint = ''
  for (const launch of options.launcher.commands(join(options.binaries, 'postgres'), args)) {
    const logged = startOfLog(files.log)
    const child = spawnLogged(launch, files.log)
    if (await isReady(child, socketFolder, password)) return child
    complaint = readFileSync(files.log).subarray(logged).toString()
    if (!complaint.startsWith('setpriv:')) break
  }
  const line = complaint.split('\n').find(text => /FATAL|error|setpriv/i.test(text)) ?? complaint
  throw new PostgresFailed(`The database did not start: ${firstLine(line)} (more in ${files.log}).`)
}

function spawnLogged(launch: Launch, logFile: string): ChildProcess {
  // A file, not a pipe: a server that outlives us must still be able to write.
  const output = openSync(logFile, 'a', 0o600)
  try {
    return spawn(launch.command, launch.args, {
      // Its own process group: Ctrl-C must reach us alone, who stop it after the last write.
      detached: true,
      stdio: ['ignore', output, output],
      env: environment(),
      ...launch.account,
    })
  } finally {
    closeSync(output)
  }
}

/** Waits for a first answer, however long recovery takes; false when the process ended instead. */
async function isReady(child: ChildProcess, socketFolder: string, password: string): Promise<boolean> {
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  child.once('error', () => {
    ended = true
  })
  while (!ended) {
    if (await answers(socketFolder, password)) return true
    await pause(10)
  }
  return false
}

async function stopChild(child: ChildProcess, log: PostgresLog): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise<void>(done => child.once('exit', () => done()))
  child.kill('SIGINT')
  const hurry = setTimeout(() => {
    log.warn('The database is slow to stop; stopping it at once, it recovers at the next start.')
    child.kill('SIGQUIT')
  }, 20_000)
  await exited
  clearTimeout(hurry)
}

/** The data folder when a socket's path fits in it, otherwise a short private folder of the system's. */
function socketFolderFor(data: string, { account }: Launcher): string {
  if (Buffer.byteLength(data) <= longestSocketFolder) return data
  const uid = account?.uid ?? process.getuid?.()
  const name = join(tmpdir(), `boucle-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`)
  const folder = makePrivateFolder(name, uid) ? name : mkdtempSync(`${name}-`)
  giveTo(account, folder)
  return folder
}

function makePrivateFolder(path: string, uid: number | undefined): boolean {
  try {
    mkdirSync(path, { mode: 0o700 })
    return true
  } catch {
    const found = lstatSync(path)
    // Left by an earlier run; anything that someone else could have put there is not used.
    return found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0
  }
}

function startOfLog(path: string): number {
  if (!existsSync(path)) return 0
  if (statSync(path).size > logLimitBytes) truncateSync(path)
  chmodSync(path, 0o600)
  return statSync(path).size
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

// PG* variables of whoever starts Boucle are about their own databases, not ours.
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.trim() ?? ''
}
