import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { purgeRaw } from './raw-retention.ts'
import { aReport, mailWorld } from './testing/world.ts'

let app: TestApp
let workspace: TestWorkspace
let world: ReturnType<typeof mailWorld>
let adviser: Awaited<ReturnType<typeof world.adviser>>
let now = new Date('2026-03-10T09:00:00Z')
let people = 0

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
  workspace = await aWorkspace(app)
  world = mailWorld(app, workspace)
  adviser = await world.adviser()
})
afterAll(() => app.close())

const minutes = (count: number) => {
  now = new Date(now.getTime() + count * 60_000)
}
/** Somebody nobody knows yet, with the conversation of a first mail and our reply that left. */
async function answered(afterwards: 'stay' | 'wait' | 'close' = 'wait') {
  people += 1
  const customer = `client-${people}@mail.test`
  const { conversationId } = await world.post(aMail({ from: `Anna <${customer}>` }))
  await app.settle()
  await adviser.reply(conversationId!, `Réponse à ${customer}`, { afterwards })
  minutes(1)
  await app.settle()
  const reply = (await world.deliveriesOf(conversationId!)).find(row => row.purpose === 'reply')!
  return { customer, id: conversationId!, reply }
}
const statusOf = async (id: string) =>
  (await world.messages(id)).find(message => message.direction === 'out')!.deliveryStatus

describe('a report about a mail of ours', () => {
  test('that it did not arrive is tied to it and shown in its conversation, where the customer waits again', async () => {
    const { customer, id, reply } = await answered()
    expect(await statusOf(id)).toBe('sent')
    const receipt = await world.post(
      aReport({ to: workspace.address, about: reply.mail_message_id, recipient: customer }),
    )
    expect(receipt).toMatchObject({ state: 'parsed', reason: 'mail.bounced', conversationId: id })
    const messages = await world.messages(id)
    expect(messages[1]).toMatchObject({
      deliveryStatus: 'bounced',
      deliveryError: expect.stringContaining('No such user'),
    })
    expect(messages.at(-1)).toMatchObject({
      id: receipt.messageId,
      direction: 'in',
      automatic: 'bounce',
      author: { kind: 'system' },
    })
    expect(await world.conversation(id)).toMatchObject({
      status: 'open',
      waitingSince: now.toISOString(),
      episodes: [{ number: 1 }],
    })
    expect(
      await app.ground.db.system
        .selectFrom('identities')
        .select('value')
        .where('workspace_id', '=', workspace.id)
        .where('value', 'like', 'mailer-daemon@%')
        .execute(),
    ).toEqual([])
  })

  test('moves the status forward only: sent, delivered, bounced, and never back', async () => {
    const { customer, id, reply } = await answered()
    const report = (action: string, status: string) =>
      world.post(
        aReport({ to: workspace.address, about: reply.mail_message_id, recipient: customer, action, status }),
      )
    await report('delayed', '4.4.1')
    expect(await statusOf(id)).toBe('sent')
    expect(await report('delivered', '2.0.0')).toMatchObject({ reason: 'mail.delivery_report' })
    expect(await statusOf(id)).toBe('delivered')
    await report('failed', '5.2.2')
    expect(await statusOf(id)).toBe('bounced')
    await report('delivered', '2.0.0')
    expect(await statusOf(id)).toBe('bounced')
    expect((await world.deliveriesOf(id)).find(row => row.purpose === 'reply')).toMatchObject({
      state: 'bounced',
    })
  })

  test('of a server that gave up waiting is a loss too', async () => {
    const { customer, id, reply } = await answered()
    await world.post(
      aReport({
        to: workspace.address,
        about: reply.mail_message_id,
        recipient: customer,
        status: '4.4.7',
        diagnostic: '451 4.4.7 delivery time expired',
      }),
    )
    expect(await statusOf(id)).toBe('bounced')
  })

  test('brings back the conversation that the lost answer closed', async () => {
    const { customer, id, reply } = await answered('close')
    await world.post(aReport({ to: workspace.address, about: reply.mail_message_id, recipient: customer }))
    expect(await world.conversation(id)).toMatchObject({
      status: 'open',
      waitingSince: now.toISOString(),
      episodes: [{ number: 1 }, { number: 2 }],
    })
  })

  test('about a copy alone, or about an answer that was written again since, wakes nobody', async () => {
    const first = await answered()
    await world.post(
      aReport({
        to: workspace.address,
        about: first.reply.mail_message_id,
        recipient: 'copie@ailleurs.test',
      }),
    )
    expect(await world.conversation(first.id)).toMatchObject({ status: 'waiting', waitingSince: null })
    const second = await answered()
    await adviser.reply(second.id, 'À la bonne adresse', { afterwards: 'wait' })
    minutes(1)
    await app.settle()
    await world.post(
      aReport({
        to: workspace.address,
        about: second.reply.mail_message_id,
        recipient: second.customer,
      }),
    )
    expect(await world.conversation(second.id)).toMatchObject({ status: 'waiting', waitingSince: null })
  })

  test('in a conversation closed long ago is shown there and reopens nothing', async () => {
    const { customer, id, reply } = await answered('close')
    minutes(60 * 24 * 90) // far beyond the window of reopening
    const receipt = await world.post(
      aReport({ to: workspace.address, about: reply.mail_message_id, recipient: customer }),
    )
    expect(receipt.conversationId).toBe(id)
    expect(await world.conversation(id)).toMatchObject({ status: 'closed', waitingSince: null })
  })

  test('about the acknowledgement is shown where it belongs', async () => {
    const { customer, id } = await answered()
    const acknowledgement = (await world.deliveriesOf(id)).find(row => row.purpose === 'acknowledgement')!
    const receipt = await world.post(
      aReport({ to: workspace.address, about: acknowledgement.mail_message_id, recipient: customer }),
    )
    expect(receipt.conversationId).toBe(id)
  })

  test('about none of our mails opens a conversation that nobody waits in, and is not acknowledged', async () => {
    const receipt = await world.post(
      aReport({ to: workspace.address, about: 'unknown@elsewhere.test', recipient: 'zoe@nulle.test' }),
    )
    expect(await world.conversation(receipt.conversationId!)).toMatchObject({
      waitingSince: null,
      episodes: [{ acknowledgedAt: null }],
    })
    await app.settle()
    expect(await world.mailsTo('mailer-daemon@mx.mail.test')).toEqual([])
  })
})

