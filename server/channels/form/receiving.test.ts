import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FormChannel } from '#contract/channels.ts'
import { hiddenField, openPage, sendFiles } from '#server/platform/testing/pages.ts'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let shop: TestWorkspace
let path: string
let channel: FormChannel
const clock = { at: new Date(), now: () => new Date(clock.at) }
beforeAll(async () => {
  app = await testApp({ clock })
})
const both = (fr: string, en: string) => ({ fr, en })
const plain = {
  hint: both('', ''),
  required: true,
  options: [],
  showIf: null,
  prospectingNotice: true,
  purpose: null,
}
const fields = [
  { ...plain, key: 'email', type: 'email', label: both('Votre adresse', 'Your address') },
  { ...plain, key: 'order', type: 'order', label: both('Commande', 'Order'), required: false },
  { ...plain, key: 'phone', type: 'phone', label: both('Téléphone', 'Phone'), required: false },
  { ...plain, key: 'message', type: 'long_text', label: both('Message', 'Message') },
  { ...plain, key: 'photo', type: 'file', label: both('Photo', 'Picture'), required: false },
  {
    ...plain,
    key: 'news',
    type: 'consent',
    label: both('Recevoir les offres', 'Get offers'),
    required: false,
    purpose: 'marketing',
  },
]
beforeEach(async () => {
  clock.at = new Date()
  shop = await aWorkspace(app)
  const made = await shop.call<FormChannel>('POST', '/channels', {
    kind: 'form',
    name: 'Une question sur ma commande',
    language: 'fr',
    teamId: shop.teamId,
    title: both('Une question sur ma commande', 'A question about my order'),
    fields,
  })
  expect(made.status).toBe(201)
  channel = made.body
  path = `/f/${channel.address}`
})
afterAll(() => app.close())

const publish = () =>
  shop.call<FormChannel & { code?: string }>('POST', `/channels/${channel.id}/form-versions`)
const change = (body: object) => shop.call('PATCH', `/channels/${channel.id}`, { kind: 'form', ...body })
const filled = {
  email: 'anna@mail.test',
  order: '88213',
  phone: '06 12 34 56 78',
  message: 'Où est mon bouquet ?',
}

/** Opens the form, waits as a person does, and sends it. */
async function fill(answers: Record<string, string> = filled, files: Parameters<typeof sendFiles>[3] = []) {
  const ticket = hiddenField((await openPage(app, path)).body, 'ticket')
  clock.at = new Date(clock.at.getTime() + 20_000)
  return { ticket, answer: await sendFiles(app, path, { lang: 'fr', ticket, ...answers }, files) }
}
const rows = (table: 'conversations' | 'messages' | 'receipts' | 'consent_entries' | 'deliveries') =>
  app.ground.db.system.selectFrom(table).selectAll().where('workspace_id', '=', shop.id).execute() as Promise<
    Record<string, unknown>[]
  >

describe('publishing', () => {
  test('OUT-4: a form that asks a phone number without the sentence is not published, and says why', async () => {
    await change({
      fields: fields.map(one => (one.key === 'phone' ? { ...one, prospectingNotice: false } : one)),
    })
    const refused = await publish()
    expect(refused).toMatchObject({ status: 409, body: { code: 'form.not_publishable' } })
    expect((await openPage(app, path)).statusCode).toBe(404)
    await change({ fields })
    expect((await publish()).status).toBe(201)
    const page = (await openPage(app, path)).body
    expect(page).toContain('La prospection par téléphone demande votre consentement préalable.')
    expect(page).toMatch(/aria-describedby="f-phone-notice"/)
  })

  test('freezes: what is changed since is not seen, and each version stays', async () => {
    expect((await publish()).body).toMatchObject({ publishedVersion: 1, isChanged: false })
    await change({ title: both('Autre titre', 'Another title') })
    expect((await openPage(app, path)).body).not.toContain('Autre titre')
    expect((await shop.call('GET', `/channels/${channel.id}`)).body).toMatchObject({ isChanged: true })
    expect((await publish()).body).toMatchObject({ publishedVersion: 2 })
    expect((await openPage(app, path)).body).toContain('Autre titre')
    const versions = await app.ground.db.system
      .selectFrom('form_versions')
      .select(['version', 'form'])
      .where('channel_id', '=', channel.id)
      .orderBy('version')
      .execute()
    expect(versions.map(one => (one.form as { title: { fr: string } }).title.fr)).toEqual([
      'Une question sur ma commande',
      'Autre titre',
    ])
  })

  test('a form without a team cannot go live (E17)', async () => {
    expect(await change({ teamId: null })).toMatchObject({
      status: 422,
      body: { code: 'channel.not_mapped' },
    })
  })
})

