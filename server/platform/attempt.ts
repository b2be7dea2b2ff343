import { sql } from 'kysely'
import type { Tx } from './db.ts'
import { Refused } from './errors.ts'

/** Does a part of a transaction: what is refused leaves nothing behind, its events included, and the rest goes on. */
export async function attempt<Value>(
  tx: Tx,
  work: () => Promise<Value>,
): Promise<{ value: Value; refusal?: never } | { refusal: Refused }> {
  const told = tx.recorded?.length ?? 0
  await sql`savepoint attempt`.execute(tx)
  let result: { value: Value } | { refusal: Refused }
  try {
    result = { value: await work() }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await sql`rollback to savepoint attempt`.execute(tx)
    tx.recorded?.splice(told)
    result = { refusal: error }
  }
  await sql`release savepoint attempt`.execute(tx)
  return result
}
