import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { type MailServer, startMailServer } from './testing/mail-server.ts'
import { mailWorld } from './testing/world.ts'

let app: TestApp
let server: MailServer
let workspace: TestWorkspace
let world: ReturnType<typeof mailWorld>
let adviser: Awaited<ReturnType<typeof world.adviser>>
let now = new Date('2026-03-10T09:00:00Z')
let people = 0

beforeAll(async () => {
  server = await startMailServer()
  app = await testApp({
    clock: { now: () => now },
    config: { mailOut: { kind: 'smtp', url: `smtp://127.0.0.1:${server.port}`, folder: '/nowhere' } },
  })
  workspace = await aWorkspace(app)
  world = mailWorld(app, workspace)
  adviser = await world.adviser('Léa Martin')
})
afterAll(async () => {
  await app.close()
  await server.stop()
})
beforeEach(() => {
  server.arrived.length = 0
  server.answers.recipient = () => undefined
  server.answers.data = () => undefined
})

const minutes = (count: number) => {
  now = new Date(now.getTime() + count * 60_000)
}
/** Everything due has left. */
const sent = async () => {
  minutes(1)
  await app.settle()
}
const header = (mail: MailServer['arrived'][number], name: string) =>
  mail.read.headers.filter(one => one.key === name).map(one => one.value)
/** Somebody's first mail, its acknowledgement gone. */
async function asked(options: Parameters<typeof aMail>[0] = {}) {
  people += 1
  const customer = `client-${people}@mail.test`
  const raw = aMail({
    from: `Anna Pereira <${customer}>`,
    messageId: `<first-${people}@mail.test>`,
    ...options,
  })
  const { conversationId } = await world.post(raw)
  await app.settle()
  return { customer, id: conversationId! }
}
/** What is due was looked for again: a mail of somebody else came and was acknowledged meanwhile. */
async function aLook(): Promise<void> {
  people += 1
  const from = `client-${people}@mail.test`
  await world.post(aMail({ from, messageId: `<first-${people}@mail.test>` }))
  await expect.poll(() => server.arrived.some(mail => mail.to.includes(from)), { timeout: 20_000 }).toBe(true)
}
const replies = () => server.arrived.filter(mail => header(mail, 'auto-submitted').length === 0)
const ours = async (id: string) =>
  (await world.messages(id)).filter(message => message.direction === 'out').at(-1)!

