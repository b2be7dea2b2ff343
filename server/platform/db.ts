import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { FeedItem, StoredEvent } from './events.ts'
import { isId } from './ids.ts'
import { createNaming, isOutOfDate } from './prepared.ts'
import type { DB } from './schema.ts'
import { sayTogether } from './together.ts'
import { type Soon, sayManyAtOnce } from './writes.ts'

export type { DB }

/** A transaction inside one workspace: only its rows exist. */
export type Tx = Kysely<DB> & {
  readonly workspaceId: string
  /** The events written in it, so that whoever follows the workspace here need not read them back. */
  readonly recorded?: StoredEvent[]
  /** Writes with the next statement; see insertSoon and writeSoon. */
  readonly soon?: Soon
}

/** Hears of a commit: its workspace, if it had one, and its events with their numbers, if they are known. */
export type CommitListener = (workspaceId?: string, events?: FeedItem[]) => void

export interface Db {
  /** Runs in one transaction that sees and writes one workspace only; a deadlock is tried again. */
  inWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Like inWorkspace, for questions: nothing can be written, unless it `leavesTrace` in the access log. For that line
   * nobody waits until it is on the disk: of a database killed, the last half second of who read what may be lost.
   */
  readWorkspace<T>(
    workspaceId: string,
    work: (tx: Tx) => Promise<T>,
    how?: { leavesTrace: boolean },
  ): Promise<T>
  /** The owner: across workspaces, for jobs, the relay and what is known before a workspace is. */
  system: Kysely<DB>
  /** The owner, in one transaction; a deadlock is tried again. */
  systemTransaction<T>(work: (tx: Kysely<DB>) => Promise<T>): Promise<T>
  /** Rung after each transaction that may have written: relay and live feed listen. */
  onCommit(listener: CommitListener): void
  pools: { app: pg.Pool; system: pg.Pool }
  close(): Promise<void>
}

