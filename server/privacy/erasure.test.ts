import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Erasure, ErasurePreview, RightsRequest } from '#contract/privacy.ts'
import { makeBackup } from '#server/platform/backup/make.ts'
import { restoreBackup } from '#server/platform/backup/restore.ts'
import { openFileStore } from '#server/platform/files.ts'
import {
  emptyDatabase,
  type OwnDatabase,
  ownDatabase,
  testSecretKey,
} from '#server/platform/testing/postgres.ts'
import { aKey, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { tracesOf } from '#server/testing/traces.ts'

/** Words that nobody else says. */
const email = 'zebulonne.quichenotte@mail-perso.test'
const traces = [
  email,
  'quichenotte',
  '612345678',
  '6 12 34 56 78',
  'tournepierre',
  'gribouillis',
  'xylophène',
  'farfadette',
  'zébulonne',
  'zebulonne',
  'grande farfouille',
]

const folder = await mkdtemp(join(tmpdir(), 'boucle-erasure-'))
const files = join(folder, 'files')
const config = { files: { kind: 'folder', folder: files } } as const
let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let contactId: string
let otherConversation: string

async function receive(mail: Buffer): Promise<string> {
  const { body, status } = await workspace.call<{ conversationId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    mail,
  )
  expect(status).toBe(201)
  await app.settle()
  return body.conversationId
}

/** A mail with a file. */
function withFile(
  from: string,
  text: string,
  file: string,
  headers = ['Subject: Commande tournepierre'],
): Buffer {
  const lines = [
    `From: ${from}`,
    ...headers,
    `To: ${workspace.address}`,
    `Message-ID: <${Math.random()}@mail.test>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=cut',
    '',
    '--cut',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '--cut',
    'Content-Type: text/plain; name=lettre.txt',
    'Content-Disposition: attachment; filename=lettre.txt',
    '',
    file,
    '--cut--',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, config })
  workspace = await aWorkspace(app)
  const conversation = await receive(
    withFile(`Zébulonne Quichenotte <${email}>`, 'Le xylophène est arrivé cassé.', 'Une farfadette.'),
  )
  const found = await workspace.call<{ items: { id: string }[] }>('GET', '/contacts?q=quichenotte')
  contactId = found.body.items[0]!.id
  await workspace.call('POST', `/contacts/${contactId}/identities`, {
    kind: 'phone',
    value: '06 12 34 56 78',
  })
  await workspace.call('PATCH', `/contacts/${contactId}`, { lastName: 'Quichenotte' })
  const adviser = await aMember(app, workspace, 'adviser')
  await adviser.call(
    'POST',
    `/conversations/${conversation}/messages`,
    { kind: 'note', text: 'Dossier gribouillis.' },
    { 'idempotency-key': 'a-note' },
  )
  // In the words of others: the address must go, the words stay.
  otherConversation = await receive(
    withFile(
      'Odile <odile@mail.test>',
      `Bonjour, mon amie Zébulonne Quichenotte, ou zebulonne\r\nQUICHENOTTE (${email}, 06 12 34 56 78), n’ose pas écrire. QUICHENOTTE Zébulonne, ou Quichenotte, Zebulonne. Et na@mail-perso.test non plus.`,
      'Rien.',
      ['Subject: Pour une amie', `Cc: Grande Farfouille <${email}>`],
    ),
  )
  const answer = await adviser.call('POST', `/conversations/${otherConversation}/messages`, {
    kind: 'reply',
    text: 'Bonjour Odile et Zébulonne Quichenotte.',
    cc: [{ name: 'Grande Farfouille', address: email }],
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  // What the team writes down for itself.
  for (const [method, path, body] of [
    ['PUT', '/known-words/Quichenotte', {}],
    ['PUT', '/known-words/Quincaille', {}],
    [
      'POST',
      '/canned-answers',
      { name: 'Amie', textFr: `Écrivez à Zébulonne Quichenotte, ${email}.`, audience: 'everyone' },
    ],
    ['POST', `/contacts/${contactId}/rights-requests`, { kind: 'erasure' }],
  ] as const) {
    const done = await workspace.call(method, path, body)
    expect(done.status, `${path} ${JSON.stringify(done.body)}`).toBeLessThan(300)
  }
  await sql`
    insert into saved_views (workspace_id, id, name, owner_id, view, filters)
    values (${workspace.id}, ${app.ground.newId()}, 'Zébulonne Quichenotte', ${adviser.id}, 'all',
      ${JSON.stringify({ q: email })}::jsonb)`.execute(app.ground.db.system)
  // What search learns each minute.
  await sql`
    insert into vocabulary (workspace_id, word)
    select distinct workspace_id, lexeme from message_search, unnest(tsv) where lexeme ~ '^[[:alpha:]]{4,}$'`.execute(
    app.ground.db.system,
  )
  await app.settle()
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

const erase = (call = workspace.call, typed = 'effacer') =>
  call<Erasure>('POST', `/contacts/${contactId}/erasure`, { typed })

test('DAT-6: an erasure is shown before, typed, for administrators alone, and stopped by a hold', async () => {
  const preview = await workspace.call<ErasurePreview>('GET', `/contacts/${contactId}/erasure-preview`)
  expect(preview.body.hold).toBeNull()
  const counts = Object.fromEntries(preview.body.parts.map(({ part, count }) => [part, count]))
  expect(counts).toMatchObject({ contact: 1, identities: 2, conversations: expect.any(Number), files: 1 })
  expect(counts.messages).toBeGreaterThanOrEqual(2)

  expect((await erase(workspace.call, 'oui')).status).toBe(422)
  for (const role of ['supervisor', 'adviser', 'collaborator'] as const)
    expect((await erase(await aKey(app, workspace.id, { role }))).status).toBe(403)
  const elsewhere = await aWorkspace(app)
  expect((await erase(elsewhere.call)).status).toBe(404)

  const hold = await workspace.call('PUT', `/contacts/${contactId}/legal-hold`, { reason: 'Litige 2026-41.' })
  expect(hold.status).toBe(200)
  const refused = await erase()
  expect(refused.status).toBe(409)
  expect(refused.body).toMatchObject({ code: 'privacy.on_hold' })
  expect(JSON.stringify(refused.body)).toContain('Litige 2026-41.')
  expect((await workspace.call('DELETE', `/contacts/${contactId}/legal-hold`)).status).toBe(200)
})

test('DAT-6: after an erasure nothing of the person is anywhere, and a restored backup erases them again', async () => {
  const store = await openFileStore({ kind: 'folder', folder: files })
  const archive = join(folder, 'before.tar.zst')
  const source = { url: database.url, store, secretKey: testSecretKey, version: '0.0.0', now: new Date() }
  await makeBackup(source, archive)
  const before = await tracesOf(traces, { url: database.url, folder: files })
  // Each of them was somewhere.
  for (const trace of traces)
    expect(
      before.filter(place => place.startsWith(trace)),
      trace,
    ).not.toEqual([])
  expect(before.length).toBeGreaterThan(10)

  const { status, body } = await erase()
  expect(status).toBe(200)
  expect(body.marks).toHaveLength(2)
  expect(body.parts.find(({ part }) => part === 'files')?.count).toBe(1)
  await app.settle()
  expect(await tracesOf(traces, { url: database.url, folder: files })).toEqual([])
  // Nor in mails that left as files.
  expect(await tracesOf(traces, { url: database.url, folder: app.outbox })).toEqual([])

  // Words of others stay, without the address; those who are called otherwise stay too.
  const thread = await workspace.call<{ items: { text: string; cc: object[] }[] }>(
    'GET',
    `/conversations/${otherConversation}/messages`,
  )
  const said = thread.body.items.map(({ text }) => text).join()
  expect(said.replaceAll(/\s+/g, ' ')).toContain(
    'mon amie •••, ou ••• (•••, •••), n’ose pas écrire. •••, ou •••.',
  )
  expect(said).toContain('na@mail-perso.test')
  const copied = thread.body.items.flatMap(({ cc }) => cc)
  expect(copied.length).toBeGreaterThan(1)
  for (const copy of copied) expect(copy).toMatchObject({ name: '•••', address: '•••' })
  const others = await workspace.call<{ items: unknown[] }>('GET', '/conversations?view=all&q=quichenotte')
  expect(others.body.items).toEqual([])
  // The request is answered, its company of one is gone; what was taught for others is kept.
  const requests = await workspace.call<{ items: RightsRequest[] }>('GET', '/rights-requests')
  expect(requests.body.items).toMatchObject([{ kind: 'erasure', decision: 'granted' }])
  const { rows: companies } = await sql<{ domain: string }>`
    select domain from companies where workspace_id = ${workspace.id} and domain = 'mail-perso.test'
    union all select data::text from event_details where workspace_id = ${workspace.id} and data ->> 'domain' = 'mail-perso.test'`.execute(
    app.ground.db.system,
  )
  expect(companies).toEqual([])
  const { rows: taught } = await sql<{ word: string }>`
    select word from known_words where workspace_id = ${workspace.id}`.execute(app.ground.db.system)
  expect(taught.map(({ word }) => word)).toEqual(['Quincaille'])
  // Words that others still say stay known, no other does.
  const { rows: words } = await sql<{ word: string; said: boolean }>`
    select word, exists (
      select from message_search s, unnest(s.tsv) w where s.workspace_id = v.workspace_id and w.lexeme = v.word) as said
    from vocabulary v where workspace_id = ${workspace.id}`.execute(app.ground.db.system)
  expect(words.filter(({ said }) => !said)).toEqual([])
  expect(words.length).toBeGreaterThan(2)
  const search = await workspace.call<{ items: unknown[] }>('GET', '/conversations?view=all&q=xylophène')
  expect(search.body.items).toEqual([])

  const receipts = await workspace.call<{ items: Erasure[] }>('GET', '/erasures')
  expect(receipts.body.items).toEqual([body])
  // Nobody brings them back; somebody else is welcome.
  const again = (value: string) =>
    workspace.call('POST', '/contacts', { name: 'Zoé', identities: [{ kind: 'email', value }] })
  const refused = await again(email.toUpperCase())
  expect([refused.status, refused.body.code]).toEqual([409, 'contact.was_erased'])
  expect((await again('zoe@mail-perso.test')).status).toBe(201)
  await app.stop()

  const place = await emptyDatabase()
  try {
    await restoreBackup(archive, { url: place.url, store, secretKey: testSecretKey })
    expect((await tracesOf(traces, { url: place.url, folder: files })).length).toBeGreaterThan(10)
    const restored = await testApp({ database: place, config })
    try {
      await restored.settle()
      expect(await tracesOf(traces, { url: place.url, folder: files })).toEqual([])
    } finally {
      await restored.stop()
    }
  } finally {
    await place.drop()
  }
}, 120_000)
