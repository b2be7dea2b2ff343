import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatChannel } from '#contract/channels.ts'
import type { ChatMessage, ChatNews, ChatPage, ChatSettings, ChatState } from '#contract/chat.ts'
import type { Conversation, ConversationRow, Message } from '#contract/conversations.ts'
import {
  aMember,
  aWorkspace,
  callerWith,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { cookieOf } from '#server/testing/screens.ts'
import { signIdentity } from './signed-identity.ts'
import { aChat, ask, aVisitor, site } from './testing/visitor.ts'

let app: TestApp
let workspace: TestWorkspace
let chat: ChatChannel
let lea: TestMember
let moved = 0
const clock = { now: () => new Date(Date.now() + moved) }
beforeAll(async () => {
  app = await testApp({ running: false, clock })
  workspace = await aWorkspace(app)
  chat = await aChat(workspace)
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
})
afterAll(() => app.close())

const minutes = (count: number) => {
  moved += count * 60_000
}

async function conversationOf(text: string): Promise<ConversationRow> {
  const { body } = await workspace.call<{ items: ConversationRow[] }>('GET', '/conversations?limit=100')
  const found = body.items.find(row => row.preview === text || row.subject === text)
  if (!found) throw new Error(`no conversation says « ${text} »`)
  return found
}

async function threadOf(id: string): Promise<Message[]> {
  return (await workspace.call<{ items: Message[] }>('GET', `/conversations/${id}/messages?limit=100`)).body
    .items
}

const reply = (id: string, text: string, who = lea, more: object = {}) =>
  who.call<Message>('POST', `/conversations/${id}/messages`, {
    kind: 'reply',
    text,
    channelId: chat.id,
    ...more,
  })

const wordsOf = (items: ChatMessage[]) => items.map(({ from, text }) => [from, text])

describe('Q5: a visitor and an adviser write to each other', () => {
  test('a message opens one conversation of one person, and the answer comes back with a first name only', async () => {
    const visitor = await aVisitor(app, chat)
    const sent = await visitor.write('Bonjour, où est mon bouquet ?')
    expect(sent).toMatchObject({
      status: 200,
      body: { from: 'visitor', text: 'Bonjour, où est mon bouquet ?' },
    })
    const row = await conversationOf('Bonjour, où est mon bouquet ?')
    expect(row).toMatchObject({
      channel: 'chat',
      channelId: chat.id,
      status: 'new',
      team: { id: workspace.teamId },
    })
    expect(row.contact.name).toMatch(/^Visiteur /)
    const answer = await reply(row.id, 'Il est en route.')
    expect(answer).toMatchObject({ status: 201, body: { channel: 'chat', deliveryStatus: 'sent', to: [] } })
    const { body } = await visitor.ask<ChatPage>('GET', 'messages')
    expect(wordsOf(body.items)).toEqual([
      ['visitor', 'Bonjour, où est mon bouquet ?'],
      ['adviser', 'Il est en route.'],
    ])
    expect(body.items[1]).toMatchObject({ name: 'Léa', channel: 'chat', isSeen: false })
    expect(JSON.stringify(body)).not.toContain('Martin')
  })

  test('who is asked what follows a number gets it once, as it is now, marks included', async () => {
    const visitor = await aVisitor(app, chat)
    await visitor.write('Êtes-vous ouverts dimanche ?')
    const row = await conversationOf('Êtes-vous ouverts dimanche ?')
    const { seq } = (await visitor.ask<ChatState>('GET', 'conversation')).body
    const answer = (await reply(row.id, 'Oui, jusqu’à midi.')).body
    const news = (await visitor.ask<ChatNews>('GET', `messages?after=${seq}`)).body
    expect(wordsOf(news.items)).toEqual([['adviser', 'Oui, jusqu’à midi.']])
    expect(news).toMatchObject({ more: false, gone: [] })
    const none = (await visitor.ask<ChatNews>('GET', `messages?after=${news.seq}`)).body
    expect(none.items).toEqual([])
    expect((await visitor.ask<ChatState>('GET', 'conversation')).body.unread).toBe(1)
    expect((await visitor.ask('POST', 'reading', { messageId: answer.id, state: 'delivered' })).status).toBe(
      204,
    )
    expect((await visitor.ask('POST', 'reading', { messageId: answer.id, state: 'read' })).status).toBe(204)
    // Forward only: what is read is not delivered again.
    await visitor.ask('POST', 'reading', { messageId: answer.id, state: 'delivered' })
    expect((await threadOf(row.id)).at(-1)).toMatchObject({ deliveryStatus: 'read' })
    expect((await visitor.ask<ChatState>('GET', 'conversation')).body.unread).toBe(0)
  })

  test('what the adviser has read is marked on the visitor’s messages', async () => {
    const visitor = await aVisitor(app, chat)
    const { body: mine } = await visitor.write('Avez-vous reçu ma photo ?')
    expect(mine.isSeen).toBe(false)
    const row = await conversationOf('Avez-vous reçu ma photo ?')
    const { seq } = (await visitor.ask<ChatState>('GET', 'conversation')).body
    const cookie = await cookieOf(app, workspace, lea)
    const read = await callerWith(app, { cookie, 'boucle-workspace': workspace.slug })(
      'PUT',
      `/conversations/${row.id}/reading`,
      { lastReadMessageId: mine.id },
    )
    expect(read.status).toBe(200)
    const { items } = (await visitor.ask<ChatNews>('GET', `messages?after=${seq}`)).body
    expect(items).toMatchObject([{ id: mine.id, isSeen: true }])
  })

  test('a message sent twice, ten times at once, is written once', async () => {
    const visitor = await aVisitor(app, chat)
    const id = randomUUID()
    const sent = await Promise.all(Array.from({ length: 10 }, () => visitor.write('Une seule fois', { id })))
    expect(new Set(sent.map(({ body }) => body.id)).size).toBe(1)
    const row = await conversationOf('Une seule fois')
    expect(await threadOf(row.id)).toHaveLength(1)
  })

  test('two tabs of one visitor write to one conversation, of one person', async () => {
    const visitor = await aVisitor(app, chat)
    const tab = await aVisitor(app, chat, { previous: visitor.token })
    expect(tab.token).toBe(visitor.token)
    await Promise.all([visitor.write('Premier onglet'), tab.write('Second onglet')])
    const { body } = await visitor.ask<ChatPage>('GET', 'messages')
    expect(body.items.map(({ text }) => text).toSorted()).toEqual(['Premier onglet', 'Second onglet'])
    expect(body.items.map(({ id }) => id)).toEqual(body.items.map(({ id }) => id).toSorted())
  })

  test('D26: whoever only looks is nobody: no person, no conversation', async () => {
    const count = async () =>
      (
        await app.ground.db.system
          .selectFrom('contacts')
          .select(eb => eb.fn.countAll<number>().as('count'))
          .where('workspace_id', '=', workspace.id)
          .executeTakeFirstOrThrow()
      ).count
    const before = await count()
    const visitor = await aVisitor(app, chat)
    await visitor.ask('GET', 'conversation')
    expect(await count()).toBe(before)
    expect((await visitor.ask<ChatState>('GET', 'conversation')).body).toMatchObject({
      conversation: null,
      adviser: null,
    })
  })

  test('the conversation goes on within its hours, and a new one is linked to it afterwards', async () => {
    const visitor = await aVisitor(app, chat)
    await visitor.write('Question du matin')
    minutes(60 * 23)
    await visitor.write('Question du soir')
    const first = await conversationOf('Question du soir')
    expect(await threadOf(first.id)).toHaveLength(2)
    minutes(60 * 25)
    await visitor.write('Question du surlendemain')
    const second = await conversationOf('Question du surlendemain')
    expect(second.id).not.toBe(first.id)
    const { body } = await workspace.call<Conversation>('GET', `/conversations/${second.id}`)
    expect(body.linkedTo?.id).toBe(first.id)
  })

  test('E48: an answer written while a colleague answered is refused, as for mail', async () => {
    const omar = await aMember(app, workspace, 'adviser', { name: 'Omar Diallo' })
    const visitor = await aVisitor(app, chat)
    const { body: seen } = await visitor.write('Deux conseillers ?')
    const row = await conversationOf('Deux conseillers ?')
    expect((await reply(row.id, 'Je m’en occupe.', lea, { seenMessageId: seen.id })).status).toBe(201)
    expect(await reply(row.id, 'Moi aussi.', omar, { seenMessageId: seen.id })).toMatchObject({
      status: 409,
      body: { code: 'conversation.answered_meanwhile' },
    })
  })

  test('nobody is answered by chat who did not write by chat', async () => {
    const { body: opened } = await lea.call<Conversation>('POST', '/conversations', {
      to: { name: 'Paul', address: 'paul@mail.test' },
      subject: 'Par e-mail',
      channelId: workspace.channelId,
      message: { text: 'Bonjour Paul' },
    })
    expect(await reply(opened.id, 'Par chat ?')).toMatchObject({
      status: 422,
      body: { code: 'chat.no_visitor' },
    })
  })
})

describe('what a visitor shows and sends', () => {
  test('answers before the first message name the person and stay with the message', async () => {
    const asked = await aChat(workspace, {
      preChat: [
        {
          key: 'prenom',
          type: 'name',
          labelFr: 'Prénom',
          labelEn: 'First name',
          required: true,
          choices: [],
        },
        { key: 'mail', type: 'email', labelFr: 'E-mail', labelEn: 'E-mail', required: false, choices: [] },
        {
          key: 'commande',
          type: 'text',
          labelFr: 'Commande',
          labelEn: 'Order',
          required: false,
          choices: [],
        },
      ],
    })
    const visitor = await aVisitor(app, asked)
    await visitor.write('Ma commande est en retard', {
      fields: { prenom: 'Nina', mail: 'Nina@Mail.test', commande: 'MB-1042', inconnu: 'x' },
    })
    const row = await conversationOf('Ma commande est en retard')
    expect(row.contact.name).toBe('Nina')
    expect((await threadOf(row.id))[0]?.metadata).toMatchObject({
      answers: [{ label: { fr: 'Commande', en: 'Order' }, value: 'MB-1042' }],
    })
    const { body } = await visitor.ask<ChatState>('GET', 'conversation')
    expect(body.address).toMatchObject({ address: 'nina@mail.test', isVerified: false })
  })

  test('a file is kept by what it is, named by a message, and opens by its signed address alone', async () => {
    const visitor = await aVisitor(app, chat)
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const form = Buffer.concat([
      Buffer.from(
        '--b\r\ncontent-disposition: form-data; name="file"; filename="../fleur.exe"\r\ncontent-type: application/x-msdownload\r\n\r\n',
      ),
      png,
      Buffer.from('\r\n--b--\r\n'),
    ])
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const kept = await visitor.ask<{ id: string; type: string; name: string }>('POST', 'files', form, {
      headers,
    })
    expect(kept).toMatchObject({ status: 200, body: { type: 'image/png', name: 'fleur.exe' } })
    const other = await aVisitor(app, chat)
    expect((await other.write('La photo d’un autre', { fileIds: [kept.body.id] })).status).toBe(404)
    const { body } = await visitor.write('Voici la photo', { fileIds: [kept.body.id] })
    expect(body.files).toMatchObject([{ name: 'fleur.exe', type: 'image/png', bytes: png.length }])
    const url = body.files[0]!.url
    expect(await ask(app, chat, 'GET', url, undefined, { origin: null })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/png', 'cross-origin-resource-policy': 'cross-origin' },
    })
    const forged = url.replace(/s=(.)/, (_all, first) => `s=${first === '_' ? '-' : '_'}`)
    expect((await ask(app, chat, 'GET', forged)).status).toBe(404)
    minutes(60 * 25)
    expect((await ask(app, chat, 'GET', url)).status).toBe(404)
  })

  test('a payment card is masked in the thread and not kept as it came (REC-5)', async () => {
    const visitor = await aVisitor(app, chat)
    const { body } = await visitor.write('Ma carte : 4111 1111 1111 1111')
    expect(body.text).not.toContain('4111 1111')
    const kept = await app.ground.db.system
      .selectFrom('receipts')
      .select('raw')
      .where('workspace_id', '=', workspace.id)
      .where('message_id', '=', body.id)
      .executeTakeFirstOrThrow()
    expect(kept.raw).toBeNull()
  })

  test('the page they write from comes only when it was said', async () => {
    const visitor = await aVisitor(app, chat)
    await visitor.write('Sans page')
    await visitor.write('Avec page', { page: { url: `${site}/roses`, title: 'Roses' } })
    const thread = await threadOf((await conversationOf('Avec page')).id)
    expect(thread.map(({ metadata }) => metadata.page)).toEqual([
      undefined,
      { url: `${site}/roses`, title: 'Roses' },
    ])
  })
})

