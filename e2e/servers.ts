import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { unprivilegedAccount } from '#server/platform/postgres.ts'
import { binaries15 } from '#server/platform/testing/postgres-15.ts'
import { freePort } from './program.ts'

/** A server of the machine's own, on a free port of 127.0.0.1. */
export interface RunningServer {
  port: number
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  restart(): Promise<void>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']

/** True where a program of the system is installed; `npm test` installs those it can. */
export const hasProgram = (name: string): boolean => folders.some(folder => existsSync(join(folder, name)))

/** A Redis that keeps nothing. */
export const startRedis = (): Promise<RunningServer> =>
  startServer('redis', async port => ({
    program: 'redis-server',
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
  }))

/** A PgBouncer that gives each transaction any of its few connections, in front of a database. */
export function startPooler(
  databaseUrl: string,
  logins: { user: string; password: string }[],
): Promise<RunningServer> {
  const { host, port: databasePort, name } = placeOf(databaseUrl)
  return startServer('pooler', async (port, folder) => {
    const file = join(folder, 'pgbouncer.ini')
    const users = join(folder, 'users.txt')
    await writeFile(users, logins.map(({ user, password }) => `"${user}" "${password}"\n`).join(''))
    await writeFile(
      file,
      `[databases]
${name} = host=${host} port=${databasePort} dbname=${name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
default_pool_size = 5
max_client_conn = 200
ignore_startup_parameters = extra_float_digits,options
`,
    )
    return { program: 'pgbouncer', args: ['-q', file] }
  })
}

/** Debian's PostgreSQL 15 on a port that it keeps when it is killed and started again. */
export async function startDatabase(): Promise<RunningServer & { url: string }> {
  const server = await startServer('database', async (port, folder) => {
    const data = join(folder, 'data')
    const account = unprivilegedAccount('postgres')
    execFileSync(
      join(binaries15, 'initdb'),
      ['-D', data, '-U', 'boucle', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
      {
        stdio: 'ignore',
        cwd: folder,
        ...(account && { uid: account.uid, gid: account.gid }),
      },
    )
    // A commit that was answered must be there after a kill: not synced to the disk, but written.
    const settings = [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=300',
    ]
    return {
      program: join(binaries15, 'postgres'),
      args: ['-D', data, '-p', String(port), ...settings.flatMap(setting => ['-c', setting])],
    }
  })
  return { ...server, url: `postgresql://boucle:trusted@127.0.0.1:${server.port}/postgres` }
}

async function startServer(
  name: string,
  prepare: (port: number, folder: string) => Promise<{ program: string; args: string[] }>,
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), `boucle-${name}-`))
  const port = await freePort()
  // PgBouncer refuses to be root, and the database's socket is for the account of the database alone.
  const account = unprivilegedAccount('postgres')
  if (account) chownSync(folder, account.uid, account.gid)
  const { program, args } = await prepare(port, folder)
  let child: ChildProcess | undefined
  const launch = () =>
    spawn(program, args, {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, PATH: folders.join(delimiter) },
      ...(account && { uid: account.uid, gid: account.gid }),
    })
  const start = async () => {
    child = launch()
    for (let tries = 0; !(await answers(port)); tries++) {
      if (tries > 600) throw new Error(`${program} did not start`)
      await pause(50)
      // A database that was killed does not start before the last of its own is gone; what it had to do again takes a while.
      if (child.exitCode !== null) child = launch()
    }
  }
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  await start()
  return {
    port,
    kill,
    restart: start,
    async remove() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function placeOf(databaseUrl: string) {
  const url = new URL(databaseUrl)
  const host = url.searchParams.get('host') ?? url.hostname
  return { host, port: url.port || '5432', name: url.pathname.slice(1) }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
