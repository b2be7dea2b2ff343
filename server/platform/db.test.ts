import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isUniqueViolation } from './db.ts'
import { type Node, openNode } from './testing/feed.ts'
import { testDatabase } from './testing/postgres.ts'

let node: Node
beforeAll(async () => {
  node = openNode(await testDatabase())
})
afterAll(() => node.close())

const aTeam = (workspace_id: string, name: string) => ({
  workspace_id,
  id: node.newId(),
  name,
  kind: 'digital' as const,
})

async function aWorkspace() {
  const id = node.newId()
  await node.db.system
    .insertInto('workspaces')
    .values({ id, slug: `w-${id}`, name: 'w', language: 'fr', time_zone: 'Europe/Paris' })
    .execute()
  return id
}

const teamsOf = async (workspaceId: string) =>
  (
    await node.db.system.selectFrom('teams').select('name').where('workspace_id', '=', workspaceId).execute()
  ).map(({ name }) => name)

test('work that swallowed the error of a statement is not acknowledged, since PostgreSQL would roll it back quietly', async () => {
  const workspaceId = await aWorkspace()
  const work = node.db.inWorkspace(workspaceId, async tx => {
    await tx.insertInto('teams').values(aTeam(workspaceId, 'Livraisons')).execute()
    await tx
      .insertInto('teams')
      .values(aTeam(workspaceId, 'Livraisons'))
      .execute()
      .catch(error => expect(isUniqueViolation(error)).toBe(true))
    return 'done'
  })
  await expect(work).rejects.toThrow('swallowed')
  expect(await teamsOf(workspaceId)).toEqual([])
})

test('two transactions that lock each other out are both done: one of them again', async () => {
  const workspaceId = await aWorkspace()
  for (const name of ['A', 'B'])
    await node.db.system.insertInto('teams').values(aTeam(workspaceId, name)).execute()
  let attempts = 0
  const rename = (first: string, then: string) =>
    node.db.inWorkspace(workspaceId, async tx => {
      attempts += 1
      const set = (name: string) =>
        tx
          .updateTable('teams')
          .set({ positions: attempts })
          .where('workspace_id', '=', workspaceId)
          .where('name', '=', name)
          .execute()
      await set(first)
      await new Promise(done => setTimeout(done, 100))
      await set(then)
    })
  await Promise.all([rename('A', 'B'), rename('B', 'A')])
  // On a slow machine PostgreSQL may give up both at once, and both go again.
  expect(attempts).toBeGreaterThanOrEqual(3)
})

test('a question cannot write, and a workspace that is no uuid is never put into a statement', async () => {
  const workspaceId = await aWorkspace()
  const write = node.db.readWorkspace(workspaceId, tx =>
    tx.insertInto('teams').values(aTeam(workspaceId, 'X')).execute(),
  )
  await expect(write).rejects.toMatchObject({ code: '25006' })
  await expect(node.db.inWorkspace(`${workspaceId}'; --`, async () => {})).rejects.toThrow('uuid')
})

test('a commit rings with its workspace, a rollback and a question do not', async () => {
  const workspaceId = await aWorkspace()
  const heard: (string | undefined)[] = []
  node.db.onCommit(id => heard.push(id))
  await node.db.readWorkspace(workspaceId, async () => {})
  await expect(node.db.inWorkspace(workspaceId, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(heard).toEqual([])
  await node.db.inWorkspace(workspaceId, async () => {})
  await node.db.systemTransaction(async () => {})
  expect(heard).toEqual([workspaceId, undefined])
})

test('a question writes nothing; one that leaves a trace does, without anyone waiting for the disk or being rung', async () => {
  const workspaceId = await aWorkspace()
  let rung = 0
  node.db.onCommit(() => {
    rung += 1
  })
  const add = (name: string, how?: { leavesTrace: boolean }) =>
    node.db.readWorkspace(
      workspaceId,
      async tx => {
        await tx.insertInto('teams').values(aTeam(workspaceId, name)).execute()
        const { rows } = await sql<{ setting: string }>`
          select current_setting('synchronous_commit') as setting`.execute(tx)
        return rows[0]!.setting
      },
      how,
    )
  await expect(add('Livraisons')).rejects.toThrow('read-only')
  expect(await add('Retours', { leavesTrace: true })).toBe('off')
  expect(await teamsOf(workspaceId)).toEqual(['Retours'])
  expect(rung).toBe(0)
})
