import { sql } from 'kysely'
import type { Db } from './db.ts'

/** Next human number of a series (`conversation`) in a workspace: unique, rising, with gaps after a restart. */
export type NextNumber = (workspaceId: string, series: string) => Promise<number>

/**
 * Takes numbers in blocks, in a transaction of their own: a counter row locked by every new conversation would make
 * them wait for each other.
 */
export function createNumbers(db: Db, block = 20): NextNumber {
  const blocks = new Map<string, { next: number; end: number }>()
  const refills = new Map<string, Promise<void>>()

  return async (workspaceId, series) => {
    const key = `${workspaceId}/${series}`
    for (;;) {
      const held = blocks.get(key)
      if (held && held.next < held.end) return held.next++
      let refill = refills.get(key)
      if (!refill) {
        refill = takeBlock(workspaceId, series)
          .then(next => {
            blocks.set(key, { next, end: next + block })
          })
          .finally(() => refills.delete(key))
        refills.set(key, refill)
      }
      await refill
    }
  }

  async function takeBlock(workspaceId: string, series: string): Promise<number> {
    const { rows } = await sql<{ next_number: number }>`
      insert into number_blocks as b (workspace_id, name, next_number)
      values (${workspaceId}, ${series}, ${1 + block})
      on conflict (workspace_id, name) do update set next_number = b.next_number + ${block}
      returning next_number`.execute(db.system)
    return rows[0]!.next_number - block
  }
}
