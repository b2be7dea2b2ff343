import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, ChatChannel, Dependents, EmailChannel, FormChannel } from '#contract/channels.ts'
import type { ChatPage, ChatSettings } from '#contract/chat.ts'
import type { Problem } from '#contract/common.ts'
import { hiddenField, openPage, sendFiles } from '#server/platform/testing/pages.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { aChat, ask, aVisitor } from '../chat/testing/visitor.ts'
import { bring } from '../email/testing/postman.ts'

let app: TestApp
let house: TestWorkspace
const clock = { at: new Date(), now: () => new Date(clock.at) }
beforeAll(async () => {
  app = await testApp({ smtp: true, clock })
})
beforeEach(async () => {
  clock.at = new Date()
  house = await aWorkspace(app)
})
afterAll(() => app.close())

const later = (seconds: number) => {
  clock.at = new Date(clock.at.getTime() + seconds * 1000)
}
const remove = <Kind = Channel>(id: string) => house.call<Kind>('DELETE', `/channels/${id}`)
const restore = <Kind = Channel & Problem>(id: string) =>
  house.call<Kind>('POST', `/channels/${id}/restoration`)
const idsOf = async (query = '') =>
  (await house.call<{ items: Channel[] }>('GET', `/channels${query}`)).body.items.map(({ id }) => id)
const eventsOf = async (id: string) =>
  (
    await app.ground.db.system
      .selectFrom('events')
      .select('type')
      .where('workspace_id', '=', house.id)
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute()
  ).map(({ type }) => type)

async function aForm(more: object = {}): Promise<FormChannel> {
  const made = await house.call<FormChannel>('POST', '/channels', {
    kind: 'form',
    name: 'Une question',
    language: 'fr',
    teamId: house.teamId,
    ...more,
  })
  const published = await house.call<FormChannel>('POST', `/channels/${made.body.id}/form-versions`)
  expect(published.status).toBe(201)
  return published.body
}

describe('a deleted channel', () => {
  test('leaves the list, keeps its history, and comes back as it was; asked twice, once', async () => {
    const { id } = await aChat(house)
    const off = (
      await house.call<ChatChannel>('POST', '/channels', {
        kind: 'chat',
        name: 'Essai',
        language: 'fr',
        enabled: false,
      })
    ).body
    expect(await remove(id)).toMatchObject({
      status: 200,
      body: { deletedAt: clock.at.toISOString(), enabled: false },
    })
    expect((await remove(id)).body.deletedAt).toBe(clock.at.toISOString())
    await remove(off.id)
    expect(await idsOf()).toEqual([house.channelId])
    expect(await idsOf('?deleted=only')).toEqual([id, off.id])
    expect(await idsOf('?deleted=with')).toEqual([house.channelId, id, off.id])
    expect((await restore(id)).body).toMatchObject({ deletedAt: null, enabled: true })
    expect((await restore(id)).body).toMatchObject({ deletedAt: null, enabled: true })
    // What was switched off comes back switched off.
    expect((await restore(off.id)).body).toMatchObject({ deletedAt: null, enabled: false })
    expect(await eventsOf(id)).toEqual(['channel.created', 'channel.deleted', 'channel.restored'])
  })

  test('is changed by nobody until it is back', async () => {
    const chat = await aChat(house)
    const form = await aForm()
    for (const id of [chat.id, form.id, house.channelId]) await remove(id)
    const deleted = { status: 409, body: { code: 'channel.deleted' } }
    for (const [method, path, body] of [
      ['PATCH', `/channels/${chat.id}`, { kind: 'chat', enabled: true }],
      ['POST', `/channels/${chat.id}/identity-secret`, undefined],
      ['POST', `/channels/${form.id}/form-versions`, undefined],
      ['PATCH', `/channels/${house.channelId}`, { enabled: true }],
      ['POST', `/channels/${house.channelId}/tests`, undefined],
      ['POST', `/channels/${house.channelId}/raw`, aMail({ to: house.address })],
    ] as const)
      expect(await house.call(method, path, body), path).toMatchObject(deleted)
  })

  test('is the affair of administrators', async () => {
    const supervisor = await aMember(app, house, 'supervisor', {})
    for (const [method, path] of [
      ['GET', '/dependents'],
      ['DELETE', ''],
      ['POST', '/restoration'],
    ] as const)
      expect(await supervisor.call(method, `/channels/${house.channelId}${path}`)).toMatchObject({
        status: 403,
      })
    expect(await idsOf()).toEqual([house.channelId])
  })
})

describe('what depends on it', () => {
  test('is said before: open requests, pages of others, the brand, webhooks, answers that leave from it', async () => {
    const visitor = await aVisitor(
      app,
      await aChat(house, { name: 'Boutique', origins: ['https://shop.test'] }),
    )
    await visitor.write('Bonjour')
    const chat = (await house.call<{ items: Channel[] }>('GET', '/channels')).body.items.find(
      ({ kind }) => kind === 'chat',
    )!
    const form = await aForm()
    const hook = await house.call('POST', '/webhooks', {
      name: 'Entrepôt',
      url: 'https://stock.example/in',
      types: ['conversation.opened'],
      channelIds: [chat.id],
    })
    expect(hook.status).toBe(201)
    const of = async (id: string) => (await house.call<Dependents>('GET', `/channels/${id}/dependents`)).body
    expect(await of(chat.id)).toEqual({
      openConversations: 1,
      scheduledReplies: 0,
      pages: ['https://shop.test'],
      onContactPage: false,
      webhooks: ['Entrepôt'],
      lastOfBrand: null,
      lastAddress: false,
      answersFor: [],
    })
    expect((await of(form.id)).pages).toEqual([expect.stringMatching(new RegExp(`/f/${form.address}$`))])
    expect(await of(house.channelId)).toMatchObject({
      lastAddress: true,
      answersFor: ['Boutique', 'Une question'],
    })
    await house.call('POST', '/channels', {
      name: 'Seconde',
      address: `seconde-${house.address}`,
      language: 'fr',
    })
    expect(await of(house.channelId)).toMatchObject({
      lastAddress: false,
      answersFor: ['Boutique', 'Une question'],
    })
  })
})