describe('what no person wrote', () => {
  const absence = (customer: string, headers: Record<string, string>) =>
    aMail({
      from: customer,
      subject: 'Absence du bureau',
      text: 'Je suis absent jusqu’au 30.',
      headers: { 'Auto-Submitted': 'auto-replied', ...headers },
    })

  test.each(['reply', 'acknowledgement'] as const)(
    'answers our %s in its conversation, and neither waits, wakes, reopens nor is acknowledged',
    async purpose => {
      const { customer, id } = await answered('close')
      const ours = (await world.deliveriesOf(id)).find(row => row.purpose === purpose)!
      const before = await world.mailsTo(customer)
      const receipt = await world.post(
        absence(customer, {
          'In-Reply-To': `<${ours.mail_message_id}>`,
          References: `<${ours.mail_message_id}>`,
        }),
      )
      expect(receipt.conversationId).toBe(id)
      expect((await world.messages(id)).at(-1)).toMatchObject({ automatic: 'outOfOffice' })
      expect(await world.conversation(id)).toMatchObject({ status: 'closed', waitingSince: null })
      await app.settle()
      expect(await world.mailsTo(customer)).toHaveLength(before.length)
    },
  )

  test('does not stop the clock of a customer who waits', async () => {
    const { id, customer } = await answered()
    minutes(5)
    await world.post(aMail({ from: customer, to: await tokenOf(id), text: 'Et alors ?' }))
    const since = (await world.conversation(id)).waitingSince
    expect(since).not.toBeNull()
    minutes(5)
    await world.post(absence(customer, { To: await tokenOf(id) }))
    expect(await world.conversation(id)).toMatchObject({ waitingSince: since, status: 'open' })
  })

  test('leaves a snoozed conversation asleep', async () => {
    const { id, customer } = await answered()
    await adviser.call('PUT', `/conversations/${id}/snooze`, {
      until: new Date(now.getTime() + 86_400_000).toISOString(),
    })
    await world.post(absence(customer, { To: await tokenOf(id) }))
    expect((await world.conversation(id)).status).toBe('snoozed')
  })

  test('is not what an adviser answers next', async () => {
    const { id, customer, reply } = await answered()
    await world.post(aReport({ to: workspace.address, about: reply.mail_message_id, recipient: customer }))
    await adviser.reply(id, 'Je réessaie')
    minutes(1)
    await app.settle()
    const again = (await world.mailsTo(customer)).find(mail => mail.text?.includes('Je réessaie'))!
    expect(again.text).not.toContain('mail system')
    expect(again.subject).toBe('Re: Bouquet non reçu')
  })

  async function tokenOf(id: string) {
    const row = (await world.deliveriesOf(id)).find(one => one.purpose === 'reply')!
    return (row.mail as { replyTo: string }).replyTo
  }
})

