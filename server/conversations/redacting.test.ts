import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Message } from '#contract/conversations.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aKey,
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { tracesOf } from '#server/testing/traces.ts'
import { learnWords } from './jobs.ts'

const folder = await mkdtemp(join(tmpdir(), 'boucle-redaction-'))
let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let now = new Date()

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({
    database,
    clock: { now: () => now },
    config: { files: { kind: 'folder', folder } },
  })
  workspace = await aWorkspace(app)
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

async function receive(mail: Buffer): Promise<{ conversationId: string; messageId: string }> {
  const { body, status } = await workspace.call<{ conversationId: string; messageId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    mail,
  )
  expect(status).toBe(201)
  await app.settle()
  return body
}

/** A mail of two sheets and a file, the words in each. */
function aRichMail(words: string, file: string): Buffer {
  return Buffer.from(
    [
      'From: Anna <anna@mail.test>',
      `To: ${workspace.address}`,
      `Subject: Mon ${words}`,
      `Message-ID: <${Math.random()}@mail.test>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=cut',
      '',
      '--cut',
      'Content-Type: text/html; charset=utf-8',
      '',
      `<p>Mon <b>${words.slice(0, 4)}</b>${words.slice(4)}, gardez-le. Le vase est bleu.</p>`,
      '--cut',
      `Content-Type: text/plain; name=${words}.txt`,
      `Content-Disposition: attachment; filename=${words}.txt`,
      '',
      file,
      '--cut--',
      '',
    ].join('\r\n'),
  )
}

const redact = (at: { conversationId: string; messageId: string }, body: object, call = workspace.call) =>
  call<Message & { code?: string }>(
    'POST',
    `/conversations/${at.conversationId}/messages/${at.messageId}/redactions`,
    { reason: 'Donnée de santé.', confirmed: true, ...body },
    { 'idempotency-key': `redaction-${Math.random()}` },
  )

const traces = (texts: string[]) => tracesOf(texts, { url: database.url, folder })

test('DAT-7: words are taken out of a message for good, wherever the conversation and its copies say them', async () => {
  const word = 'xylophonite'
  const arrived = await receive(aRichMail(word, 'Une ordonnance de farfadette.'))
  const adviser = await aMember(app, workspace, 'adviser')
  const path = `/conversations/${arrived.conversationId}`
  await adviser.call(
    'POST',
    `${path}/messages`,
    { kind: 'note', text: `Elle parle de Xylophonite.` },
    { 'idempotency-key': 'n' },
  )
  await adviser.call(
    'POST',
    `${path}/messages`,
    { text: `Pour votre ${word}, voici.` },
    { 'idempotency-key': 'r' },
  )
  await adviser.call('PUT', `${path}/drafts/note`, { body: { text: `Revoir ${word}` } })
  await adviser.call('PATCH', path, { subject: `Son ${word}` }, { 'idempotency-key': 's' })
  now = new Date(now.getTime() + 60_000)
  await app.settle()
  await learnWords(app.ground)
  await app.ground.db.system.updateTable('messages').set({ delivery_status: 'sent' }).execute()
  expect((await workspace.call<{ items: [] }>('GET', `/conversations?q=${word}`)).body.items).toHaveLength(1)
  expect((await traces([word])).length).toBeGreaterThan(6)

  const { status, body } = await redact(arrived, { words: word }, adviser.call)
  expect(status).toBe(201)
  expect(body.text).toContain('█████, gardez-le. Le vase est bleu.')
  expect(body.redactions).toEqual([
    { at: expect.any(String), by: adviser.name, what: 'words', reason: 'Donnée de santé.' },
  ])
  await app.settle()
  expect(await traces([word])).toEqual([])
  expect((await workspace.call<{ items: [] }>('GET', `/conversations?q=${word}`)).body.items).toEqual([])
  expect((await workspace.call<{ items: [] }>('GET', '/conversations?q=vase')).body.items).toHaveLength(1)
  const raw = await workspace.call<{ items: { subject: string; preview: string }[] }>(
    'GET',
    '/conversations?view=all',
  )
  expect(raw.body.items[0]!.subject).toBe('Son █████')
  const events = await app.ground.db.system
    .selectFrom('events')
    .select('data')
    .where('type', '=', 'message.redacted')
    .where('subject_id', '=', arrived.messageId)
    .execute()
  expect(events).toEqual([{ data: { what: 'words' } }])
})

test('DAT-7: a file is taken out, and its bytes when nothing else holds them', async () => {
  const file = 'Un certificat de tournepierre.'
  const one = await receive(aRichMail('violoncelle', file))
  const other = await receive(aRichMail('violoncelle', file))
  const fileOf = async ({ conversationId, messageId }: typeof one) =>
    (
      await workspace.call<{ items: Message[] }>('GET', `/conversations/${conversationId}/messages`)
    ).body.items.find(message => message.id === messageId)!.attachments[0]!.id
  const attachmentId = await fileOf(one)
  expect((await redact(other, { attachmentId })).status).toBe(404)
  expect((await redact(one, { attachmentId })).body.attachments).toEqual([])
  await app.settle()
  expect((await traces(['tournepierre'])).length).toBeGreaterThan(0)
  expect((await redact(other, { attachmentId: await fileOf(other) })).body.redactions[0]!.what).toBe('file')
  await app.settle()
  expect(await traces(['tournepierre'])).toEqual([])
})

test('DAT-7: it is asked with a reason, knowingly, by the house, of a message that has left and nobody must keep', async () => {
  const arrived = await receive(
    aMail({
      from: 'Odile <odile@mail.test>',
      to: workspace.address,
      subject: 'Vase',
      text: 'Le mot clavecin.',
    }),
  )
  expect((await redact(arrived, { words: 'clavecin', confirmed: false })).status).toBe(422)
  expect((await redact(arrived, { words: 'clavecin', reason: '' })).status).toBe(422)
  expect((await redact(arrived, {})).body.code).toBe('conversation.nothing_to_redact')
  expect((await redact(arrived, { words: 'clave' })).body.code).toBe('conversation.words_not_found')
  expect((await redact(arrived, { words: 'clavecin', reason: 'Dit clavecin.' })).body.code).toBe(
    'conversation.reason_says_it',
  )
  const collaborator = await aMember(app, workspace, 'collaborator')
  await workspace.call('PUT', `/conversations/${arrived.conversationId}/shares/${collaborator.id}`)
  expect((await redact(arrived, { words: 'clavecin' }, collaborator.call)).status).toBe(403)
  const elsewhere = await aKey(app, (await aWorkspace(app)).id, { role: 'administrator' })
  expect((await redact(arrived, { words: 'clavecin' }, elsewhere)).status).toBe(404)

  const reply = await workspace.call<Message>('POST', `/conversations/${arrived.conversationId}/messages`, {
    text: 'Un clavecin, donc.',
  })
  const leaving = { ...arrived, messageId: reply.body.id }
  expect((await redact(leaving, { words: 'clavecin' })).body.code).toBe('conversation.still_leaving')
  // The words stay in it as they were written until it has left, or is taken back.
  expect((await redact(arrived, { words: 'clavecin' })).body.code).toBe('conversation.words_leaving')
  expect(await traces(['Un clavecin, donc.'])).not.toEqual([])
  now = new Date(now.getTime() + 60_000)
  await app.settle()
  const { rows: left } = await app.ground.db.pools.system.query<{ text: string }>(
    `select mail ->> 'text' as text from deliveries where message_id = $1 and state = 'sent'`,
    [reply.body.id],
  )
  expect(left.map(({ text }) => text).join()).toContain('Un clavecin, donc.')

  const { body } = await workspace.call<{ contact: { id: string } }>(
    'GET',
    `/conversations/${arrived.conversationId}`,
  )
  await workspace.call('PUT', `/contacts/${body.contact.id}/legal-hold`, { reason: 'Litige 7.' })
  expect((await redact(arrived, { words: 'clavecin' })).body.code).toBe('privacy.on_hold')
  await workspace.call('DELETE', `/contacts/${body.contact.id}/legal-hold`)
  expect((await redact(arrived, { words: 'clavecin' })).status).toBe(201)
  const seen = await collaborator.call<{ items: Message[] }>(
    'GET',
    `/conversations/${arrived.conversationId}/messages`,
  )
  expect(seen.body.items[0]!.redactions[0]).toMatchObject({ reason: null, what: 'words' })
  // Its reader is told on each message that lost them.
  const { body: thread } = await workspace.call<{ items: Message[] }>(
    'GET',
    `/conversations/${arrived.conversationId}/messages`,
  )
  expect(thread.items.map(({ text, redactions }) => [text.includes('█████'), redactions.length])).toEqual(
    thread.items.map(() => [true, 1]),
  )
  expect(thread.items.length).toBeGreaterThan(1)
})
