import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatChannel, EmailChannel } from '#contract/channels.ts'
import type { Problem } from '#contract/common.ts'
import { aKey, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  app = await testApp({ running: false })
  workspace = await aWorkspace(app)
})
afterAll(() => app.close())

const aChat = (more: object = {}) => ({ kind: 'chat', name: 'Boutique en ligne', language: 'fr', ...more })

describe('E17: a channel goes live only as a part of the customers’ threads', () => {
  test('a chat that no team answers is not switched on, and is not kept half made', async () => {
    const refused = await workspace.call<Problem>('POST', '/channels', aChat())
    expect(refused).toMatchObject({ status: 422, body: { code: 'channel.not_mapped' } })
    const { body } = await workspace.call<{ items: { kind: string }[] }>('GET', '/channels')
    expect(body.items.filter(one => one.kind === 'chat')).toEqual([])
  })

  test('switched off it waits for its team; with one it goes live, and does not stay live without', async () => {
    const made = await workspace.call<ChatChannel>('POST', '/channels', aChat({ enabled: false }))
    expect(made.status).toBe(201)
    const change = (changes: object) =>
      workspace.call('PATCH', `/channels/${made.body.id}`, { kind: 'chat', ...changes })
    expect(await change({ enabled: true })).toMatchObject({
      status: 422,
      body: { code: 'channel.not_mapped' },
    })
    expect(await change({ enabled: true, teamId: workspace.teamId })).toMatchObject({
      status: 200,
      body: { enabled: true, teamId: workspace.teamId },
    })
    expect(await change({ teamId: null })).toMatchObject({ status: 422 })
    const { body } = await workspace.call<ChatChannel>('GET', `/channels/${made.body.id}`)
    expect(body).toMatchObject({ enabled: true, teamId: workspace.teamId })
  })

  test('the database refuses what a program forgot to ask', async () => {
    const row = { workspace_id: workspace.id, id: app.ground.newId(), kind: 'chat', name: 'Sans équipe' }
    await expect(app.ground.db.system.insertInto('channels').values(row).execute()).rejects.toMatchObject({
      constraint: 'channels_mapped',
    })
  })
})

test('a channel is changed as what it is: an address is no chat, a chat no address', async () => {
  const { body: chat } = await workspace.call<ChatChannel>(
    'POST',
    '/channels',
    aChat({ teamId: workspace.teamId }),
  )
  const otherKind = (kind: string) => ({
    status: 422,
    body: { code: 'channel.other_kind', title: expect.stringContaining(kind) },
  })
  expect(await workspace.call('PATCH', `/channels/${chat.id}`, { name: 'Autre' })).toMatchObject(
    otherKind('chat'),
  )
  const asChat = { kind: 'chat', name: 'Autre' }
  expect(await workspace.call('PATCH', `/channels/${workspace.channelId}`, asChat)).toMatchObject(
    otherKind('email'),
  )
  const { body: address } = await workspace.call<EmailChannel>('PATCH', `/channels/${workspace.channelId}`, {
    name: 'Accueil',
  })
  expect(address).toMatchObject({ kind: 'email', name: 'Accueil', receives: 'smtp' })
})

test('of two who change a channel, the second is told and overwrites nothing; at once, neither loses the other’s part', async () => {
  const { body: chat } = await workspace.call<ChatChannel>(
    'POST',
    '/channels',
    aChat({ teamId: workspace.teamId }),
  )
  const change = (changes: object) =>
    workspace.call<ChatChannel>('PATCH', `/channels/${chat.id}`, { kind: 'chat', ...changes })
  expect((await change({ version: chat.version, awayAfterMinutes: 5 })).body.version).toBe(chat.version + 1)
  expect(await change({ version: chat.version, awayAfterMinutes: 9 })).toMatchObject({
    status: 409,
    body: { code: 'channel.changed_meanwhile' },
  })
  // Who names no version means the last one, as before.
  expect((await change({ resumeHours: 48 })).status).toBe(200)
  const hours = [12, 36, 60]
  await Promise.all([
    ...hours.map(resumeHours => change({ resumeHours })),
    change({ transcript: 'off' }),
    workspace.call('POST', `/channels/${chat.id}/identity-secret`),
  ])
  const { body } = await workspace.call<ChatChannel>('GET', `/channels/${chat.id}`)
  expect(body).toMatchObject({ awayAfterMinutes: 5, transcript: 'off', hasIdentitySecret: true })
  expect(body.version).toBe(chat.version + 7)
  expect(hours).toContain(body.resumeHours)
})

test('the secret of signed identities is shown once, kept sealed, and the one before stays good for a day', async () => {
  const { body: chat } = await workspace.call<ChatChannel>(
    'POST',
    '/channels',
    aChat({ teamId: workspace.teamId, origins: ['https://shop.test/some/page', 'https://shop.test'] }),
  )
  expect(chat).toMatchObject({ hasIdentitySecret: false, origins: ['https://shop.test'] })
  const renew = () =>
    workspace.call<{ secret: string; oldSecretUntil: string | null }>(
      'POST',
      `/channels/${chat.id}/identity-secret`,
    )
  const first = await renew()
  expect(first).toMatchObject({ status: 201, body: { oldSecretUntil: null } })
  const second = await renew()
  expect(second.body.secret).not.toBe(first.body.secret)
  const inADay = app.ground.clock.now().getTime() + 86_400_000
  expect(Math.abs(Date.parse(second.body.oldSecretUntil!) - inADay)).toBeLessThan(60_000)
  const { body } = await workspace.call('GET', `/channels/${chat.id}`)
  expect(JSON.stringify(body)).not.toContain(second.body.secret)
  const { settings } = await app.ground.db.system
    .selectFrom('channels')
    .select('settings')
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', chat.id)
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(settings)).not.toContain(second.body.secret)
})

test('an adviser sees which channels there are, not how they are set up', async () => {
  const call = await aKey(app, workspace.id, { role: 'adviser' })
  const { body } = await call<{ items: ChatChannel[] }>('GET', '/channels')
  const chats = body.items.filter(one => one.kind === 'chat')
  expect(chats.length).toBeGreaterThan(0)
  for (const one of chats) expect(one).toMatchObject({ origins: [], hasIdentitySecret: false })
})