describe('the acknowledgement', () => {
  const acknowledgements = async (customer: string) =>
    (await world.mailsTo(customer)).filter(mail =>
      mail.headers.some(({ key, value }) => key === 'auto-submitted' && value === 'auto-replied'),
    )

  test('leaves once per episode: again when a closed conversation reopens', async () => {
    const { customer, id, reply } = await answered('close')
    expect(await acknowledgements(customer)).toHaveLength(1)
    const { replyTo } = reply.mail as { replyTo: string }
    await world.post(aMail({ from: customer, to: replyTo, text: 'Toujours rien' }))
    await world.post(aMail({ from: customer, to: replyTo, text: 'Vous êtes là ?' }))
    await app.settle()
    expect(await acknowledgements(customer)).toHaveLength(2)
    expect((await world.conversation(id)).episodes).toMatchObject([
      { acknowledgedAt: expect.any(String) },
      { acknowledgedAt: expect.any(String) },
    ])
  })

  test('goes at most four times a day to one address', async () => {
    for (let index = 0; index < 8; index++)
      await world.post(aMail({ from: 'robot@mail.test', subject: `Demande ${index}` }))
    await app.settle()
    expect(await acknowledgements('robot@mail.test')).toHaveLength(4)
    minutes(25 * 60)
    await world.post(aMail({ from: 'robot@mail.test', subject: 'Le lendemain' }))
    await app.settle()
    expect(await acknowledgements('robot@mail.test')).toHaveLength(5)
  })

  test.each<[string, Record<string, string>]>([
    ['a robot', { 'Auto-Submitted': 'auto-generated' }],
    ['a newsletter', { 'List-Id': '<nouvelles.mail.test>', 'List-Unsubscribe': '<https://mail.test/u>' }],
    ['a bulk mail', { Precedence: 'bulk' }],
    ['somebody who asks for none', { 'X-Auto-Response-Suppress': 'All' }],
    ['spam', { 'X-Spam-Flag': 'YES' }],
  ])('is never sent to %s', async (_who, headers) => {
    people += 1
    const from = `muet-${people}@mail.test`
    expect(await world.post(aMail({ from, headers }))).toMatchObject({ state: 'parsed' })
    await app.settle()
    expect(await world.mailsTo(from)).toEqual([])
  })
})

test('two Boucle addresses that write to each other stop by themselves', async () => {
  const other = await aWorkspace(app)
  const there = mailWorld(app, other)
  // Each thinks the other a customer; every mail that leaves for one of them is carried there.
  await there.post(aMail({ from: workspace.address, to: other.address }), other.channelId)
  const carried = new Set<string>()
  for (let round = 0; round < 12; round++) {
    await app.settle()
    for (const mail of await world.outbox()) {
      const to = mail.to?.[0]?.address
      const key = mail.messageId ?? ''
      if (carried.has(key)) continue
      const house =
        to === other.address
          ? there
          : to?.startsWith('bonjour') && to.endsWith(workspace.address.split('@')[1]!)
            ? world
            : undefined
      if (!house) continue
      carried.add(key)
      await house.post(mail.raw)
    }
  }
  expect(carried.size).toBe(1)
})

