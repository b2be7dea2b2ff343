import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { applicationPassword, migrate } from '../migrate.ts'
import { unprivilegedAccount } from '../postgres.ts'
import { launcherFor } from '../postgres-launch.ts'
import { type PostgresLog, type RunningPostgres, startPostgres } from '../postgres-server.ts'
import { binaries15 } from './postgres-15.ts'

const template = 'boucle_template'

/** A log that keeps a test's output clean; errors still show. */
export const quietLog: PostgresLog = {
  info() {},
  warn() {},
  error: message => process.stderr.write(`${message}\n`),
}

/** The secret key of every test database: roles belong to the whole server, so all of them share one password. */
export const testSecretKey = 'the-secret-key-of-every-test-run'

export type TestDatabase = {
  /** As the owner: migrations, jobs, relay. */
  url: string
  /** As the role of requests, which sees one workspace at a time. */
  appUrl: string
}

export type OwnDatabase = TestDatabase & { drop(): Promise<void> }

/** The migrated database of this worker: shared by its tests, so each test makes a workspace of its own. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `worker_${process.env.VITEST_POOL_ID ?? '1'}`
  try {
    await copyTemplate(name)
  } catch (error) {
    // Made by an earlier file of this worker.
    if ((error as { code?: string }).code !== '42P04') throw error
  }
  return addressesOf(inject('postgresUrl'), name)
}

/** A migrated database for one test file alone, for what a shared one would disturb: jobs, crashes, long locks. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const name = `own_${randomBytes(6).toString('hex')}`
  await copyTemplate(name)
  return { ...addressesOf(inject('postgresUrl'), name), drop: () => dropDatabase(name) }
}

/** A database of one's own before any migration. */
export async function emptyDatabase(): Promise<OwnDatabase> {
  const name = `empty_${randomBytes(6).toString('hex')}`
  await asOwner(inject('postgresUrl'), `create database ${name}`)
  return { ...addressesOf(inject('postgresUrl'), name), drop: () => dropDatabase(name) }
}

/** Makes the database that all test databases are copied from. */
export async function prepareTemplate(url: RunningPostgres['url']): Promise<void> {
  await asOwner(url(), `create database ${template}`)
  await migrate({ url: url(template), secretKey: testSecretKey })
}

/** Starts Debian's PostgreSQL 15 in a temporary folder, for what must hold on the oldest server we accept. */
export async function startPostgres15(): Promise<RunningPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'boucle-15-'))
  await chmod(dataDir, 0o711)
  const server = await startPostgres({
    dataDir,
    binaries: binaries15,
    launcher: launcherFor(unprivilegedAccount('postgres'), [dataDir, binaries15]),
    initdbArguments: ['-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
    log: quietLog,
  })
  return {
    ...server,
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The addresses of a database on a server, given any address on it as its owner. */
export function addressesOf(serverUrl: string, database: string): TestDatabase {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  const appUrl = new URL(url)
  appUrl.username = 'boucle_app'
  appUrl.password = applicationPassword(testSecretKey)
  return { url: url.href, appUrl: appUrl.href }
}

function copyTemplate(name: string): Promise<void> {
  return asOwner(inject('postgresUrl'), `create database ${name} template ${template} strategy file_copy`)
}

function dropDatabase(name: string): Promise<void> {
  return asOwner(inject('postgresUrl'), `drop database if exists ${name} with (force)`)
}

async function asOwner(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