describe('a reply', () => {
  test('E50: is signed by a person, in the thread of the customer’s client, and comes back to its conversation', async () => {
    const { customer, id } = await asked({ subject: 'RE : Devis' })
    await workspace.call('PATCH', `/channels/${workspace.channelId}`, {
      signature: 'Maison Bleuet\n12 rue des Lilas',
    })
    await adviser.reply(id, 'Bonjour Anna,\n\nVoici le devis.', {
      html: '<p>Bonjour <b>Anna</b>,</p><p>Voici le devis.</p>',
    })
    await sent()
    const [mail] = replies()
    expect(mail).toMatchObject({ from: workspace.address, to: [customer] })
    expect(mail!.read.from).toMatchObject({
      address: workspace.address,
      name: expect.stringMatching(/^Léa Martin – /),
    })
    expect(mail!.read.subject).toBe('Re: Devis')
    expect(mail!.read.inReplyTo).toBe(`<first-${people}@mail.test>`)
    expect(mail!.read.references).toContain(`<first-${people}@mail.test>`)
    expect(header(mail!, 'message-id')[0]).toMatch(
      new RegExp(`^<[0-9a-f]{32}@${workspace.address.split('@')[1]}>$`),
    )
    expect(mail!.read.replyTo![0]!.address).toMatch(/^bonjour\+r-[a-z2-7]{36}@/)
    expect(header(mail!, 'auto-submitted')).toEqual([])
    expect(header(mail!, 'date')).toHaveLength(1)
    // HTML and text, the person's name, the house's signature, what was asked below
    expect(mail!.read.text).toMatch(
      /Voici le devis\.\n\n-- \nLéa Martin\nMaison Bleuet\n12 rue des Lilas\n\n.*Anna Pereira a écrit/s,
    )
    expect(mail!.read.text).toContain('> Le bouquet commandé pour aujourd’hui')
    expect(mail!.read.html).toContain('<b>Anna</b>')
    expect(mail!.read.html).toContain('<blockquote type="cite"')
    expect(await ours(id)).toMatchObject({ deliveryStatus: 'sent', deliveryError: null })
    await workspace.call('PATCH', `/channels/${workspace.channelId}`, { signature: '' })

    // The next one references all of the thread
    const back = await world.post(
      aMail({
        from: customer,
        to: mail!.read.replyTo![0]!.address!,
        text: 'Merci',
        messageId: `<second-${people}@mail.test>`,
      }),
    )
    expect(back.conversationId).toBe(id)
    await adviser.reply(id, 'Avec plaisir')
    await sent()
    const again = replies().at(-1)!
    expect(again.read.inReplyTo).toBe(`<second-${people}@mail.test>`)
    expect(again.read.references!.split(/\s+/)).toEqual([
      `<first-${people}@mail.test>`,
      header(mail!, 'message-id')[0],
      `<second-${people}@mail.test>`,
    ])
  })

  test('reaches copies and blind copies; no header ever names a blind one', async () => {
    const { customer, id } = await asked()
    await adviser.reply(id, 'En copie', {
      cc: [{ name: 'Atelier', address: 'atelier@copie.test' }],
      bcc: [{ name: '', address: 'secret@copie.test' }],
    })
    await sent()
    const [mail] = replies()
    expect(mail!.to.sort()).toEqual(['atelier@copie.test', customer, 'secret@copie.test'].sort())
    expect(mail!.raw).not.toContain('secret@copie.test')
    expect(header(mail!, 'bcc')).toEqual([])
    expect(mail!.read.cc).toMatchObject([{ address: 'atelier@copie.test', name: 'Atelier' }])
  })

  test('can be taken back until its moment, and does not leave before it', async () => {
    const { id } = await asked()
    const { body } = await adviser.reply(id, 'Trop vite')
    await app.settle()
    expect(replies()).toEqual([])
    expect(
      (await adviser.call('POST', `/conversations/${id}/messages/${body.id}/cancellation`)).status,
    ).toBeLessThan(300)
    await sent()
    expect(replies()).toEqual([])
    expect(await ours(id)).toMatchObject({ deliveryStatus: 'cancelled' })

    await adviser.reply(id, 'Cette fois oui')
    now = new Date(now.getTime() + 9_000)
    await app.settle()
    expect(replies()).toEqual([])
    now = new Date(now.getTime() + 2_000)
    await app.settle()
    expect(replies()).toHaveLength(1)
    const late = await adviser.call(
      'POST',
      `/conversations/${id}/messages/${(await ours(id)).id}/cancellation`,
    )
    expect(late).toMatchObject({ status: 409, body: { code: 'conversation.already_left' } })
  })

  test('leaves without what runs, and without what was never written', async () => {
    const { id } = await asked()
    await adviser.reply(id, 'Voici', {
      html: '<p onclick="x()">Voici</p><script>alert(1)</script><img src="https://maison.test/logo.png" onerror="x()"><a href="javascript:x()">ici</a>',
    })
    await sent()
    const [mail] = replies()
    expect(mail!.read.html).toContain('<img src="https://maison.test/logo.png"')
    expect(mail!.read.html).not.toMatch(/script|onclick|onerror|data-remote/)
    expect((await ours(id)).html).not.toMatch(/<script|onclick/)
  })
})

describe('a forward', () => {
  test('carries the words and the files of the mail it forwards, and answers nobody', async () => {
    const { id, customer } = await asked({
      subject: 'Photo',
      headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
      text: [
        '--b\nContent-Type: text/plain; charset=utf-8\n\nVoici le vase.',
        '--b\nContent-Type: text/csv; name="vase.csv"\nContent-Disposition: attachment; filename="vase.csv"\n\na;b',
        '--b--',
      ].join('\n'),
    })
    const waiting = (await world.conversation(id)).waitingSince
    const [first] = await world.messages(id)
    await adviser.reply(id, 'Peux-tu regarder ?', {
      forwardMessageId: first!.id,
      to: [{ name: 'Atelier', address: 'atelier@maison.test' }],
    })
    await sent()
    const [mail] = replies()
    expect(mail!.to).toEqual(['atelier@maison.test'])
    expect(mail!.read.subject).toBe('Fwd: Photo')
    expect(mail!.read.text).toContain('> Voici le vase.')
    expect(mail!.read.attachments).toMatchObject([{ filename: 'vase.csv', mimeType: 'text/csv' }])
    expect(await world.conversation(id)).toMatchObject({ waitingSince: waiting })

    // Whoever it went to may answer into the conversation
    const answer = await world.post(
      aMail({ from: 'atelier@maison.test', to: mail!.read.replyTo![0]!.address!, text: 'Vu' }),
    )
    expect(answer.conversationId).toBe(id)
    expect(customer).not.toBe('atelier@maison.test')
  })
})