test('our own echo is ignored; a stranger who writes the mark of our tests is not', async () => {
  expect(await world.post(aMail({ from: workspace.address }))).toMatchObject({
    state: 'ignored',
    reason: 'mail.own',
  })
  expect(
    await world.post(aMail({ from: 'malin@mail.test', headers: { 'X-Boucle-Test': '1' } })),
  ).toMatchObject({ state: 'parsed' })
})

test('a round trip of an address comes home and is timed', async () => {
  const started = await workspace.call<{ id: string }>('POST', `/channels/${workspace.channelId}/tests`)
  await app.settle()
  const path = `/channels/${workspace.channelId}/tests/${started.body.id}`
  expect((await workspace.call('GET', path)).body).toMatchObject({ state: 'sent', seconds: null })
  const mail = (await world.mailsTo(workspace.address)).at(-1)!
  now = new Date(now.getTime() + 4000)
  expect(await world.post(mail.raw)).toMatchObject({ state: 'ignored', reason: 'mail.test' })
  minutes(10)
  expect((await workspace.call('GET', path)).body).toMatchObject({ state: 'arrived', seconds: 4 })
})

describe('REC-5: a mail that holds a payment card', () => {
  const card = '4111 1111 1111 1111'
  const everything = async () => {
    const { db } = app.ground
    const rows = []
    for (const table of [
      'messages',
      'conversations',
      'deliveries',
      'receipts',
      'events',
      'event_details',
      'drafts',
    ] as const)
      rows.push(
        await db.system.selectFrom(table).selectAll().where('workspace_id', '=', workspace.id).execute(),
      )
    return JSON.stringify(rows, (_key, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    )
  }

  test('is masked in the name of its sender and of its files', async () => {
    const receipt = await world.post(
      Buffer.from(
        [
          `From: "Anna ${card}" <nom@mail.test>`,
          `To: ${workspace.address}`,
          'Subject: Bonjour',
          'Message-ID: <nom-de-carte@mail.test>',
          'MIME-Version: 1.0',
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          'Content-Type: text/plain',
          '',
          'Voici.',
          '--b',
          'Content-Type: application/pdf',
          `Content-Disposition: attachment; filename="carte ${card}.pdf"`,
          '',
          'rien',
          '--b--',
        ].join('\r\n'),
      ),
    )
    expect(receipt).toMatchObject({ state: 'parsed' })
    expect(await everything()).not.toContain(card)
    const files = await app.ground.db.system
      .selectFrom('attachments')
      .select('name')
      .where('workspace_id', '=', workspace.id)
      .where('message_id', '=', receipt.messageId!)
      .execute()
    expect(files).toEqual([{ name: 'carte •••• 1111.pdf' }])
  })

  test('is masked in its words, subject, preview and acknowledgement, and not kept as it came', async () => {
    const receipt = await world.post(
      aMail({
        from: 'carte@mail.test',
        subject: `Carte ${card}`,
        text: `Débitez ma carte ${card}, cryptogramme 123, merci.`,
      }),
    )
    expect(receipt).toMatchObject({
      state: 'parsed',
      detail: expect.stringMatching(/^Il contenait un numéro de carte .* a été effacé\.$/),
    })
    await app.settle()
    expect(await world.conversation(receipt.conversationId!)).toMatchObject({
      subject: 'Carte •••• 1111',
      preview: expect.stringContaining('•••• 1111'),
    })
    expect((await world.mailsTo('carte@mail.test'))[0]!.subject).toBe('Re: Carte •••• 1111')
    const written = await adviser.reply(receipt.conversationId!, `Votre carte ${card} ?`, {
      html: `<p>Votre carte <b>${card}</b> ?</p>`,
    })
    expect(written.status).toBe(201)
    expect(await everything()).not.toMatch(/4111[ -]?1111|cryptogramme 123/)
  })

  test('and is large is deleted from the file store too', async () => {
    const receipt = await world.post(
      aMail({
        from: 'carte2@mail.test',
        text: `Ma carte ${card}\n${'Bonjour. '.repeat(80_000).replaceAll(/.{72}/g, '$&\n')}`,
      }),
    )
    const folder = join(app.outbox, '..', 'files', workspace.id, 'kept', 'raw', receipt.id)
    expect(existsSync(folder)).toBe(true)
    await app.settle()
    expect(existsSync(folder)).toBe(false)
    const row = await app.ground.db.system
      .selectFrom('receipts')
      .select(['raw', 'raw_sha256'])
      .where('id', '=', receipt.id)
      .executeTakeFirst()
    expect(row).toEqual({ raw: null, raw_sha256: null })
  })

  test('and comes twice leaves nothing the second time either', async () => {
    const mail = { from: 'carte3@mail.test', messageId: '<carte3@mail.test>', text: `Ma carte : ${card}` }
    await world.post(aMail(mail))
    expect(await world.post(aMail({ ...mail, headers: { 'X-Other': 'road' } }))).toMatchObject({
      state: 'ignored',
      reason: 'mail.duplicate',
    })
    expect(await everything()).not.toMatch(/4111[ -]?1111/) // four digits alone may be part of an id
  })
})

describe('folding', () => {
  const words =
    'Merci, c’est bien arrivé.\n\nLe 9 mars 2026 à 10:00, Léa <lea@maison.test> a écrit :\n> Voici votre suivi.\n> Bonne journée'

  test('the places of the quoted history are kept with the message', async () => {
    const { conversationId } = await world.post(aMail({ from: 'pli@mail.test', text: words }))
    const [message] = await world.messages(conversationId!)
    const folds = message!.metadata.folds as { kind: string; start: number; end: number }[]
    expect(message!.text).toBe('Merci, c’est bien arrivé.')
    expect(folds.map(fold => [fold.kind, message!.fullText.slice(fold.start, fold.end).trim()])).toEqual([
      ['quoted', expect.stringMatching(/^Le 9 mars[\s\S]+Bonne journée$/)],
    ])
  })

  test('no place is kept when masking moved the words', async () => {
    const { conversationId } = await world.post(
      aMail({ from: 'pli2@mail.test', text: `Carte 4111 1111 1111 1111\n\n${words}` }),
    )
    expect((await world.messages(conversationId!))[0]!.metadata).not.toHaveProperty('folds')
  })
})

test('raw mails are forgotten a month after they were understood, parked ones are not', async () => {
  const small = await world.post(aMail({ from: 'mois@mail.test' }))
  const large = await world.post(
    aMail({ from: 'mois@mail.test', text: 'Bonjour. '.repeat(80_000).replaceAll(/.{72}/g, '$&\n') }),
  )
  const parked = await world.post(Buffer.from('Subject: personne\r\n\r\nBonjour\r\n'))
  const file = join(app.outbox, '..', 'files', workspace.id, 'kept', 'raw', large.id)
  const holds = async (id: string) => {
    const row = await app.ground.db.system
      .selectFrom('receipts')
      .select(['raw', 'raw_sha256'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return row.raw !== null || row.raw_sha256 !== null
  }
  minutes(29 * 24 * 60)
  await purgeRaw(app.ground)
  expect([await holds(small.id), await holds(large.id), existsSync(file)]).toEqual([true, true, true])
  minutes(2 * 24 * 60)
  expect(await purgeRaw(app.ground)).toBeGreaterThanOrEqual(2)
  expect([await holds(small.id), await holds(large.id), existsSync(file)]).toEqual([false, false, false])
  expect(await holds(parked.id)).toBe(true)
  expect(await purgeRaw(app.ground)).toBe(0)
})
