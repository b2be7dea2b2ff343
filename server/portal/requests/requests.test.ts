import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hiddenField, openPage, sendFiles, sendPage } from '#server/platform/testing/pages.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let shop: TestWorkspace
const clock = { at: new Date(), now: () => new Date(clock.at) }
beforeAll(async () => {
  app = await testApp({ clock })
})
beforeEach(async () => {
  clock.at = new Date()
  shop = await aWorkspace(app)
  await shop.call('PATCH', '/workspace', { settings: { undoSeconds: 0 } })
})
afterAll(() => app.close())

const anna = 'anna@mail.test'

/** A mail arrives, is acknowledged, and the acknowledgement carries the link. */
async function aRequest({ from = anna, subject = 'Bouquet non reçu' } = {}) {
  const mail = aMail({ from: `Anna Pereira <${from}>`, to: shop.address, subject })
  await shop.call('POST', `/channels/${shop.channelId}/raw`, mail)
  await app.settle()
  const { body } = await shop.call<{ items: { id: string; subject: string }[] }>(
    'GET',
    '/conversations?view=oldest',
  )
  const id = body.items.find(one => one.subject === subject)!.id
  return { id, path: (await linksTo(from)).at(-1)! }
}

/** The links in the mails that left for an address, in order. */
async function linksTo(address: string): Promise<string[]> {
  const rows = await app.ground.db.system
    .selectFrom('deliveries')
    .select(['mail', 'recipients'])
    .where('workspace_id', '=', shop.id)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows
    .filter(row => row.recipients.includes(address))
    .flatMap(row =>
      [...(row.mail as { text: string }).text.matchAll(/\/r\/[\w-]{43}/g)].map(([path]) => path),
    )
}

const messagesOf = (id: string) =>
  app.ground.db.system
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', shop.id)
    .where('conversation_id', '=', id)
    .orderBy('id')
    .execute()
const statusOf = async (id: string) => (await shop.call('GET', `/conversations/${id}`)).body.status

