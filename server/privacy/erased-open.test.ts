import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app?.close())

test('DAT-6: what is open with whoever is erased is closed with them: nobody is shown waiting, counted or late', async () => {
  const house = await aWorkspace(app)
  const write = async (from: string) => {
    const { body } = await house.call<{ conversationId: string }>(
      'POST',
      `/channels/${house.channelId}/raw`,
      aMail({ to: house.address, from, subject: 'Commande', text: 'Où en est ma commande' }),
    )
    await app.settle()
    return body.conversationId
  }
  const gone = await write('Ombeline Zwyrkowska <ombeline@mail.test>')
  const other = await write('Odile <odile@mail.test>')
  const { body: thread } = await house.call<{ contact: { id: string }; waitingSince: string | null }>(
    'GET',
    `/conversations/${gone}`,
  )
  expect(thread.waitingSince).not.toBeNull()
  const recovery = app.ground.newId()
  const at = app.ground.clock.now()
  await app.ground.db.system
    .insertInto('recoveries')
    .values({
      ...{ workspace_id: house.id, id: recovery, contact_id: thread.contact.id, conversation_id: gone },
      ...{ opened_at: at, due_at: at, updated_at: at },
    })
    .execute()

  const erased = await house.call('POST', `/contacts/${thread.contact.id}/erasure`, { typed: 'effacer' })
  expect(erased.status, JSON.stringify(erased.body)).toBe(200)
  await app.settle()
  for (const view of ['unassigned', 'oldest']) {
    const { body } = await house.call<{ items: { id: string }[] }>('GET', `/conversations?view=${view}`)
    expect(
      body.items.map(({ id }) => id),
      view,
    ).toEqual([other])
  }
  const counts = await house.call<{ items: { view: string; count: number }[] }>('GET', '/views')
  expect(counts.body.items.filter(({ view }) => ['unassigned', 'oldest'].includes(view))).toEqual([
    expect.objectContaining({ count: 1 }),
    expect.objectContaining({ count: 1 }),
  ])
  const after = await house.call('GET', `/conversations/${gone}`)
  expect(after.body).toMatchObject({ status: 'closed', waitingSince: null, dueAt: null })
  const open = await house.call<{ items: unknown[] }>('GET', '/recoveries?state=open')
  expect(open.body.items).toEqual([])
  const told = await app.ground.db.system
    .selectFrom('events')
    .select(['type', 'actor_kind'])
    .where('workspace_id', '=', house.id)
    .where('type', 'in', ['conversation.closed', 'recovery.closed'])
    .orderBy('type')
    .execute()
  expect(told.map(({ type }) => type)).toEqual(['conversation.closed', 'recovery.closed'])
})
