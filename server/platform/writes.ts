import { type InsertObject, type InsertQueryBuilder, type Kysely, sql } from 'kysely'
import type { Tx } from './db.ts'
import type { DB } from './schema.ts'

/** What a transaction writes next, without anybody who waits for it. */
export interface Soon {
  /** Adds a row. */
  insert<Table extends keyof DB>(table: Table, row: InsertObject<DB, Table>): void
  /** Adds a statement, said after the rows. */
  write(statement: () => Promise<unknown>): void
}

/** Tables where a row that is there already is left as it is. */
const keepsFirst = new Set<keyof DB>(['message_keys'])

/** Adds a row that nothing can refuse: written with others, before the transaction asks anything else or commits. */
export async function insertSoon<Table extends keyof DB>(
  tx: Tx,
  table: Table,
  row: InsertObject<DB, Table>,
): Promise<void> {
  if (tx.soon) tx.soon.insert(table, row)
  else
    await tx
      .insertInto(table)
      .values(row as never)
      .execute()
}

/** Writes what nobody needs the outcome of: said in one message with whatever the transaction asks next. */
export async function writeSoon(tx: Tx, statement: () => Promise<unknown>): Promise<void> {
  if (tx.soon) tx.soon.write(statement)
  else await statement()
}

/**
 * Lets a transaction say several things at once. The rows that it adds become one statement, and that one and the others
 * that nobody waits for travel with whatever it asks next, or with its commit, in the order they came: nothing can tell the
 * difference, but most of the messages to the database are saved, each of which wakes another process. Questions that do
 * not depend on each other may be asked together too. Where one fails, PostgreSQL refuses all that follow it.
 */
export async function sayManyAtOnce(connection: Kysely<DB>): Promise<Soon> {
  const executor = connection.getExecutor()
  const execute = executor.executeQuery.bind(executor)
  const rows = new Map<keyof DB, object[]>()
  const statements: (() => Promise<unknown>)[] = []
  const own = await executor.provideConnection(async one => one)

  const flush = (): Promise<unknown>[] => {
    const inserts = [...rows].map(([table, some]) => insertOf(connection, table, some))
    const others = statements.splice(0)
    rows.clear()
    const last = inserts.pop()
    const parts = inserts.map((insert, index) => sql`${sql.raw(`part_${index}`)} as (${insert})`)
    const written =
      last && parts.length > 0 ? sql`with ${sql.join(parts)} ${last}`.execute(connection) : last?.execute()
    return [...(written ? [written] : []), ...others.map(say => say())]
  }

  Object.assign(executor, {
    // Kysely would ask one question after the other; the connection keeps their order by itself.
    provideConnection: (use: (one: typeof own) => Promise<unknown>) => use(own),
    executeQuery: async (...[query, options]: Parameters<typeof execute>) => {
      if (query.sql === 'rollback') {
        rows.clear()
        statements.length = 0
      }
      if (rows.size + statements.length === 0) return execute(query, options)
      const before = flush()
      const answer = execute(query, options)
      // The first that failed says why; those after it only that something did.
      const failed = (await Promise.allSettled([...before, answer])).find(
        ({ status }) => status === 'rejected',
      )
      if (failed) throw (failed as PromiseRejectedResult).reason
      return answer
    },
  })
  return {
    insert(table, row) {
      const some = rows.get(table)
      if (some) some.push(row)
      else rows.set(table, [row])
    },
    write: statement => void statements.push(statement),
  }
}

function insertOf(
  connection: Kysely<DB>,
  table: keyof DB,
  rows: object[],
): InsertQueryBuilder<DB, never, unknown> {
  const insert = connection.insertInto(table).values(rows as never)
  const written = keepsFirst.has(table) ? insert.onConflict(conflict => conflict.doNothing()) : insert
  return written as unknown as InsertQueryBuilder<DB, never, unknown>
}
