import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { isId } from './ids.ts'
import type { DB } from './schema.ts'

export type { DB }

/** A transaction inside one workspace: only its rows exist. */
export type Tx = Kysely<DB> & { readonly workspaceId: string }

export interface Db {
  /** Runs in one transaction that sees and writes one workspace only; a deadlock is tried again. */
  inWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Like inWorkspace, for questions: nothing can be written. */
  readWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** The owner: across workspaces, for jobs, the relay and what is known before a workspace is. */
  system: Kysely<DB>
  /** The owner, in one transaction. */
  systemTransaction<T>(work: (tx: Kysely<DB>) => Promise<T>): Promise<T>
  /** Rung after each transaction that may have written: the relay and the live feed listen. */
  onCommit(listener: () => void): void
  pools: { app: pg.Pool; system: pg.Pool }
  close(): Promise<void>
}

export interface DbOptions {
  appUrl: string
  systemUrl: string
  /** Connections of the request pool. */
  size?: number
  onError?: (error: Error) => void
}

// bigint counts and sums stay exact in a double up to 2^53: far above any count we keep.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === 20 || oid === 1700
      ? Number
      : format === 'binary'
        ? pg.types.getTypeParser(oid, 'binary')
        : pg.types.getTypeParser(oid, 'text')) as pg.CustomTypesConfig['getTypeParser'],
}

/** Opens the two doors to the database: requests as boucle_app, the rest as the owner. */
export function openDb({ appUrl, systemUrl, size = 10, onError = () => {} }: DbOptions): Db {
  const app = openPool(appUrl, size, onError)
  const system = openPool(systemUrl, 6, onError)
  const appDb = new Kysely<DB>({ dialect: new PostgresDialect({ pool: app }) })
  const systemDb = new Kysely<DB>({ dialect: new PostgresDialect({ pool: system }) })
  const listeners: (() => void)[] = []
  const ring = () => {
    for (const listener of listeners) listener()
  }

  async function inWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await transaction(workspaceId, 'begin', work)
    ring()
    return result
  }

  async function transaction<T>(
    workspaceId: string,
    begin: string,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    if (!isId(workspaceId)) throw new TypeError('a workspace id is a uuid')
    for (let attempt = 1; ; attempt++) {
      try {
        return await appDb.connection().execute(async connection => {
          // One message to the server for both statements: half the round trips of a transaction.
          await sql.raw(`${begin}; set local app.workspace_id = '${workspaceId}'`).execute(connection)
          return finish(connection, Object.assign(connection, { workspaceId }), work)
        })
      } catch (error) {
        if (attempt < 4 && isTransient(error)) continue
        throw error
      }
    }
  }

  return {
    inWorkspace,
    readWorkspace: (workspaceId, work) => transaction(workspaceId, 'begin read only', work),
    system: systemDb,
    async systemTransaction(work) {
      const result = await systemDb.connection().execute(async connection => {
        await sql.raw('begin').execute(connection)
        return finish(connection, connection, work)
      })
      ring()
      return result
    },
    onCommit: listener => listeners.push(listener),
    pools: { app, system },
    async close() {
      await Promise.all([appDb.destroy(), systemDb.destroy()])
    },
  }
}

async function finish<Handle, T>(connection: Kysely<DB>, handle: Handle, work: (tx: Handle) => Promise<T>) {
  try {
    const result = await work(handle)
    await sql.raw('commit').execute(connection)
    return result
  } catch (error) {
    await sql
      .raw('rollback')
      .execute(connection)
      .catch(() => {}) // the connection is gone, and its transaction with it
    throw error
  }
}

function openPool(connectionString: string, max: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, types, application_name: 'boucle' })
  // Without a listener Node dies when the server stops, even for an idle connection.
  pool.on('error', onError)
  pool.on('connect', client => client.on('error', onError))
  return pool
}

/** Deadlock or serialisation failure: the same work may simply be done again. */
function isTransient(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === '40P01' || code === '40001'
}

/** True when an insert met a row that already exists, optionally of one constraint. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: name } = error as { code?: string; constraint?: string }
  return code === '23505' && (!constraint || name === constraint)
}
