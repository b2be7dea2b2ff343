import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { housekeeping } from './housekeeping.ts'
import { once } from './http/idempotency.ts'
import { type Node, openNode } from './testing/feed.ts'
import { type OwnDatabase, ownDatabase } from './testing/postgres.ts'

let database: OwnDatabase
let node: Node
beforeAll(async () => {
  database = await ownDatabase()
  node = openNode(database)
})
afterAll(async () => {
  await node.close()
  await database.drop()
})

test('the answers to repeated requests are kept for 24 hours, not longer', async () => {
  const workspaceId = node.newId()
  const ask = (key: string) =>
    node.db.inWorkspace(workspaceId, tx =>
      once(tx, { caller: 'me', key, request: 1, status: 201 }, async () => key),
    )
  await ask('old')
  await sql`update idempotency_keys set created_at = now() - interval '25 hours'`.execute(node.db.system)
  await ask('new')
  for (const { run } of housekeeping(node).timers) await run()
  const rows = await node.db.system.selectFrom('idempotency_keys').select('key').execute()
  expect(rows).toEqual([{ key: 'new' }])
})