describe('sending', () => {
  beforeEach(async () => {
    await publish()
  })

  test('A7, D26: opens one conversation of the kind form, in the queue of its team, with what was filled in and its files', async () => {
    const { answer } = await fill(filled, [
      { field: 'photo', name: 'bouquet.txt', bytes: Buffer.from('photo') },
    ])
    expect(answer.statusCode).toBe(303)
    expect((await openPage(app, String(answer.headers.location))).body).toContain('Votre demande est gardée')
    const [conversation] = await rows('conversations')
    expect(conversation).toMatchObject({
      channel_kind: 'form',
      team_id: shop.teamId,
      subject: 'Une question sur ma commande · 88213',
      status: 'new',
    })
    const [message] = await rows('messages')
    expect(message).toMatchObject({
      direction: 'in',
      channel_kind: 'form',
      attachment_count: 1,
      from_address: 'anna@mail.test',
    })
    expect(message!.text).toMatch(/^Où est mon bouquet \?\n\nVotre adresse\u00a0: anna@mail.test\n/)
    const listed = await shop.call<{ items: { channel: string }[] }>('GET', '/conversations?view=oldest')
    expect(listed.body.items).toMatchObject([{ channel: 'form' }])
  })

  test('is a sign of health: a form that brought something works, one that nobody sent has not been tried', async () => {
    const seen = async () => (await shop.call<FormChannel>('GET', `/channels/${channel.id}`)).body.health
    expect(await seen()).toMatchObject({ state: 'unknown', lastInAt: null })
    await fill()
    expect(await seen()).toMatchObject({ state: 'works', lastInAt: clock.at.toISOString() })
  })

  test('is acknowledged by mail, with the link to follow the request', async () => {
    await fill()
    await app.settle()
    const [mail] = await rows('deliveries')
    expect(mail).toMatchObject({ purpose: 'acknowledgement', recipients: ['anna@mail.test'] })
    const link = /\/r\/[\w-]{43}/.exec((mail!.mail as { text: string }).text)![0]
    expect((await openPage(app, link)).body).toContain('Où est mon bouquet ?')
  })

  test('is answered by e-mail in the same conversation, and back', async () => {
    await fill()
    const [conversation] = await rows('conversations')
    const sent = await shop.call('POST', `/conversations/${conversation!.id}/messages`, {
      kind: 'reply',
      text: 'Il arrive.',
      afterwards: 'wait',
    })
    expect(sent.status).toBe(201)
    clock.at = new Date(clock.at.getTime() + 60_000)
    await app.settle()
    const reply = (await rows('deliveries')).find(one => one.purpose === 'reply')!
    const mail = reply.mail as { messageId: string; to: { address: string }[]; from: { address: string } }
    expect(mail.to).toMatchObject([{ address: 'anna@mail.test' }])
    expect(mail.from.address).toBe(shop.address)
    const back = aMail({
      from: 'anna@mail.test',
      to: shop.address,
      subject: 'Re',
      headers: { 'In-Reply-To': mail.messageId },
    })
    await shop.call('POST', `/channels/${shop.channelId}/raw`, back)
    await app.settle()
    expect(await rows('conversations')).toHaveLength(1)
  })

  test('is answered from the address of its brand, where there is one', async () => {
    const brand = (await shop.call<{ id: string }>('POST', '/brands', { name: 'Bleuet Entreprises' })).body
    const address = `pro-${shop.slug}@mail.test`
    await shop.call('POST', '/channels', { name: 'Pro', address, language: 'fr', brandId: brand.id })
    expect((await change({ brandId: brand.id })).status).toBe(200)
    await fill()
    const [conversation] = await rows('conversations')
    await shop.call('POST', `/conversations/${conversation!.id}/messages`, { text: 'Il arrive.' })
    const reply = (await rows('deliveries')).find(one => one.purpose === 'reply')!
    expect((reply.mail as { from: object }).from).toMatchObject({
      address,
      name: 'Bleuet Entreprises',
    })
  })

  test('twice the same page is one message', async () => {
    const { ticket } = await fill()
    await sendFiles(app, path, { lang: 'fr', ticket, ...filled })
    expect(await rows('conversations')).toHaveLength(1)
    expect(await rows('receipts')).toHaveLength(1)
  })

  test('SEC-4: an address that somebody types joins no conversation that is there, and verifies nothing', async () => {
    await fill()
    await fill({ ...filled, message: 'Je me fais passer pour Anna' })
    const conversations = await rows('conversations')
    expect(conversations).toHaveLength(2)
    const [first, second] = conversations.toSorted((a, b) => Number(a.number) - Number(b.number))
    expect(second!.linked_to).toBe(first!.id)
    const identities = await app.ground.db.system
      .selectFrom('identities')
      .selectAll()
      .where('workspace_id', '=', shop.id)
      .execute()
    expect(identities).toMatchObject([{ value: 'anna@mail.test', verified_at: null }])
  })

  test('what a robot fills in is kept and goes no further', async () => {
    expect((await fill({ ...filled, website: 'http://spam.test' })).answer.statusCode).toBe(303)
    expect(await rows('conversations')).toEqual([])
    expect(await rows('receipts')).toMatchObject([{ state: 'ignored', reason: 'form.robot' }])
  })

  test('what somebody went back to change and sent again is another message; the same again is not', async () => {
    const { ticket } = await fill()
    await sendFiles(app, path, { lang: 'fr', ticket, ...filled })
    expect(await rows('conversations')).toHaveLength(1)
    const changed = { ...filled, message: 'Où est mon bouquet ? Il est pour demain.' }
    expect((await sendFiles(app, path, { lang: 'fr', ticket, ...changed })).statusCode).toBe(303)
    expect((await rows('messages')).map(one => one.text).join()).toContain('Il est pour demain.')
    const photo = [{ field: 'photo', name: 'b.txt', bytes: Buffer.from('photo') }]
    await sendFiles(app, path, { lang: 'fr', ticket, ...changed }, photo)
    await sendFiles(app, path, { lang: 'fr', ticket, ...changed }, photo)
    expect(await rows('conversations')).toHaveLength(3)
  })

  test.each<[string, number, number, string]>([
    ['too many', 6, 2, '5 au plus'],
    ['too large', 1, 10 * 1024 * 1024 + 1, '10\u00a0Mo chacun au plus'],
  ])('files that are %s are said so, and every word is still there', async (_, count, bytes, says) => {
    const { answer } = await fill(
      filled,
      Array.from({ length: count }, (_, index) => ({
        ...{ field: 'photo', name: `${index}.txt`, bytes: Buffer.alloc(bytes, 'a') },
      })),
    )
    expect(answer.statusCode).toBe(413)
    expect(answer.body).toContain(says)
    expect(answer.body).toContain('Où est mon bouquet ?')
    expect(answer.body).toContain('value="anna@mail.test"')
    expect(await rows('receipts')).toEqual([])
  })

  test('a page that comes back to be corrected says that its files are to be chosen again', async () => {
    const photo = [{ field: 'photo', name: 'b.txt', bytes: Buffer.from('photo') }]
    const { answer } = await fill({ ...filled, email: 'anna' }, photo)
    expect(answer.body).toContain('Choisissez vos fichiers encore une fois')
    expect((await fill({ ...filled, email: 'anna' })).answer.body).not.toContain('encore une fois')
  })

  test('a message that shows nothing is none, and a file’s name cannot turn its letters round', async () => {
    const { answer } = await fill({ ...filled, message: '\u200b \u00a0' })
    expect(answer.statusCode).toBe(422)
    await fill(filled, [{ field: 'photo', name: '../pass\u202egpj.html', bytes: Buffer.from('x') }])
    const names = await app.ground.db.system
      .selectFrom('attachments')
      .select('name')
      .where('workspace_id', '=', shop.id)
      .execute()
    expect(names).toEqual([{ name: 'passgpj.html' }])
  })

  test('what came too fast, or from a page that is not ours, is shown filled in for a person to send', async () => {
    const ticket = hiddenField((await openPage(app, path)).body, 'ticket')
    const fast = await sendFiles(app, path, { lang: 'fr', ticket, ...filled })
    expect(fast.statusCode).toBe(422)
    expect(fast.body).toContain('Où est mon bouquet ?')
    const foreign = await sendFiles(app, path, { lang: 'fr', ...filled })
    expect(foreign.statusCode).toBe(422)
    expect(await rows('receipts')).toEqual([])
    clock.at = new Date(clock.at.getTime() + 5_000)
    const again = await sendFiles(app, path, {
      lang: 'fr',
      ...filled,
      ticket: hiddenField(foreign.body, 'ticket'),
    })
    expect(again.statusCode).toBe(303)
    expect(await rows('conversations')).toHaveLength(1)
  })

  test('a consent that was ticked is in the ledger with the wording that was read; one left empty is not', async () => {
    await fill()
    expect(await rows('consent_entries')).toEqual([])
    await fill({ ...filled, news: 'yes' })
    expect(await rows('consent_entries')).toMatchObject([
      { purpose: 'marketing', given: true, source: 'form', wording_version: `form:${channel.id}:1:news` },
    ])
  })

  test('DAT-2: a box that anybody may tick for anybody counts once the address has answered for itself, and undoes no refusal', async () => {
    await fill({ ...filled, news: 'yes' })
    const [conversation] = await rows('conversations')
    const contactId = String(conversation!.contact_id)
    const standing = async () => {
      const { body } = await shop.call<{ standing: { purpose: string; may: boolean }[] }>(
        'GET',
        `/contacts/${contactId}/consents`,
      )
      return body.standing.find(one => one.purpose === 'marketing')?.may
    }
    const verify = () =>
      app.ground.db.system
        .updateTable('identities')
        .set({ verified_at: clock.now() })
        .where('contact_id', '=', contactId)
        .execute()
    expect(await standing()).toBe(false)
    await verify()
    expect(await standing()).toBe(true)
    clock.at = new Date(clock.at.getTime() + 60_000)
    await shop.call('POST', `/contacts/${contactId}/consents`, {
      purpose: 'marketing',
      given: false,
      source: 'phone',
    })
    await fill({ ...filled, news: 'yes' })
    expect(await standing()).toBe(false)
  })

  test('NUL, and lines where there is one line, are taken out before anything is kept', async () => {
    const { answer } = await fill({
      ...filled,
      order: '88213\r\nBcc: a@b.test',
      message: 'Où\u0000 est-il ?',
    })
    expect(answer.statusCode).toBe(303)
    const [conversation] = await rows('conversations')
    expect(conversation!.subject).toBe('Une question sur ma commande · 88213 Bcc: a@b.test')
    expect(String((await rows('messages'))[0]!.text)).toContain('Où est-il ?')
    expect((await openPage(app, '/f/%00')).statusCode).toBe(404)
  })

  test('what is wrong is said field by field, with a summary that leads there, and nothing is lost', async () => {
    const { answer } = await fill({ ...filled, email: 'anna', message: '' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('href="#f-email"')
    expect(answer.body).toContain('href="#f-message"')
    expect(answer.body).toContain('value="88213"')
    expect(await rows('receipts')).toEqual([])
  })

  test('kept but not understood, because the program was stopped between the two, it is understood later, once', async () => {
    const { ticket } = await fill({ ...filled, website: 'x' }) // kept, not understood
    expect(ticket).not.toBe('')
    await app.ground.db.system
      .updateTable('receipts')
      .set({ state: 'stored', reason: null })
      .where('workspace_id', '=', shop.id)
      .execute()
    await app.settle()
    expect(await rows('conversations'), 'the reader of mails leaves it alone').toEqual([])
    clock.at = new Date(clock.at.getTime() + 60_000)
    await app.forms.chores.timers[0]!.run()
    await app.forms.chores.timers[0]!.run()
    expect(await rows('conversations')).toHaveLength(1)
    expect(await rows('receipts')).toMatchObject([{ state: 'parsed' }])
  })

  test('what a browser shows that knows no conditions, and somebody fills in, is kept and said to be beside their choice', async () => {
    const showIf = { field: 'what', value: 'broken' }
    const options = [
      { value: 'late', label: both('En retard', 'Late') },
      { value: 'broken', label: both('Abîmée', 'Broken') },
    ]
    const label = both('Que s’est-il passé', 'What happened')
    await change({
      fields: [
        ...[fields[0], fields[3], { ...plain, key: 'what', type: 'choice', label, options }],
        { ...plain, key: 'where', type: 'long_text', label: both('À quel endroit', 'Where'), showIf },
        { ...fields[4], showIf },
        { ...fields[5], showIf },
      ],
    })
    expect((await publish()).status).toBe(201)
    const { email, message } = filled
    const { answer } = await fill({ email, message, what: 'late', where: 'Le vase est fêlé.', news: 'yes' }, [
      { field: 'photo', name: 'vase.txt', bytes: Buffer.from('fêlé') },
    ])
    expect(answer.statusCode).toBe(303)
    await app.settle()
    const [sent] = (await rows('messages')).filter(({ direction }) => direction === 'in')
    expect(sent!.text).toContain('À quel endroit (demandé pour un autre choix)\u00a0: Le vase est fêlé.')
    expect(sent!.attachment_count).toBe(1)
    // What was not asked of them is no consent.
    expect(sent!.text).toContain('Recevoir les offres (demandé pour un autre choix)\u00a0: Oui')
    expect(await rows('consent_entries')).toEqual([])
    // An answer left empty there says nothing, and none of it is required.
    const alone = await fill({ email, message, what: 'late', where: '' })
    expect(alone.answer.statusCode).toBe(303)
    await app.settle()
    const texts = (await rows('messages')).map(({ text }) => text as string)
    expect(texts.filter(text => text.includes('autre choix'))).toHaveLength(1)
  })

  test('a card number is masked everywhere, the form as it came included (REC-5)', async () => {
    await fill({ ...filled, message: 'Carte 4111 1111 1111 1111', order: '4111111111111111' })
    const everything =
      JSON.stringify([await rows('messages'), await rows('conversations')]) +
      (await rows('receipts')).map(one => String(one.raw)).join()
    expect(everything).toContain('1111')
    expect(everything).not.toMatch(/4111 ?1111/)
  })

  test('in a frame of another site it may be shown, on its own it may not', async () => {
    expect((await openPage(app, `${path}?embed=1`)).headers['content-security-policy']).toContain(
      'frame-ancestors *',
    )
    expect((await openPage(app, path)).headers['content-security-policy']).toContain("frame-ancestors 'none'")
  })
})