test('each address answers from itself, in the customer’s language, with its own signature', async () => {
  const address = `hello@${workspace.address.split('@')[1]}`
  const { body: channel } = await workspace.call<{ id: string }>('POST', '/channels', {
    name: 'English desk',
    address,
    language: 'en',
    signature: 'Bluet House',
  })
  people += 1
  const { conversationId } = await world.post(
    aMail({
      from: 'Mary <mary@mail.test>',
      to: address,
      subject: 'Where is my order?',
      text: 'Hello, my order has not arrived yet. Could you please tell me where it is? Thank you.',
    }),
    channel.id,
  )
  await adviser.reply(conversationId!, 'It leaves today.')
  await sent()
  const acknowledgement = server.arrived.find(one => header(one, 'auto-submitted').length > 0)
  expect(acknowledgement!.read.text).toContain('Your request is kept under the reference')
  expect(header(acknowledgement!, 'auto-submitted')).toEqual(['auto-replied'])
  const [mail] = replies()
  expect(mail!.read.from!.address).toBe(address)
  expect(mail!.read.text).toMatch(/-- \nLéa Martin\nBluet House\n\nOn .*, Mary wrote:/s)
})

describe('a server that does not take a mail', () => {
  test('for now is asked again after 1, 5 and 15 minutes; the mail leaves once', async () => {
    const { id } = await asked()
    let asks = 0
    server.answers.recipient = () => {
      asks += 1
      return asks <= 3 ? { code: 451, words: 'Try later' } : undefined
    }
    await adviser.reply(id, 'Avec patience')
    await sent()
    const [delivery] = (await world.deliveriesOf(id)).filter(row => row.purpose === 'reply')
    expect(delivery).toMatchObject({
      state: 'queued',
      attempts: 1,
      last_error: expect.stringContaining('Try later'),
    })
    for (const [wait, expected] of [
      [0.9, 1],
      [0.2, 2],
      [4.8, 2],
      [0.3, 3],
      [14.8, 3],
      [0.3, 4],
    ] as const) {
      minutes(wait)
      await app.settle()
      expect(asks, `${wait}`).toBe(expected)
    }
    expect(replies()).toHaveLength(1)
    expect(await ours(id)).toMatchObject({ deliveryStatus: 'sent', deliveryError: null })
  })

  test('for ever gives up after a day or two, and says why', async () => {
    const { id } = await asked()
    server.answers.data = () => ({ code: 452, words: 'Mailbox full' })
    await adviser.reply(id, 'En vain')
    await sent()
    for (let tries = 0; tries < 10; tries++) {
      minutes(24 * 60)
      await app.settle()
    }
    expect(await ours(id)).toMatchObject({
      deliveryStatus: 'failed',
      deliveryError: expect.stringContaining('Mailbox full'),
    })
  })

  test('for good has its sentence on the message, and a lead can send it again', async () => {
    const { id } = await asked()
    server.answers.recipient = () => ({ code: 550, words: '5.1.1 No such user here' })
    await adviser.reply(id, 'Perdu')
    await sent()
    expect(await ours(id)).toMatchObject({
      deliveryStatus: 'failed',
      deliveryError: expect.stringContaining('No such user here'),
    })
    // Nobody was answered: it is where somebody looks.
    expect(await world.conversation(id)).toMatchObject({ status: 'open', waitingSince: expect.any(String) })
    expect(replies()).toEqual([])

    server.answers.recipient = () => undefined
    const delivery = (await world.deliveriesOf(id)).find(row => row.purpose === 'reply')!
    expect((await adviser.call('POST', `/deliveries/${delivery.id}/retry`)).status).toBe(403)
    const lead = await aMember(app, workspace, 'supervisor')
    expect((await lead.call('POST', `/deliveries/${delivery.id}/retry`)).body).toMatchObject({
      state: 'queued',
    })
    await app.settle()
    expect(replies()).toHaveLength(1)
    expect(await ours(id)).toMatchObject({ deliveryStatus: 'sent', deliveryError: null })
  })

  test('for one of three recipients: the others have it, one is told, one is tried again alone', async () => {
    const { id, customer } = await asked()
    let isBusy = true
    server.answers.recipient = address =>
      address === 'gone@copie.test'
        ? { code: 550, words: 'Gone' }
        : address === 'busy@copie.test' && isBusy
          ? { code: 450, words: 'Busy' }
          : undefined
    await adviser.reply(id, 'À trois', {
      cc: [
        { name: '', address: 'gone@copie.test' },
        { name: '', address: 'busy@copie.test' },
      ],
    })
    await sent()
    isBusy = false
    minutes(2)
    await app.settle()
    expect(replies().map(mail => mail.to)).toEqual([[customer], ['busy@copie.test']])
    expect(await ours(id)).toMatchObject({
      deliveryStatus: 'sent',
      deliveryError: expect.stringContaining('Gone'),
    })
  })

  test('while a server is slow to take one, the mail is given to it once: whether the clock leaps, or the claim on it runs out', async () => {
    const slow = await asked()
    const taken = Promise.withResolvers<undefined>()
    let asks = 0
    server.answers.data = to => {
      if (!to.includes(slow.customer)) return undefined
      asks += 1
      return taken.promise
    }
    await adviser.reply(slow.id, 'Une seule fois')
    minutes(1)
    await expect.poll(() => asks).toBe(1)
    minutes(180)
    await aLook()
    await app.ground.db.system
      .updateTable('deliveries')
      .set({ locked_until: new Date(0) })
      .where('workspace_id', '=', workspace.id)
      .where('state', '=', 'sending')
      .execute()
    await aLook()
    taken.resolve(undefined)
    await app.settle()
    expect(asks).toBe(1)
    expect(replies().map(mail => mail.to)).toEqual([[slow.customer]])
    expect(await ours(slow.id)).toMatchObject({ deliveryStatus: 'sent' })
  })

  test('because nothing answers there: the mail waits', async () => {
    const { id } = await asked()
    await workspace.call('PATCH', `/channels/${workspace.channelId}`, {
      smtp: { host: '127.0.0.1', port: 1, secure: false },
    })
    await adviser.reply(id, 'Dans le vide')
    await sent()
    const [delivery] = (await world.deliveriesOf(id)).filter(row => row.purpose === 'reply')
    expect(delivery).toMatchObject({
      state: 'queued',
      attempts: 1,
      last_error: expect.stringContaining('ECONNREFUSED'),
    })
    await workspace.call('PATCH', `/channels/${workspace.channelId}`, { smtp: null })
    minutes(1)
    await app.settle()
    expect(replies()).toHaveLength(1)
  })
})

