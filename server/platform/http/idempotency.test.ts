import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Node, openNode } from '../testing/feed.ts'
import { testDatabase } from '../testing/postgres.ts'
import { once } from './idempotency.ts'

let node: Node
beforeAll(async () => {
  node = openNode(await testDatabase(), 20)
})
afterAll(() => node.close())

/** A caller in a workspace of their own whose work can be counted. */
function aCaller({ workspaceId = node.newId(), caller = node.newId() as string } = {}) {
  let works = 0
  const ask = (key: string, request: unknown = { name: 'Anna' }, { holdMs = 0, fails = false } = {}) =>
    node.db.inWorkspace(workspaceId, tx =>
      once(tx, { caller, key, request, status: 201 }, async () => {
        works += 1
        const answer = { id: node.newId(), works }
        if (holdMs > 0) await pause(holdMs)
        if (fails) throw new Error('failed')
        return answer
      }),
    )
  return { ask, works: () => works, workspaceId, caller }
}

test('the same request again gets the first answer, in whatever order its fields are written', async () => {
  const { ask, works } = aCaller()
  const first = await ask('k', { name: 'Anna', tags: ['a', 'b'], deep: { x: 1, y: 2 } })
  expect(await ask('k', { deep: { y: 2, x: 1 }, tags: ['a', 'b'], name: 'Anna' })).toEqual(first)
  expect(works()).toBe(1)
})

test('another body under the same key is refused with 422', async () => {
  const { ask, works } = aCaller()
  await ask('k', { tags: ['a', 'b'] })
  await expect(ask('k', { tags: ['b', 'a'] })).rejects.toMatchObject({
    status: 422,
    code: 'request.idempotency_key_reused',
  })
  expect(works()).toBe(1)
})

test('twenty at once: the work is done once, the others are told it is in flight or get its answer', async () => {
  const { ask, works } = aCaller()
  const asked = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => pause(n * 4).then(() => ask('k', { n: 1 }, { holdMs: 40 }))),
  )
  expect(works()).toBe(1)
  const answers = asked.flatMap(one => (one.status === 'fulfilled' ? [JSON.stringify(one.value)] : []))
  const refusals = asked.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
  expect(new Set(answers).size).toBe(1)
  expect(refusals.length).toBeGreaterThan(0)
  for (const refusal of refusals) expect(refusal).toMatchObject({ status: 409, code: 'request.in_flight' })
})

test('a failed request keeps nothing: the next one does the work', async () => {
  const { ask, works } = aCaller()
  await expect(ask('k', {}, { fails: true })).rejects.toThrow('failed')
  expect(await ask('k')).toMatchObject({ works: 2 })
  expect(works()).toBe(2)
})

test('an answer that holds a secret is given once: a replay is told so, and nothing of it was kept', async () => {
  const { workspaceId, caller } = aCaller()
  const work = async () => ({ token: 'bcl_secret' })
  const ask = () =>
    node.db.inWorkspace(workspaceId, tx =>
      once(tx, { caller, key: 'k', request: {}, status: 201, isSecret: true }, work),
    )
  expect(await ask()).toEqual({ token: 'bcl_secret' })
  await expect(ask()).rejects.toMatchObject({ status: 409, code: 'request.answered_once' })
  const { rows } = await sql`
    select body from idempotency_keys where workspace_id = ${workspaceId}`.execute(node.db.system)
  expect(rows).toEqual([{ body: {} }])
})

test('keys belong to their caller and workspace', async () => {
  const one = aCaller()
  const colleague = aCaller({ workspaceId: one.workspaceId })
  const elsewhere = aCaller({ caller: one.caller })
  for (const { ask } of [one, colleague, elsewhere]) await ask('k', { mine: ask.length })
  expect([one.works(), colleague.works(), elsewhere.works()]).toEqual([1, 1, 1])
})

test('after 24 hours a key is new again', async () => {
  const { ask, works, workspaceId } = aCaller()
  await ask('k', { day: 1 })
  await sql`
    update idempotency_keys set created_at = created_at - interval '24 hours 1 second'
    where workspace_id = ${workspaceId}`.execute(node.db.system)
  await ask('k', { day: 2 })
  expect(works()).toBe(2)
  expect(await ask('k', { day: 2 })).toMatchObject({ works: 2 })
})

test.each(['', ' ', 'with space', 'é', 'x'.repeat(201)])('the key «%s» is refused', async key => {
  await expect(aCaller().ask(key)).rejects.toMatchObject({ status: 422 })
})