describe('an address', () => {
  const bringTo = (to: string, subject: string) =>
    bring(app.email.smtpPort()!, { from: 'Luc Petit <luc@mail.test>', to, subject, text: 'Bonjour' })
  const receipts = async () =>
    (
      await house.call<{ items: { id: string; state: string; reason: string | null; detail: string }[] }>(
        'GET',
        '/receipts',
      )
    ).body.items

  test('that is deleted keeps what still comes and says why it waits; brought back, it reads it', async () => {
    await remove(house.channelId)
    expect(await bringTo(house.address, 'Toujours là ?')).toMatchObject({ code: 250 })
    await app.settle()
    const [waiting] = await receipts()
    expect(waiting).toMatchObject({ state: 'parked', reason: 'mail.channel_deleted' })
    expect(waiting!.detail).toContain('adresse supprimée')
    expect(await house.call('POST', `/receipts/${waiting!.id}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'channel.deleted' },
    })
    await restore(house.channelId)
    await app.settle()
    expect(await receipts()).toMatchObject([{ state: 'parsed', reason: null }])
    const { body } = await house.call<{ items: { subject: string }[] }>('GET', '/conversations?view=oldest')
    expect(body.items).toMatchObject([{ subject: 'Toujours là ?' }])
  })

  test('is free for another at once, which receives; then the first cannot come back to it', async () => {
    await remove(house.channelId)
    const other = await house.call<EmailChannel>('POST', '/channels', {
      name: 'Nouvelle',
      address: house.address.toUpperCase(),
      language: 'fr',
      teamId: house.teamId,
    })
    expect(other.status).toBe(201)
    await bringTo(house.address, 'Pour la nouvelle')
    await app.settle()
    expect(await receipts()).toMatchObject([{ state: 'parsed' }])
    expect(await restore(house.channelId)).toMatchObject({
      status: 409,
      body: { code: 'channel.address_taken' },
    })
    await remove(other.body.id)
    expect((await restore(house.channelId)).status).toBe(200)
  })

  test('of which a conversation came is answered from another one', async () => {
    await bringTo(house.address, 'Un devis')
    await app.settle()
    const address = `autre-${house.address}`
    const other = await house.call<EmailChannel>('POST', '/channels', {
      name: 'Autre',
      address,
      language: 'fr',
      teamId: house.teamId,
    })
    const { body } = await house.call<{ items: { id: string }[] }>('GET', '/conversations?view=oldest')
    await remove(house.channelId)
    const reply = await house.call('POST', `/conversations/${body.items[0]!.id}/messages`, {
      kind: 'reply',
      text: 'Voici',
      version: 0,
    })
    expect(reply.status).toBe(201)
    const left = await house.call<{ items: { purpose: string; channelId: string }[] }>(
      'GET',
      `/deliveries?conversationId=${body.items[0]!.id}&purpose=reply`,
    )
    expect(left.body.items).toMatchObject([{ channelId: other.body.id }])
  })
})

describe('E46: its customers', () => {
  test('of a chat read that it is closed, and what was said; nothing more is taken', async () => {
    const chat = await aChat(house)
    const visitor = await aVisitor(app, chat)
    await visitor.write('Bonjour, une question')
    await remove(chat.id)
    const settings = () => ask<ChatSettings>(app, chat, 'GET', 'settings?language=fr')
    expect((await settings()).body).toMatchObject({ isClosed: true })
    const closed = {
      status: 410,
      body: { code: 'chat.closed', title: expect.stringContaining('Ce chat est fermé') },
    }
    expect(await visitor.write('Encore là ?')).toMatchObject(closed)
    expect(
      await ask(app, chat, 'POST', 'sessions', { language: 'fr', timeZone: 'Europe/Paris' }),
    ).toMatchObject(closed)
    expect((await visitor.ask<ChatPage>('GET', 'messages')).body.items).toMatchObject([
      { text: 'Bonjour, une question' },
    ])
    await restore(chat.id)
    expect((await settings()).body.isClosed).toBeUndefined()
    expect((await visitor.write('Encore là ?')).status).toBe(200)
  })

  test('of a form read that it is closed, by GET and by what they send, and where else to write', async () => {
    const form = await aForm()
    const path = `/f/${form.address}`
    const ticket = hiddenField((await openPage(app, path)).body, 'ticket')
    await remove(form.id)
    later(20)
    const page = await openPage(app, `${path}?lang=en`)
    expect(page.statusCode).toBe(410)
    expect(page.body).toContain('This form is closed')
    const sent = await sendFiles(
      app,
      path,
      { lang: 'fr', ticket, email: 'anna@mail.test', message: 'Trop tard' },
      [],
    )
    expect(sent.statusCode).toBe(410)
    expect(sent.body).toContain('Ce formulaire est fermé')
    await restore(form.id)
    expect((await openPage(app, path)).statusCode).toBe(200)
  })
})
