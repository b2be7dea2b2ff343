import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { startEmbeddedPostgres } from './postgres.ts'
import { quietLog } from './testing/postgres.ts'

const root = mkdtempSync(join(tmpdir(), 'boucle-crash-'))
chmodSync(root, 0o711)
afterAll(() => rmSync(root, { recursive: true, force: true }))

function newFolder(name: string): string {
  const path = join(root, name)
  mkdirSync(path, { recursive: true, mode: 0o711 })
  return path
}

const start = (dataDir: string, more: { borrow?: boolean } = {}) =>
  startEmbeddedPostgres({ dataDir, log: quietLog, ...more })

/** Another program that starts the database of a folder and stays, until it is killed without warning. */
async function startElsewhere(
  dataDir: string,
  env = process.env,
): Promise<{ url: string; kill(): Promise<void> }> {
  const code = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('postgres.ts', import.meta.url).href)})
    const log = { info() {}, warn() {}, error() {} }
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log })
    console.log(server.url())
    setInterval(() => {}, 1000)`
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  const url = await new Promise<string>(done => child.stdout?.once('data', data => done(String(data).trim())))
  const kill = () =>
    new Promise<void>(done => {
      child.once('exit', () => done())
      child.kill('SIGKILL')
    })
  return { url, kill }
}

async function ask(url: string, question: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(question)).rows
  } finally {
    await client.end()
  }
}

async function askUntilAnswered(url: string, question: string): Promise<Record<string, unknown>[]> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask(url, question)
    } catch (error) {
      if (attempt === 200) throw error
      await pause(50)
    }
  }
}

const postmaster = (dataDir: string) =>
  Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

test('after a kill of the program, the next start finds everything that was committed', async () => {
  const dataDir = newFolder('killed')
  const killed = await startElsewhere(dataDir)
  await ask(killed.url, 'create table kept (n integer); insert into kept select generate_series(1, 100)')
  await killed.kill()
  const next = await start(dataDir)
  expect(await ask(next.url(), 'select count(*)::int as n from kept')).toEqual([{ n: 100 }])
  await next.stop()
  expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false)
})

test('a database killed under the program comes back by itself, at the same address', async () => {
  const dataDir = newFolder('database-killed')
  const server = await startEmbeddedPostgres({ dataDir, log: { ...quietLog, error() {} } })
  await ask(server.url(), 'create table kept (n integer)')
  process.kill(postmaster(dataDir), 'SIGKILL')
  expect(await askUntilAnswered(server.url(), 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
  await server.stop()
})

test('a command beside the program borrows its database and leaves it running', async () => {
  const dataDir = newFolder('borrowed')
  const server = await start(dataDir)
  const borrowed = await start(dataDir, { borrow: true })
  expect(borrowed.adopted).toBe(true)
  expect(borrowed.url()).toBe(server.url())
  await borrowed.stop()
  expect(await ask(server.url(), 'select 1 as one')).toEqual([{ one: 1 }])
  await server.stop()
  await expect(start(dataDir, { borrow: true })).rejects.toThrow(`No database is running in ${dataDir}.`)
})

test('where the database cannot follow a killed program, the next start takes it over and stops it', async () => {
  const dataDir = newFolder('left-running')
  // Without setpriv in PATH, as on macOS.
  const killed = await startElsewhere(dataDir, { PATH: '/nowhere' })
  await killed.kill()
  const left = postmaster(dataDir)
  const owner = await start(dataDir)
  expect(owner.adopted).toBe(true)
  expect(postmaster(dataDir)).toBe(left)
  expect(await ask(owner.url(), 'select 1 as one')).toEqual([{ one: 1 }])
  await owner.stop()
  expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false)
})

test('a first start cut short leaves nothing half made', async () => {
  const dataDir = newFolder('cut-short')
  mkdirSync(join(dataDir, 'postgres.new'))
  writeFileSync(join(dataDir, 'postgres.new/PG_VERSION'), '18\n')
  const server = await start(dataDir)
  expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false)
  await server.stop()
})

test('a stale process number that now belongs to another program does not hold the start back', async () => {
  const dataDir = newFolder('stale-number')
  await (await start(dataDir)).stop()
  writeFileSync(
    join(dataDir, 'postgres/postmaster.pid'),
    `${process.pid}\n/nowhere\n1\n5432\n/nowhere\n\n\nready\n`,
  )
  const server = await start(dataDir)
  expect(server.adopted).toBe(false)
  await server.stop()
})

test('a path too long for a socket and folders closed to others are no obstacle', async () => {
  const closed = newFolder(join('closed', 'a'.repeat(90)))
  chmodSync(join(root, 'closed'), 0o700)
  const server = await start(closed)
  expect(await ask(server.url(), 'select 1 as one')).toEqual([{ one: 1 }])
  await server.stop()
})

test('nobody else can read the password or enter the data', async () => {
  const dataDir = newFolder('private')
  await (await start(dataDir)).stop()
  expect(statSync(join(dataDir, 'postgres.password')).mode & 0o077).toBe(0)
  expect(statSync(join(dataDir, 'postgres')).mode & 0o077).toBe(0)
})
