import { readFileSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { answers, PostgresFailed } from './postgres-client.ts'

export type FoundServer = { pid: number; socketFolder: string }

/** Looks for a server already on this folder, waiting while it starts or stops; a stale pid file counts for nothing. */
export async function findRunning(
  files: { data: string; pidFile: string },
  password: string,
  patienceMs: number,
): Promise<FoundServer | undefined> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const server = readPidFile(files.pidFile)
    if (!server || !isAlive(server.pid)) return undefined
    if (!isPostgres(server.pid)) {
      // The number now belongs to another program; PostgreSQL itself would refuse to start for that.
      rmSync(files.pidFile, { force: true })
      return undefined
    }
    if (server.socketFolder && (await answers(server.socketFolder, password))) return server
    if (Date.now() > deadline) {
      throw new PostgresFailed(`A database (process ${server.pid}) holds ${files.data} but does not answer.`)
    }
    await pause(20)
  }
}

/** Takes over a server that someone else started. */
export function adopted(server: FoundServer) {
  return {
    socketFolder: server.socketFolder,
    async stop() {
      if (!isAlive(server.pid)) return
      process.kill(server.pid, 'SIGINT')
      while (isAlive(server.pid)) await pause(20)
    },
  }
}

/** Reads what PostgreSQL writes about itself: the first line is its process, the fifth the folder of its socket. */
function readPidFile(path: string): FoundServer | undefined {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    const pid = Number(lines[0])
    return Number.isInteger(pid) && pid > 0 ? { pid, socketFolder: lines[4]?.trim() ?? '' } : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// In a container whose first process never reaps, a dead server stays as a zombie for ever.
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''))
  } catch {
    return false
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
  } catch {
    // No /proc (macOS): trust the number, the answer over the socket decides.
    return true
  }
}
