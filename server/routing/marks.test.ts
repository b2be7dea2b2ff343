import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkState } from '#contract/work.ts'
import { eventually } from '#server/platform/testing/feed.ts'
import { aPerson, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { switchOff } from './testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

async function made(workspace: TestWorkspace, path: string, body: object): Promise<string> {
  const answer = await workspace.call<{ id: string }>('POST', path, body)
  expect(answer.status).toBe(201)
  return answer.body.id
}

async function aRequest(workspace: TestWorkspace, days: number, more: object = {}): Promise<string> {
  const id = await made(workspace, '/conversations', {
    ...{ subject: 'Livraison', teamId: workspace.teamId },
    contactId: await made(workspace, '/contacts', { name: 'Odile' }),
    message: { direction: 'in', text: 'Bonjour, où est mon colis de ce matin ?' },
  })
  await workspace.call('PATCH', `/conversations/${id}`, more)
  await app.routing.settle()
  await sql`
    update work_items set t0 = t0 - ${days} * interval '1 day' where conversation_id = ${id}`.execute(
    app.ground.db.system,
  )
  return id
}

test.each(['reason', 'family', 'tag'])(
  'Q31: a %s that is marked as a moment weighs at once on what waits already',
  async kind => {
    const workspace = await aWorkspace(app)
    await app.ground.db.system
      .updateTable('calendars')
      .set({
        weekly_hours: JSON.stringify(
          Object.fromEntries(
            ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, [['00:00', '24:00']]]),
          ),
        ),
        holidays: 'none',
      })
      .where('workspace_id', '=', workspace.id)
      .execute()
    await workspace.call('PUT', '/routing/settings', { isOn: true })
    const lea = await aPerson(app, workspace, 'adviser', { teamIds: [workspace.teamId], name: 'Léa Martin' })
    await workspace.call('PUT', `/work-profiles/${lea.id}`, { capacity: 12 })
    const family = await made(workspace, '/reasons', { labelFr: 'Obsèques', labelEn: 'Funerals' })
    const reasonId = await made(workspace, '/reasons', {
      labelFr: 'Gerbe',
      labelEn: 'Wreath',
      parentId: family,
    })
    await aRequest(workspace, 10)
    const moment = await aRequest(workspace, 8, kind === 'tag' ? { tags: ['obsèques'] } : { reasonId })
    await app.routing.settle()

    // From here on the dispatcher compares nothing: it hears.
    if (kind === 'tag') {
      const { body } = await workspace.call<{ items: { id: string; name: string }[] }>('GET', '/tags')
      const tag = body.items.find(one => one.name === 'obsèques')!
      await workspace.call('PATCH', `/tags/${tag.id}`, { isMoment: true })
    } else
      await workspace.call('PATCH', `/reasons/${kind === 'family' ? family : reasonId}`, { isMoment: true })
    await lea.call('PUT', '/work-state', { status: 'available' })
    const offers = async () => (await lea.call<WorkState>('GET', '/work-state')).body.offers
    await eventually('she is offered something', async () => (await offers()).length > 0)
    // Eight days at twice the weight go before ten.
    expect((await offers()).map(({ conversationId }) => conversationId)).toEqual([moment])
  },
)
