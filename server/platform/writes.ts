import { type InsertObject, type InsertQueryBuilder, type Kysely, sql } from 'kysely'
import type { Tx } from './db.ts'
import type { DB } from './schema.ts'

/** Adds a row to what a transaction writes next. */
export type Soon = <Table extends keyof DB>(table: Table, row: InsertObject<DB, Table>) => void

/** Tables where a row that is there already is left as it is. */
const keepsFirst = new Set<keyof DB>(['message_keys'])

/** Adds a row that nothing can refuse: written with others, before the transaction asks anything else or commits. */
export async function insertSoon<Table extends keyof DB>(
  tx: Tx,
  table: Table,
  row: InsertObject<DB, Table>,
): Promise<void> {
  if (tx.soon) tx.soon(table, row)
  else
    await tx
      .insertInto(table)
      .values(row as never)
      .execute()
}

/**
 * Gathers the rows that a transaction adds and writes them as one statement, just before it asks anything else and before
 * it commits: nothing can tell the difference, but half the messages to the server are saved where a new conversation
 * writes seven tables. Rows of one table are written in the order they came.
 */
export function gatherWrites(connection: Kysely<DB>): Soon {
  const executor = connection.getExecutor()
  const execute = executor.executeQuery.bind(executor)
  const waiting = new Map<keyof DB, object[]>()

  const flush = async () => {
    const inserts = [...waiting].map(([table, rows]) => insertOf(connection, table, rows))
    waiting.clear()
    const last = inserts.pop()!
    if (inserts.length === 0) return last.execute()
    const others = inserts.map((insert, index) => sql`${sql.raw(`part_${index}`)} as (${insert})`)
    return sql`with ${sql.join(others)} ${last}`.execute(connection)
  }

  Object.assign(executor, {
    executeQuery: async (...[query, options]: Parameters<typeof execute>) => {
      if (query.sql === 'rollback') waiting.clear()
      if (waiting.size === 0) return execute(query, options)
      if (!endsTransaction(query.sql)) {
        await flush()
        return execute(query, options)
      }
      // In one message: where the writing fails, PostgreSQL commits nothing.
      const [, end] = await Promise.all([flush(), execute(query, options)])
      return end
    },
  })
  return (table, row) => {
    const rows = waiting.get(table)
    if (rows) rows.push(row)
    else waiting.set(table, [row])
  }
}

const endsTransaction = (statement: string) => /\bcommit$/.test(statement)

function insertOf(
  connection: Kysely<DB>,
  table: keyof DB,
  rows: object[],
): InsertQueryBuilder<DB, never, unknown> {
  const insert = connection.insertInto(table).values(rows as never)
  const written = keepsFirst.has(table) ? insert.onConflict(conflict => conflict.doNothing()) : insert
  return written as unknown as InsertQueryBuilder<DB, never, unknown>
}