describe('an outgoing server of the channel’s own', () => {
  test('that refuses the password is told to administrators once, the mail waits, and leaves when it is right', async () => {
    const private_ = await startMailServer({ asksPassword: true })
    const house = await aWorkspace(app)
    const there = mailWorld(app, house)
    const administrator = await aMember(app, house, 'administrator', { name: 'Ada' })
    const lea = await there.adviser()
    private_.answers.password = (_user, password) => password === 'right'
    const smtp = { host: '127.0.0.1', port: private_.port, secure: false, user: 'bonjour' }
    await house.call('PATCH', `/channels/${house.channelId}`, { smtp: { ...smtp, password: 'wrong' } })
    // A second address by which the program can still tell
    await house.call('POST', '/channels', {
      name: 'Secours',
      address: `secours@${house.slug}.test`,
      language: 'fr',
    })
    const { conversationId } = await there.post(
      aMail({ from: 'luc@mail.test', headers: { Precedence: 'bulk' } }),
    )
    await lea.reply(conversationId!, 'Bonjour Luc', { to: [{ name: '', address: 'luc@mail.test' }] })
    await sent()
    minutes(2)
    await app.settle()

    type Seen = { health: { state: string; error: string | null } }
    const channel = async () => (await house.call<Seen>('GET', `/channels/${house.channelId}`)).body.health
    expect(await channel()).toMatchObject({
      state: 'failing',
      error: expect.stringContaining('Wrong password'),
    })
    expect((await there.messages(conversationId!)).at(-1)).toMatchObject({ deliveryStatus: 'queued' })
    const notices = server.arrived.filter(mail => mail.to[0] === administrator.email)
    expect(notices).toHaveLength(1)
    expect(notices[0]!.read.subject).toContain('Boucle ne peut plus envoyer')
    expect(notices[0]!.read.text).toContain('Wrong password')
    expect(header(notices[0]!, 'auto-submitted')).toEqual(['auto-generated'])

    // A host that is not the one the password was for never gets it
    await house.call('PATCH', `/channels/${house.channelId}`, { smtp: { ...smtp, password: 'right' } })
    minutes(6)
    await app.settle()
    expect(private_.arrived.map(mail => mail.to)).toEqual([['luc@mail.test']])
    expect(await channel()).toMatchObject({ state: 'works', error: null })
    const events = await app.ground.db.system
      .selectFrom('events')
      .select('type')
      .where('workspace_id', '=', house.id)
      .where('type', 'like', 'channel.%')
      .where('subject_id', '=', house.channelId)
      .orderBy('id')
      .execute()
    expect(events.map(event => event.type)).toEqual(
      expect.arrayContaining(['channel.failing', 'channel.recovered']),
    )
    await private_.stop()
  })

  test('of another name is not given the password that was kept', async () => {
    const smtp = { host: 'mail.maison.test', port: 587, secure: false, user: 'bonjour' }
    const path = `/channels/${workspace.channelId}`
    type Seen = { smtp: { hasPassword: boolean } | null }
    const set = async (change: object) =>
      (await workspace.call<Seen>('PATCH', path, { smtp: { ...smtp, ...change } })).body.smtp?.hasPassword
    expect(await set({ password: 'secret' })).toBe(true)
    expect(await set({ port: 465, secure: true })).toBe(true)
    expect(await set({ host: 'mail.malin.test' })).toBe(false)
    await workspace.call('PATCH', path, { smtp: null })
  })
})