describe('who may come in', () => {
  test('SEC-6: a page of another site gets nothing, and no leave to read it', async () => {
    for (const [method, path, body] of [
      ['GET', 'settings', undefined],
      ['POST', 'sessions', { language: 'fr' }],
      ['OPTIONS', 'messages', undefined],
    ] as const) {
      const answer = await ask(app, chat, method, path, body, { origin: 'https://evil.test' })
      expect(answer.status).toBe(403)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
    const own = await ask(app, chat, 'OPTIONS', 'messages')
    expect(own).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': site } })
  })

  test('an unknown key, one that is switched off, and somebody else’s token open nothing', async () => {
    expect((await ask(app, { address: `c${'0'.repeat(24)}` }, 'GET', 'settings')).status).toBe(404)
    const off = await aChat(workspace, { enabled: false })
    expect((await ask(app, off, 'GET', 'settings')).status).toBe(404)
    const visitor = await aVisitor(app, chat)
    const elsewhere = await aChat(workspace)
    const token = visitor.token
    expect(await ask(app, elsewhere, 'GET', 'conversation', undefined, { token })).toMatchObject({
      status: 401,
      body: { code: 'chat.session_over' },
    })
    expect((await ask(app, chat, 'GET', 'conversation')).status).toBe(401)
  })

  test('one visitor sees nothing of another, even when an adviser joins their conversations', async () => {
    const known = await aVisitor(app, chat)
    await known.write('Mon adresse est 12 rue des Lilas')
    const stranger = await aVisitor(app, chat)
    await stranger.write('Je suis un inconnu')
    const [first, second] = [
      await conversationOf('Mon adresse est 12 rue des Lilas'),
      await conversationOf('Je suis un inconnu'),
    ]
    // As when two cards are merged by hand, and the requests joined.
    await app.ground.db.system
      .updateTable('conversations')
      .set({ contact_id: first.contact.id, linked_to: first.id })
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', second.id)
      .execute()
    expect((await lea.call('POST', `/conversations/${second.id}/joining`)).status).toBe(200)
    const { body } = await stranger.ask<ChatPage>('GET', 'messages')
    expect(wordsOf(body.items)).toEqual([['visitor', 'Je suis un inconnu']])
    await reply(first.id, 'Bonjour à vous')
    expect(JSON.stringify((await stranger.ask('GET', 'messages')).body)).not.toContain('Lilas')
  })

  test('bodies are bounded and refusals are in the visitor’s language', async () => {
    const visitor = await aVisitor(app, chat)
    expect((await visitor.write('x'.repeat(4001))).status).toBe(422)
    expect((await visitor.write('x'.repeat(70_000))).status).toBe(413)
    const empty = await visitor.ask<{ title: string }>(
      'POST',
      'messages',
      { id: randomUUID(), text: ' ' },
      { language: 'en' },
    )
    expect(empty.status).toBe(422)
    const gone = await ask<{ title: string }>(app, chat, 'GET', 'conversation', undefined, {
      token: 'chs_x',
      language: 'en',
    })
    expect(gone.body.title).toBe('This conversation was shut. Open it again.')
  })
})

describe('SEC-3: who the site says its visitor is', () => {
  const userId = `client-${process.pid}`
  const signed = (secret: string, more: object = {}) => {
    const identity = {
      userId,
      email: 'marc@mail.test',
      name: 'Marc Petit',
      signedAt: Math.floor(clock.now().getTime() / 1000),
      ...more,
    }
    return { ...identity, hash: signIdentity(secret, identity) }
  }
  const renew = async () =>
    (await workspace.call<{ secret: string }>('POST', `/channels/${chat.id}/identity-secret`)).body.secret
  const begin = (identity: object) =>
    ask<{ code: string }>(app, chat, 'POST', 'sessions', { language: 'fr', identity })

  test('a forged, changed, old or future signature is refused; so is any before a secret is set', async () => {
    expect((await begin(signed('nothing'))).status).toBe(403)
    const secret = await renew()
    const good = signed(secret)
    expect((await begin(good)).status).toBe(200)
    const second = (count: number) => Math.floor(clock.now().getTime() / 1000) + count
    for (const bad of [
      { ...good, hash: good.hash.replace(/.$/, last => (last === '0' ? '1' : '0')) },
      { ...good, userId: `${userId}-2` },
      { ...good, email: 'eve@mail.test' },
      { ...good, name: undefined },
      signed(secret, { signedAt: second(-90_000) }),
      signed(secret, { signedAt: second(900) }),
      signed('another secret'),
    ])
      expect(await begin(bad)).toMatchObject({ status: 403, body: { code: 'chat.forged_identity' } })
  })

  test('a signed visitor is the known contact of that address, and finds the conversation on another device', async () => {
    const secret = await renew()
    const { body: marc } = await workspace.call<{ id: string }>('POST', '/contacts', {
      name: 'Marc Petit',
      identities: [{ kind: 'email', value: 'known@mail.test' }],
    })
    const identity = () => signed(secret, { userId: `${userId}-known`, email: 'known@mail.test' })
    const phone = await aVisitor(app, chat, { identity: identity() })
    expect(phone.session.visitor).toEqual({ name: 'Marc Petit', isKnown: true })
    await phone.write('Depuis mon téléphone')
    expect((await conversationOf('Depuis mon téléphone')).contact.id).toBe(marc.id)
    // Their address stands on the card alone: the desk finds what they wrote by it.
    const found = await lea.call<{ items: { id: string }[] }>(
      'GET',
      '/conversations?view=all&q=Known%40mail.test',
    )
    expect(found.body.items.map(({ id }) => id)).toEqual([(await conversationOf('Depuis mon téléphone')).id])
    const desk = await aVisitor(app, chat, { identity: identity() })
    expect(wordsOf((await desk.ask<ChatPage>('GET', 'messages')).body.items)).toEqual([
      ['visitor', 'Depuis mon téléphone'],
    ])
  })

  test('a user known by another name is proposed, never merged, where the site gives them the address of somebody else', async () => {
    const secret = await renew()
    const person = (name: string, address: string) =>
      workspace.call<{ id: string }>('POST', '/contacts', {
        ...{ name, identities: [{ kind: 'email', value: address }] },
      })
    const { body: other } = await person('Voisin Autre', 'voisin.autre@mail.test')
    const duo = { userId: `${userId}-duo`, name: 'Duo Deux' }
    const first = await aVisitor(app, chat, {
      identity: signed(secret, { ...duo, email: 'duo@mail.test' }),
    })
    await first.write('Un mot de Duo')
    const { contact } = await conversationOf('Un mot de Duo')
    const changed = await aVisitor(app, chat, {
      identity: signed(secret, { ...duo, email: 'voisin.autre@mail.test' }),
    })
    await changed.write('Un autre mot de Duo')
    await changed.write('Encore un mot de Duo')
    await app.settle()
    expect((await conversationOf('Encore un mot de Duo')).contact).toMatchObject({
      id: contact.id,
      name: 'Duo Deux',
    })
    const { body: untouched } = await workspace.call<{ id: string; identities: { isVerified: boolean }[] }>(
      'GET',
      `/contacts/${other.id}`,
    )
    expect(untouched).toMatchObject({ id: other.id, identities: [{ value: 'voisin.autre@mail.test' }] })
    const proposals = async () =>
      (
        await workspace.call<{ items: { reasons: string[]; cards: unknown }[] }>(
          'GET',
          `/contacts/${contact.id}/duplicates`,
        )
      ).body.items.map(({ reasons }) => reasons)
    expect(await proposals()).toEqual([['claimed_address']])
    // Looked at again for another reason, the proposal stays.
    await workspace.call('PATCH', `/contacts/${contact.id}`, { isVip: true })
    await app.settle()
    expect(await proposals()).toEqual([['claimed_address']])
  })

  test('a site may change its secret: the one before is good for a day, the one before that no more', async () => {
    const [oldest, before, now] = [await renew(), await renew(), await renew()]
    expect((await begin(signed(oldest))).status).toBe(403)
    expect((await begin(signed(before))).status).toBe(200)
    expect((await begin(signed(now))).status).toBe(200)
    minutes(60 * 25)
    expect((await begin(signed(before))).status).toBe(403)
    expect((await begin(signed(now))).status).toBe(200)
  })
})

describe('what the widget shows before anybody wrote', () => {
  test('E46: hours are those of the calendar, and nobody staffed is said as it is', async () => {
    const { body } = await ask<ChatSettings>(app, chat, 'GET', 'settings?language=en')
    expect(body).toMatchObject({
      language: 'en',
      isStaffed: false,
      hours: { timeZone: 'Europe/Paris' },
      texts: { welcome: 'Hello! How can we help you?' },
    })
    const { body: hours } = await workspace.call<{ isOpen: boolean; nextChangeAt: string | null }>(
      'GET',
      `/calendars/${workspace.calendarId}/hours`,
    )
    expect(body.hours.isOpen).toBe(hours.isOpen)
    expect(body.hours.isOpen ? body.hours.closesAt : body.hours.nextOpeningAt).toBe(hours.nextChangeAt)
  })

  test('it speaks under the name, the logo and the colour of its brand, as they are now', async () => {
    const settings = async () => (await ask<ChatSettings>(app, chat, 'GET', 'settings?language=fr')).body
    const { body: brand } = await workspace.call<{ id: string }>('POST', '/brands', {
      name: 'Fleurs de Nantes',
      colour: '#AA3355',
    })
    await workspace.call('PATCH', `/channels/${chat.id}`, { kind: 'chat', brandId: brand.id })
    expect(await settings()).toMatchObject({
      name: 'Fleurs de Nantes',
      logoUrl: null,
      theme: { colour: '#AA3355' },
    })
    await workspace.call('PATCH', `/brands/${brand.id}`, { name: 'Fleurs de Loire' })
    expect((await settings()).name).toBe('Fleurs de Loire')
    await workspace.call('PATCH', `/channels/${chat.id}`, { kind: 'chat', brandId: null })
    expect((await settings()).name).not.toBe('Fleurs de Loire')
  })

  test('TEL-1 E24: the numbers of the house come with their price in the visitor’s language, a surcharged one never', async () => {
    const phone = { labelFr: 'Service client', labelEn: 'Customer care', purpose: 'support' }
    const add = (number: string, more: object = {}) =>
      workspace.call('POST', '/phones', { ...phone, number, ...more })
    expect((await add('0805 12 34 56')).status).toBe(201)
    expect((await add('0892 12 34 56', { purpose: 'sales' })).status).toBe(201)
    const { body } = await ask<ChatSettings>(app, chat, 'GET', 'settings?language=en')
    expect(body.phones).toEqual([
      { number: '+33805123456', shown: '0 805 12 34 56', tariff: 'Free call and service' },
    ])
    const { body: french } = await ask<ChatSettings>(app, chat, 'GET', 'settings?language=fr')
    expect(french.phones[0]).toMatchObject({ tariff: 'Service et appel gratuits' })
  })

  test('a page of ours shows the chat to whoever sets it up, as strictly as any page; not once it is switched off', async () => {
    const tried = await aChat(workspace)
    const open = (language: string) =>
      app.http.inject({ url: `/chat/${tried.address}`, headers: { 'accept-language': language } })
    const page = await open('fr')
    expect(page.statusCode).toBe(200)
    expect(page.payload).toContain('<html lang="fr">')
    expect(page.payload).toContain(
      `<script async src="/widget.js" data-key="${tried.address}" data-locale="fr">`,
    )
    expect((await open('en')).payload).toContain('Try the chat “Boutique en ligne”')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers['x-robots-tag']).toBe('noindex, nofollow')

    await workspace.call('PATCH', `/channels/${tried.id}`, { kind: 'chat', enabled: false })
    const off = await open('fr')
    expect(off.statusCode).toBe(404)
    expect(off.payload).toContain('Ce chat est arrêté')
    expect(off.payload).not.toContain('widget.js')
    expect((await app.http.inject({ url: '/chat/<script>' })).statusCode).toBe(404)
  })

  test('BOT-1: asking for it keeps nothing and sets no cookie', async () => {
    const rows = async () =>
      (
        await app.ground.db.system
          .selectFrom('chat_sessions')
          .select(eb => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
      ).count
    const before = await rows()
    const { headers } = await ask(app, chat, 'GET', 'settings')
    expect(headers['set-cookie']).toBeUndefined()
    expect(await rows()).toBe(before)
  })

  test('E15: rules for speaking first are given with their page, time and hours, for the page to obey once consent is', async () => {
    const rule = { id: 'panier', page: '/cart', afterSeconds: 40, onlyWhenOpen: true }
    const eager = await aChat(workspace, {
      proactive: [{ ...rule, text: { fr: 'Une question ?', en: 'A question?' } }],
    })
    const { body } = await ask<ChatSettings>(app, eager, 'GET', 'settings?language=fr')
    expect(body.proactive).toEqual([{ ...rule, text: 'Une question ?' }])
  })
})

test('SEC-6: where conversations of two visitors are joined, neither reads what the other was told', async () => {
  const [anna, luc] = [await aVisitor(app, chat), await aVisitor(app, chat)]
  await anna.write('Ici Anna')
  await luc.write('Ici Luc')
  const { items } = (
    await workspace.call<{ items: { id: string; preview: string }[] }>(
      'GET',
      '/conversations?view=all&limit=100',
    )
  ).body
  const idOf = (preview: string) => items.find(one => one.preview === preview)!.id
  const [hers, his] = [idOf('Ici Anna'), idOf('Ici Luc')]
  await workspace.call('POST', `/conversations/${hers}/messages`, { text: 'Pour Anna seule' })
  const joined = await workspace.call('POST', `/conversations/${hers}/joining`, {
    into: his,
    otherPerson: true,
  })
  expect(joined.status).toBe(200)
  await luc.write('Toujours Luc')
  await workspace.call('POST', `/conversations/${his}/messages`, { text: 'Pour Luc seul', sendAnyway: true })
  const read = async (visitor: typeof anna) =>
    (await visitor.ask<{ items: { text: string }[] }>('GET', 'messages')).body.items.map(({ text }) => text)
  expect(await read(anna)).toEqual(['Ici Anna', 'Pour Anna seule'])
  expect(await read(luc)).toEqual(['Ici Luc', 'Toujours Luc', 'Pour Luc seul'])
})

test('what a visitor is answered when they write is what the thread shows of it', async () => {
  const visitor = await aVisitor(app, chat)
  for (const text of [
    'Bonjour, mon bouquet n’est pas arrivé, pouvez-vous me dire où il est maintenant ?',
    'Ma carte 4111 1111 1111 1111 a été débitée deux fois.',
    'Hello, could you tell me where my parcel is now, please? It should have come yesterday.',
  ]) {
    const { body: answered } = await visitor.write(text)
    const { body } = await visitor.ask<{ items: ChatMessage[] }>('GET', 'messages')
    expect(body.items.at(-1)).toEqual(answered)
  }
})

test('a flood from one address is limited, and the others go on', async () => {
  const open = () => ask(app, chat, 'POST', 'sessions', { language: 'fr' }, { headers: { 'x-flood': '1' } })
  const answers: number[] = []
  for (let n = 0; n < 80; n++) answers.push((await open()).status)
  expect(answers.at(-1)).toBe(429)
  expect((await ask(app, chat, 'GET', 'settings')).status).toBe(200)
  expect((await open()).headers['access-control-allow-origin']).toBe(site)
})

test('a made-up token lifts no limit: until it opened a session it counts for its address', async () => {
  const answers = new Set<number>()
  for (let n = 0; n < 620; n++)
    answers.add(
      (await ask(app, chat, 'GET', 'conversation', undefined, { token: `chs_made-up-${n}` })).status,
    )
  expect([...answers].toSorted()).toEqual([401, 429])
})
