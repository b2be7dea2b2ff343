import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type DataFolder = {
  path: string
  /** True until a first start has gone all the way: an interrupted one begins afresh. */
  isNew: boolean
  /** Notes that a first start has gone all the way. */
  settle(): void
  /** Lets the next program have the folder. */
  release(): void
}

/** Another Boucle already runs on this data folder; the message is the sentence to show. */
export class DataFolderBusy extends Error {
  override name = 'DataFolderBusy'
}

type Holder = { pid: number; startedAt: string }

/** Makes the data folder when needed and takes it for this process, so that no two programs write in it. */
export function openDataFolder(path: string): DataFolder {
  makeDataFolder(path)
  const lock = join(path, 'boucle.lock')
  const mine: Holder = { pid: process.pid, startedAt: startOf(process.pid) ?? '' }
  take(lock, mine, path)
  return {
    path,
    isNew: isNewDataFolder(path),
    settle: () => writeFileSync(join(path, 'settled'), '', { flush: true }),
    release() {
      if (isSame(readHolder(lock), mine)) rmSync(lock, { force: true })
    },
  }
}

/** Makes a data folder that the database's account may pass through and nobody else may list. */
export function makeDataFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o711 })
}

/** True when no first start has gone all the way in this folder. */
export function isNewDataFolder(path: string): boolean {
  return !existsSync(join(path, 'settled'))
}

/** Reads the secret kept in a data folder, making one the first time; undefined when a used folder has lost it. */
export function secretIn(path: string): string | undefined {
  const file = join(path, 'secret.key')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  if (!isNewDataFolder(path)) return undefined
  makeDataFolder(path)
  // Two commands may run their first start together: the first one's secret stands.
  writeOnce(file, `${randomBytes(32).toString('hex')}\n`)
  return readFileSync(file, 'utf8').trim()
}

function take(lock: string, mine: Holder, folder: string): void {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (writeOnce(lock, JSON.stringify(mine))) return
    const holder = readHolder(lock)
    if (holder && isRunning(holder, mine)) {
      throw new DataFolderBusy(`Boucle already runs on ${folder} (process ${holder.pid}).`)
    }
    removeStale(lock, holder, mine)
  }
  throw new DataFolderBusy(`Another Boucle is starting on ${folder}.`)
}

/** Removes a lock left by a killed process, by a rename: of two starts at once, one finds what it moved is not what it saw. */
function removeStale(lock: string, seen: Holder | undefined, mine: Holder): void {
  const aside = `${lock}.${mine.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  const moved = readHolder(aside)
  if (moved && !isSame(moved, seen) && isRunning(moved, mine)) putBack(aside, lock)
  rmSync(aside, { force: true })
}

function putBack(aside: string, lock: string): void {
  try {
    linkSync(aside, lock)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Writes a file that must not exist yet; whoever sees it sees all of it. */
function writeOnce(path: string, content: string): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, content, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft)
  }
}

function readHolder(lock: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(lock, 'utf8'))
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined
  } catch {
    // Gone meanwhile, or cut short by a power failure: nobody holds it.
    return undefined
  }
}

function isSame(one: Holder | undefined, other: Holder | undefined): boolean {
  return one !== undefined && one.pid === other?.pid && one.startedAt === other.startedAt
}

/** A number alone proves nothing, for it is given again after a restart: the start time must agree. */
function isRunning(holder: Holder, mine: Holder): boolean {
  if (holder.pid === mine.pid) return isSame(holder, mine)
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(holder.pid) === holder.startedAt
}

/** When a process started, in whatever unit the system tells; undefined when there is no such process. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      // The name in parentheses may hold spaces; the start is the 20th field after it.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return fields[0] === 'Z' ? undefined : `${bootId()}/${fields[19]}`
    } catch {
      return undefined
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

// Start times count from the machine's start, so the same figure can come back after a reboot.
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}