export interface DbOptions {
  appUrl: string
  systemUrl: string
  /** Connections of the request pool. */
  size?: number
  /** True when a pooler stands before the requests' address: it may give each transaction another connection. */
  isPooled?: boolean
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
export function openDb({
  appUrl,
  systemUrl,
  size = 10,
  isPooled = false,
  onError = () => {},
}: DbOptions): Db {
  const app = openPool(appUrl, size, onError, { keepsStatements: !isPooled, pipelines: true })
  const system = openPool(systemUrl, 6, onError, { keepsStatements: true, pipelines: false })
  const appDb = new Kysely<DB>({ dialect: new PostgresDialect({ pool: app }) })
  const systemDb = new Kysely<DB>({ dialect: new PostgresDialect({ pool: system }) })
  const listeners: CommitListener[] = []
  const ring: CommitListener = (workspaceId, events) => {
    for (const listener of listeners) listener(workspaceId, events)
  }

  function workspaceTransaction<T>(workspaceId: string, begin: string, work: (tx: Tx) => Promise<T>) {
    if (!isId(workspaceId)) throw new TypeError('a workspace id is a uuid')
    // One message to the server for both statements: half the round trips of a transaction.
    return transaction(appDb, `${begin}; set local app.workspace_id = '${workspaceId}'`, async connection => {
      const recorded: StoredEvent[] = []
      const soon = await sayManyAtOnce(connection)
      return { result: await work(Object.assign(connection, { workspaceId, recorded, soon })), recorded }
    })
  }

  return {
    async inWorkspace(workspaceId, work) {
      const { result, events } = await workspaceTransaction(workspaceId, 'begin', work)
      ring(workspaceId, events)
      return result
    },
    async readWorkspace(workspaceId, work, { leavesTrace } = { leavesTrace: false }) {
      const begin = leavesTrace ? 'begin; set local synchronous_commit = off' : 'begin read only'
      return (await workspaceTransaction(workspaceId, begin, work)).result
    },
    system: systemDb,
    async systemTransaction(work) {
      const { result } = await transaction(systemDb, 'begin', async tx => ({ result: await work(tx) }))
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

interface Done<T> {
  result: T
  recorded?: StoredEvent[]
}

/** One transaction on one connection; a deadlock or a serialisation failure is tried again. */
async function transaction<T>(
  db: Kysely<DB>,
  begin: string,
  work: (connection: Kysely<DB>) => Promise<Done<T>>,
): Promise<{ result: T; events: FeedItem[] | undefined }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.connection().execute(async connection => {
        await sql.raw(begin).execute(connection)
        return finish(connection, work)
      })
    } catch (error) {
      if (attempt < 4 && isTransient(error)) continue
      throw error
    }
  }
}

async function finish<T>(connection: Kysely<DB>, work: (tx: Kysely<DB>) => Promise<Done<T>>) {
  try {
    const { result, recorded = [] } = await work(connection)
    return { result, events: await commit(connection, recorded) }
  } catch (error) {
    await sql
      .raw('rollback')
      .execute(connection)
      .catch(() => {}) // the connection is gone, and its transaction with it
    throw error
  }
}

/** Commits; gives the events of the transaction with their numbers, unless they are too many or not all known. */
async function commit(connection: Kysely<DB>, recorded: StoredEvent[]): Promise<FeedItem[] | undefined> {
  const [first] = recorded
  if (!first || recorded.length > mostGivenOn) {
    const { rows } = await sql.raw<{ command: string }>('commit').execute(connection)
    // PostgreSQL answers COMMIT of a failed transaction with a quiet ROLLBACK: work that caught the error of a statement
    // would be acknowledged and lost.
    if (rows[0]?.command !== 'COMMIT')
      throw new Error('the error of a statement was swallowed: nothing was kept')
    return first ? undefined : []
  }
  // The numbers are given now, an instant before the commit of the same message, which can then tell them: it saves the
  // live feed from asking. In a transaction that failed, the first statement fails loudly.
  const { rows } = await sql
    .raw<{ seq: number; event_id: string }>(
      `select seq, event_id from number_now(${recorded.length}); commit`,
    )
    .execute(connection)
  const numbers = new Map(rows.map(({ seq, event_id }) => [event_id, seq]))
  if (!recorded.every(({ id }) => numbers.has(id))) return undefined
  return recorded
    .map(event => ({ ...event, seq: numbers.get(event.id)! }))
    .sort((one, other) => one.seq - other.seq)
}

/** More than this are read back in stretches, as an import's are. */
const mostGivenOn = 50

function openPool(
  connectionString: string,
  max: number,
  onError: (error: Error) => void,
  { keepsStatements, pipelines }: { keepsStatements: boolean; pipelines: boolean },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    types,
    application_name: 'boucle',
    pipeline: pipelines,
  })
  // Without listeners Node dies when the server stops. The connection speaks for itself, the pool would only repeat it.
  pool.on('error', () => {})
  const keep = createNaming()
  pool.on('connect', client => {
    client.on('error', onError)
    answerWithRows(client)
    if (keepsStatements) keep(client)
    if (pipelines) sayTogether(client)
  })
  return pool
}

/** Of several statements in one message, the answer is the one with rows. */
function answerWithRows(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  client.query = ((...args: unknown[]) => {
    const answer = query(...args)
    if (!(answer instanceof Promise)) return answer
    return answer.then(result =>
      Array.isArray(result) ? (result.find(one => one.rows.length > 0) ?? result.at(-1)) : result,
    )
  }) as typeof client.query
}

/** Deadlock, serialisation failure, or a kept statement out of date: the same work may simply be done again. */
function isTransient(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === '40P01' || code === '40001' || isOutOfDate(error)
}

/** True when an insert met a row that already exists, optionally of one constraint. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: name } = error as { code?: string; constraint?: string }
  return code === '23505' && (!constraint || name === constraint)
}

/** True when an address leads elsewhere than the direct one: to a pooler. */
export const isPooler = (address: string, direct: string): boolean => placeOf(address) !== placeOf(direct)

/** Where a database address leads, whoever enters there. */
function placeOf(address: string): string {
  const { hostname, port, searchParams } = new URL(address)
  return [hostname, port || '5432', searchParams.get('host') ?? ''].join()
}