describe('the link', () => {
  test('stands in the acknowledgement, opens the request, and is kept as a hash alone', async () => {
    const { path } = await aRequest()
    const page = await openPage(app, path)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('Bouquet non reçu')
    expect(page.body).toContain('En cours\u00a0: la réponse vient de nous.')
    expect(page.headers).toMatchObject({
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    const links = await app.ground.db.system
      .selectFrom('request_links')
      .selectAll()
      .where('workspace_id', '=', shop.id)
      .execute()
    expect(JSON.stringify(links)).not.toContain(path.slice(3))
  })

  test('reading, however often and by whatever robot, changes nothing', async () => {
    const { id, path } = await aRequest()
    const before = (await shop.call('GET', `/conversations/${id}`)).body
    for (const url of [
      path,
      `${path}?said=closed`,
      `${path}/closure`,
      `${path}/reopening`,
      `${path}/messages`,
    ])
      await openPage(app, url)
    expect((await shop.call('GET', `/conversations/${id}`)).body).toEqual(before)
  })

  test('a wrong token is a kind sentence; an old one mails a new one to the address that is known, and only there', async () => {
    const { path } = await aRequest()
    const wrong = await openPage(app, `/r/${'a'.repeat(43)}`)
    expect(wrong.statusCode).toBe(404)
    expect(wrong.body).toContain('Ce lien n’ouvre aucune demande')
    clock.at = new Date(clock.at.getTime() + 91 * 86_400_000)
    const old = await openPage(app, path)
    expect(old.statusCode).toBe(410)
    expect(old.body).toContain('a…a@mail.test')
    expect(old.body).not.toContain('Bouquet')
    await sendPage(app, `${path}/renewal`, {
      lang: 'fr',
      email: 'thief@evil.test',
      address: 'thief@evil.test',
    })
    expect(await linksTo('thief@evil.test')).toEqual([])
    const fresh = (await linksTo(anna)).at(-1)!
    expect(fresh).not.toBe(path)
    expect((await openPage(app, fresh)).body).toContain('Bouquet non reçu')
  })

  test('is asked for by the address one wrote from: known or not, the page says the same', async () => {
    await aRequest()
    const ask = (email: string) => sendPage(app, `/requests/${shop.slug}`, { email, lang: 'fr' })
    // The acknowledgement has just brought the link: it is a while later that one looks for it again.
    clock.at = new Date(clock.at.getTime() + 6 * 60_000)
    const [known, unknown] = [await ask(anna), await ask('nobody@mail.test')]
    expect(known.statusCode).toBe(303)
    expect(unknown.headers.location).toBe(known.headers.location)
    expect(await linksTo(anna)).toHaveLength(2)
    expect(await linksTo('nobody@mail.test')).toEqual([])
    expect((await ask('no address')).statusCode).toBe(422)
  })

  test('is mailed once, asked for five times in a row or at once, and with those of the other requests in one mail', async () => {
    const many = `many-${Date.now()}@mail.test`
    for (const subject of ['Vase fêlé', 'Facture en double', 'Carte oubliée'])
      await aRequest({ from: many, subject })
    const ask = () => sendPage(app, `/requests/${shop.slug}`, { email: many, lang: 'fr' })
    const mails = async () =>
      (
        await app.ground.db.system
          .selectFrom('deliveries')
          .select('recipients')
          .where('workspace_id', '=', shop.id)
          .where('purpose', '=', 'notice')
          .execute()
      ).filter(({ recipients }) => recipients.includes(many)).length
    clock.at = new Date(clock.at.getTime() + 6 * 60_000)
    const before = await linksTo(many)
    const answers = [...(await Promise.all([ask(), ask()])), await ask(), await ask(), await ask()]
    expect(new Set(answers.map(({ statusCode, headers }) => `${statusCode} ${headers.location}`)).size).toBe(
      1,
    )
    expect(await mails()).toBe(1)
    expect(await linksTo(many)).toHaveLength(before.length + 3)
    clock.at = new Date(clock.at.getTime() + 6 * 60_000)
    await ask()
    expect(await mails()).toBe(2)
  })

  test('is made for whoever the request is of, not for who merely takes part', async () => {
    const { id } = await aRequest()
    const { contactId } = await app.ground.db.inWorkspace(shop.id, tx =>
      app.contacts.contactOfSender(tx, { kind: 'email', address: 'other@mail.test', name: 'Autre' }),
    )
    const url = await app.ground.db.inWorkspace(shop.id, tx =>
      app.portal.requestLink(tx, {
        conversationId: id,
        contactId,
        address: 'other@mail.test',
        name: '',
        language: 'fr',
      }),
    )
    expect(url).toBeUndefined()
  })
})

describe('what is shown', () => {
  test('never a note, a forward, a reply to a third person, nor one that may still be taken back', async () => {
    const { id, path } = await aRequest()
    const write = (body: object) =>
      shop.call('POST', `/conversations/${id}/messages`, { version: 0, ...body })
    await write({ kind: 'note', text: 'Client difficile, NOTESECRETE' })
    await write({ kind: 'reply', text: 'Le bouquet part demain, VISIBLE', afterwards: 'stay' })
    await write({
      kind: 'reply',
      text: 'Pour le livreur, TIERSSECRET',
      to: [{ name: '', address: 'van@livreur.test' }],
      afterwards: 'stay',
    })
    const [first] = await messagesOf(id)
    await write({
      kind: 'reply',
      text: 'Voyez, RELAISSECRET',
      forwardMessageId: first!.id,
      to: [{ name: '', address: anna }],
      afterwards: 'stay',
    })
    await shop.call('PATCH', '/workspace', { settings: { undoSeconds: 60 } })
    await write({ kind: 'reply', text: 'Trop vite, REPRISSECRET', afterwards: 'stay' })
    expect((await messagesOf(id)).length).toBe(6)
    const { body } = await openPage(app, path)
    expect(body).toContain('VISIBLE')
    for (const secret of ['NOTESECRETE', 'TIERSSECRET', 'RELAISSECRET', 'REPRISSECRET'])
      expect(body).not.toContain(secret)
  })

  test('an adviser is known by the first name', async () => {
    const { id, path } = await aRequest()
    const lea = await aMember(app, shop, 'adviser', { name: 'Léa Martin' })
    await lea.call('POST', `/conversations/${id}/messages`, {
      kind: 'reply',
      text: 'Bonjour Anna',
      afterwards: 'wait',
    })
    const { body } = await openPage(app, path)
    expect(body).toContain('Léa · ')
    expect(body).not.toContain('Martin')
    expect(body).toContain('Réponse envoyée.')
  })

  test('words that are markup come out as words', async () => {
    const { path } = await aRequest({ subject: '<img src=x onerror=alert(1)>' })
    expect((await openPage(app, path)).body).not.toContain('<img src=x')
  })
})

describe('what the customer does', () => {
  test('a reply with a file joins the thread and its words are kept as they came; sent twice it is there once', async () => {
    const { id, path } = await aRequest()
    const once = hiddenField((await openPage(app, path)).body, 'once')
    const file = { field: 'files', name: '../../bon.txt', bytes: Buffer.from('BON DE COMMANDE') }
    const send = () =>
      sendFiles(app, `${path}/messages`, { text: 'Toujours rien reçu.', once, lang: 'fr' }, [file])
    expect((await send()).headers.location).toBe(`${path}?lang=fr&said=sent`)
    await send()
    const messages = await messagesOf(id)
    expect(messages.map(one => one.text).filter(text => text === 'Toujours rien reçu.')).toHaveLength(1)
    expect(messages.at(-1)).toMatchObject({ direction: 'in', from_address: anna, attachment_count: 1 })
    const receipts = await app.ground.db.system
      .selectFrom('receipts')
      .selectAll()
      .where('workspace_id', '=', shop.id)
      .execute()
    expect(receipts.filter(({ raw }) => raw?.toString().includes('Toujours rien reçu.'))).toHaveLength(1)
    const page = (await openPage(app, path)).body
    const [, fileUrl] = /href="([^"]+\/files\/[^"]+)">bon\.txt/.exec(page)!
    const got = await openPage(app, fileUrl!)
    expect(got.body).toBe('BON DE COMMANDE')
    expect(got.headers['content-disposition']).toContain('attachment')
  })

  test('a file of somebody else’s request is not given', async () => {
    const one = await aRequest()
    const once = 'x'
    await sendFiles(app, `${one.path}/messages`, { text: 'Un', once }, [
      { field: 'files', name: 'a.txt', bytes: Buffer.from('PRIVE') },
    ])
    const file = await app.ground.db.system
      .selectFrom('attachments')
      .select('id')
      .where('workspace_id', '=', shop.id)
      .executeTakeFirstOrThrow()
    const other = await aRequest({ from: 'luc@mail.test', subject: 'Facture' })
    expect((await openPage(app, `${other.path}/files/${file.id}`)).statusCode).toBe(404)
    expect((await openPage(app, `${one.path}/files/${file.id}`)).statusCode).toBe(200)
  })

  test('closes and reopens, by a form alone; the closure is theirs', async () => {
    const { id, path } = await aRequest()
    expect((await sendPage(app, `${path}/closure`, { lang: 'fr' })).statusCode).toBe(303)
    expect(await statusOf(id)).toBe('closed')
    const [episode] = await app.ground.db.system
      .selectFrom('episodes')
      .selectAll()
      .where('conversation_id', '=', id)
      .execute()
    expect(episode).toMatchObject({ closed_by_kind: 'contact' })
    expect((await openPage(app, path)).body).toContain('Rouvrir la demande')
    await sendPage(app, `${path}/reopening`, { lang: 'fr' })
    expect(await statusOf(id)).toBe('open')
    await sendPage(app, `${path}/closure`, {})
    await sendFiles(app, `${path}/messages`, { text: 'En fait, non.', once: 'y' })
    expect(await statusOf(id)).not.toBe('closed')
  })

  test('nothing written is refused with the page, its summary and its words', async () => {
    const { path } = await aRequest()
    const refused = await sendFiles(app, `${path}/messages`, { text: '  ', once: 'z' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('role="alert"')
    const long = await sendFiles(app, `${path}/messages`, { text: 'a'.repeat(20_001), once: 'z' })
    expect(long.statusCode).toBe(422)
    expect(long.body).toContain('aaaa')
  })

  test('a card number in a reply is masked, and the words as they came are dropped (REC-5)', async () => {
    const { id, path } = await aRequest()
    await sendFiles(app, `${path}/messages`, { text: 'Ma carte : 4111 1111 1111 1111', once: 'c' })
    expect((await messagesOf(id)).at(-1)!.text).toContain('•••• 1111')
    const receipts = await app.ground.db.system
      .selectFrom('receipts')
      .select('raw')
      .where('workspace_id', '=', shop.id)
      .execute()
    expect(receipts.map(row => row.raw?.toString() ?? '').join()).not.toContain('4111')
  })
})
