import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aMember, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'
import { isAvailable, switchOff, switchOn, workOf } from './testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

async function aTeam() {
  const workspace = await aWorkspace(app)
  const lea = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  await switchOn(app, workspace)
  const asks = async () => {
    const { body: contact } = await workspace.call<{ id: string }>('POST', '/contacts', {
      name: 'Ondine Le Bihan',
    })
    const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
      teamId: workspace.teamId,
      contactId: contact.id,
      message: { direction: 'in', text: 'Où est mon colis ?' },
    })
    return body.id
  }
  return { workspace, lea, asks }
}

test('A19: a comparison of all that is written, however long it takes, keeps no request from being offered', async () => {
  const { workspace, lea, asks } = await aTeam()
  await isAvailable(app, workspace, lea.id)
  await app.routing.settle()
  let settled: Promise<void> | undefined
  await app.ground.db.system.transaction().execute(async tx => {
    // What a comparison reads of everybody, and the arrival of a request does not.
    await sql`lock table member_skills in access exclusive mode`.execute(tx)
    settled = app.routing.settle()
    const id = await asks()
    await vi.waitFor(
      async () => expect((await workOf(app, id)).item).toMatchObject({ state: 'offered' }),
      8000,
    )
  })
  await settled
})

test('A19: what changed without a word is found by the next comparison: a request, who has it, and what it takes of them', async () => {
  const { workspace, lea, asks } = await aTeam()
  await isAvailable(app, workspace, lea.id)
  const [taken, closed] = [await asks(), await asks()]
  await app.routing.settle()
  const { system } = app.ground.db
  const silently = (id: string, set: { assignee_id?: string; status?: 'open' | 'closed' }) =>
    system
      .updateTable('conversations')
      .set(set)
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .execute()
  await silently(taken, { assignee_id: lea.id, status: 'open' })
  await silently(closed, { status: 'closed' })
  await system
    .updateTable('work_states')
    .set({ used: 1 })
    .where('workspace_id', '=', workspace.id)
    .where('member_id', '=', lea.id)
    .execute()
  await app.routing.settle()
  expect((await workOf(app, taken)).item).toMatchObject({ state: 'active' })
  expect((await workOf(app, closed)).item).toMatchObject({ state: 'done' })
  const { used, counted } = await system
    .selectFrom('work_states')
    .select(['used', sql<number>`count_units(workspace_id, member_id)`.as('counted')])
    .where('workspace_id', '=', workspace.id)
    .where('member_id', '=', lea.id)
    .executeTakeFirstOrThrow()
  expect(used).toBe(counted)
  // Two comparisons that find nothing any more leave it as it is.
  await app.routing.settle()
  expect((await workOf(app, taken)).item).toMatchObject({ state: 'active' })
})
