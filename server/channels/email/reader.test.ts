import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { storeMails } from './store.ts'

let app: TestApp
let workspace: TestWorkspace
let now = new Date('2026-03-10T09:00:00Z')

beforeAll(async () => {
  app = await testApp({ smtp: true, clock: { now: () => now } })
  workspace = await aWorkspace(app)
})
afterAll(() => app.close())

interface Receipt {
  id: string
  state: string
  reason: string | null
  detail: string | null
  attempts: number
  conversationId: string | null
}
const post = async (raw: Buffer) =>
  (await workspace.call<Receipt>('POST', `/channels/${workspace.channelId}/raw`, raw)).body
const receipt = async (id: string, language = 'fr') =>
  (await workspace.call<Receipt>('GET', `/receipts/${id}`, undefined, { 'accept-language': language })).body
const textsOf = async (conversationId: string) => {
  const { body } = await workspace.call<{ items: { text: string }[] }>(
    'GET',
    `/conversations/${conversationId}/messages?limit=100`,
  )
  return body.items.map(message => message.text)
}
const minutes = (count: number) => {
  now = new Date(now.getTime() + count * 60_000)
}

const bomb = (from: string) =>
  aMail({
    from,
    headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
    text: `${'--b\n\nx\n'.repeat(5000)}--b--`,
  })

test('a poison mail is parked with its reason in both languages, shown to leads, and stops nobody behind it', async () => {
  const poison = await post(bomb('mallory@mail.test'))
  expect(poison).toMatchObject({ state: 'parked', reason: 'mail.too_many_parts', conversationId: null })
  expect((await receipt(poison.id, 'fr')).detail).toContain('annonce trop de parties')
  expect((await receipt(poison.id, 'en')).detail).toContain('announces too many parts')

  // Behind it: the same sender, and others
  expect(await post(aMail({ from: 'mallory@mail.test', text: 'Cette fois lisible' }))).toMatchObject({
    state: 'parsed',
  })
  expect(await post(aMail({ from: 'anna@mail.test' }))).toMatchObject({ state: 'parsed' })

  const lead = await aMember(app, workspace, 'supervisor')
  const adviser = await aMember(app, workspace, 'adviser')
  const parked = await lead.call<{ items: Receipt[] }>('GET', '/receipts?state=parked')
  expect(parked.body.items.map(one => one.id)).toEqual([poison.id])
  expect((await adviser.call('GET', '/receipts?state=parked')).status).toBe(403)

  // Tried again, it is poison still; tried by an adviser, it is not
  expect((await adviser.call('POST', `/receipts/${poison.id}/retry`)).status).toBe(403)
  expect((await lead.call('POST', `/receipts/${poison.id}/retry`)).body).toMatchObject({ state: 'stored' })
  await app.settle()
  expect(await receipt(poison.id)).toMatchObject({
    state: 'parked',
    reason: 'mail.too_many_parts',
    attempts: 1,
  })
  // and its event is in the log once for each time
  const events = await app.ground.db.system
    .selectFrom('events')
    .select('subject_id')
    .where('workspace_id', '=', workspace.id)
    .where('type', '=', 'receipt.parked')
    .execute()
  expect(events).toEqual([{ subject_id: poison.id }, { subject_id: poison.id }])
})

test('a failure of ours is tried again five times, in its place, and then parked; other senders go on meanwhile', async () => {
  // A mail whose bytes are lost: a disk that fails, as far as the reader can tell.
  const raw = aMail({ from: 'luc@mail.test', text: 'x'.repeat(600_000).replaceAll(/.{80}/g, '$&\n') })
  const [lost] = await storedOnly(raw, () =>
    rm(join(app.outbox, '..', 'files', workspace.id, 'kept'), { recursive: true }),
  )
  const [behind] = await storedOnly(aMail({ from: 'luc@mail.test', text: 'Le suivant' }))
  await app.email.settle()
  expect(await receipt(lost!)).toMatchObject({ state: 'stored', attempts: 1 })
  expect(await receipt(behind!)).toMatchObject({ state: 'stored', attempts: 0 })
  expect(await post(aMail({ from: 'ines@mail.test' }))).toMatchObject({ state: 'parsed' })

  for (let tries = 2; tries <= 5; tries++) {
    minutes(10)
    await app.email.settle()
    expect((await receipt(lost!)).attempts).toBe(tries)
  }
  expect(await receipt(lost!)).toMatchObject({
    state: 'parked',
    reason: 'mail.failed',
    detail: expect.stringContaining('n’a pas pu lire ce mail'),
  })
  await app.email.settle()
  expect(await receipt(behind!)).toMatchObject({ state: 'parsed' })
})

test('fifty mails of five senders over five connections are read in the order each sender sent them', async () => {
  const senders = ['un', 'deux', 'trois', 'quatre', 'cinq']
  await Promise.all(
    senders.map(async sender => {
      const transport = createTransport({
        host: '127.0.0.1',
        port: app.email.smtpPort()!,
        ignoreTLS: true,
        pool: true,
        maxConnections: 1,
      })
      for (let index = 0; index < 10; index++)
        await transport.sendMail({
          from: `${sender}@ordre.test`,
          to: workspace.address,
          subject: 'Suite',
          text: `${index}`,
          messageId: `<${sender}-${index}@ordre.test>`,
          references: index > 0 ? [`<${sender}-0@ordre.test>`] : [],
        })
      transport.close()
    }),
  )
  await app.settle()
  const found = await app.ground.db.system
    .selectFrom('receipts')
    .select(['lane', 'conversation_id', 'state'])
    .where('workspace_id', '=', workspace.id)
    .where('lane', 'like', '%@ordre.test')
    .execute()
  expect(found).toHaveLength(50)
  const threads = new Map(found.map(row => [row.lane, row.conversation_id!]))
  expect(threads.size).toBe(5)
  for (const [sender, id] of threads)
    expect(await textsOf(id), sender).toEqual(Array.from({ length: 10 }, (_none, index) => `${index}`))
})

test('two mails of one sender posted together are both understood when their posts are answered', async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_none, index) =>
      post(aMail({ from: 'ensemble@mail.test', text: `Ensemble ${index}` })),
    ),
  )
  expect(answers.map(answer => answer.state)).toEqual(Array.from({ length: 6 }, () => 'parsed'))
})

test('a mail without any sender is parked, a bounce without one is read', async () => {
  const nobody = Buffer.from('Subject: x\r\n\r\nBonjour\r\n')
  expect(await post(nobody)).toMatchObject({ state: 'parked', reason: 'mail.no_sender' })
  const bounce = Buffer.from(
    'Return-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n<zoe@nulle.test>: 550 5.1.1 unknown\r\n',
  )
  expect(await post(bounce)).toMatchObject({ state: 'parsed' })
})

/** Stores a mail as it came, not understood yet, as if the reader had been away. */
async function storedOnly(raw: Buffer, also?: () => Promise<void>): Promise<string[]> {
  const mail = {
    channelId: workspace.channelId,
    raw,
    envelope: { from: null, to: [workspace.address], via: 'api' as const },
  }
  const stored = await storeMails(app.ground, workspace.id, [mail], also)
  return stored.map(one => one.receipt.id)
}