describe('SEC-4: header injection', () => {
  const evil = 'evil@injection.test'

  test('in a subject or a name it is only strange words', async () => {
    const { id, customer } = await asked()
    await adviser.reply(id, 'Bonjour', {
      subject: `Bonjour\r\nBcc: ${evil}\r\n\r\n<script>`,
      to: [{ name: `Anna\r\nBcc: ${evil}`, address: customer }],
      cc: [{ name: `"Luc" <${evil}>, x`, address: 'luc@mail.test' }],
    })
    await sent()
    const [mail] = replies()
    expect(mail!.to.sort()).toEqual([customer, 'luc@mail.test'].sort())
    expect(header(mail!, 'bcc')).toEqual([])
    expect(mail!.read.cc).toHaveLength(1)
    expect(mail!.read.cc![0]!.address).toBe('luc@mail.test')
    expect(header(mail!, 'subject')).toHaveLength(1)
  })

  test.each([
    `luc@mail.test\r\nBcc: ${evil}`,
    `luc@mail.test, ${evil}`,
    `<luc@mail.test> ${evil}`,
    'luc@mail.test>\r\nDATA',
    'pas une adresse',
  ])('in an address it is refused: %j', async address => {
    const { id } = await asked()
    const answer = await adviser.reply(id, 'Bonjour', { to: [{ name: '', address }] })
    expect(answer.status).toBe(422)
  })

  test('brought by a customer’s own mail it does not leave again', async () => {
    const subject = `Question\r\nBcc: ${evil}`
    const { id } = await asked({
      subject,
      from: `=?utf-8?Q?Anna=0D=0ABcc:_${evil}?= <anna-${people}@mail.test>`,
    })
    await adviser.reply(id, 'Réponse')
    await sent()
    for (const mail of server.arrived) {
      expect(header(mail, 'bcc')).toEqual([])
      expect(mail.to).not.toContain(evil)
    }
    expect(replies()).toHaveLength(1)
  })
})

test('without an outgoing server each mail is a whole file of the outbox, blind copies only in the list of recipients', async () => {
  const database = await ownDatabase()
  const quiet = await testApp({ database, clock: { now: () => now } })
  onTestFinished(async () => {
    await quiet.close()
    await database.drop()
  })
  const house = await aWorkspace(quiet)
  const there = mailWorld(quiet, house)
  const lea = await there.adviser()
  const { conversationId } = await there.post(aMail({ from: 'anna@mail.test' }))
  await lea.reply(conversationId!, 'Bonjour', { bcc: [{ name: '', address: 'secret@copie.test' }] })
  minutes(1)
  await quiet.settle()
  const mails = (await there.outbox()).filter(mail => mail.to?.[0]?.address === 'anna@mail.test')
  expect(mails).toHaveLength(2)
  expect(mails.some(mail => mail.raw.toString().includes('secret@copie.test'))).toBe(false)
  const [reply] = (
    await house.call<{ items: { recipients: string[]; state: string }[] }>('GET', '/deliveries?purpose=reply')
  ).body.items
  expect(reply).toMatchObject({ state: 'sent', recipients: ['anna@mail.test', 'secret@copie.test'] })
})
