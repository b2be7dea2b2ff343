import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { bring, bringRaw, converse } from './testing/postman.ts'

const megabyte = 1024 * 1024
let app: TestApp
let workspace: TestWorkspace
let port: number

beforeAll(async () => {
  app = await testApp({ smtp: true, config: { maxMessageBytes: 2 * megabyte } })
  workspace = await aWorkspace(app)
  port = app.email.smtpPort()!
})
afterAll(() => app.close())

interface Receipt {
  id: string
  state: string
  reason: string | null
  conversationId: string | null
  from: string
}
const receiptsOf = async (some: TestWorkspace) =>
  (await some.call<{ items: Receipt[] }>('GET', '/receipts?limit=100')).body.items
const messagesOf = async (some: TestWorkspace, id: string) =>
  (
    await some.call<{ items: { text: string; to: { address: string }[] }[] }>(
      'GET',
      `/conversations/${id}/messages`,
    )
  ).body.items

describe('a mail that arrives by SMTP', () => {
  test('is a conversation with its words a moment later', async () => {
    const answer = await bring(port, {
      from: 'Luc Petit <luc@mail.test>',
      to: workspace.address,
      subject: 'Un devis',
      text: 'Bonjour, combien pour vingt roses ?',
    })
    expect(answer).toMatchObject({ code: 250 })
    await app.settle()
    const [receipt] = await receiptsOf(workspace)
    expect(receipt).toMatchObject({ state: 'parsed', from: 'luc@mail.test', reason: null })
    expect(await messagesOf(workspace, receipt!.conversationId!)).toMatchObject([
      { text: 'Bonjour, combien pour vingt roses ?' },
    ])
  })

  test('to nobody is refused with 550 and a sentence, the others of the same mail are served', async () => {
    const nobody = `personne@${workspace.address.split('@')[1]}`
    const alone = await bringRaw(port, aMail({ to: nobody }), 'zoe@mail.test', nobody)
    expect(alone).toMatchObject({ code: 550, said: expect.stringContaining(`Nobody reads ${nobody} here`) })
    const both = await bringRaw(port, aMail({ from: 'zoe@mail.test' }), 'zoe@mail.test', [
      nobody,
      workspace.address,
    ])
    expect(both).toMatchObject({ code: 250, refused: [expect.stringContaining('550')] })
  })

  test('that is too large is refused with 552 and a sentence, announced or not, and nothing is kept', async () => {
    const before = (await receiptsOf(workspace)).length
    const raw = aMail({ from: 'big@mail.test', text: 'x'.repeat(3 * megabyte).replaceAll(/.{80}/g, '$&\n') })
    const [, announced] = await converse(port, [
      'EHLO mail.test',
      `MAIL FROM:<big@mail.test> SIZE=${raw.length}`,
    ])
    expect(announced).toMatch(/^552 /)
    const silent = await bringRaw(port, raw, 'big@mail.test', workspace.address)
    expect(silent).toMatchObject({ code: 552, said: expect.stringContaining('larger than 2 MB') })
    expect(await receiptsOf(workspace)).toHaveLength(before)
  })

  test('to an address with a tag, or in other letters, is for the address', async () => {
    const [local, domain] = workspace.address.split('@') as [string, string]
    for (const to of [`${local}+noel@${domain}`, `${local.toUpperCase()}@${domain.toUpperCase()}`]) {
      const answer = await bringRaw(port, aMail({ to, from: 'tag@mail.test' }), 'tag@mail.test', to)
      expect(answer, to).toMatchObject({ code: 250 })
    }
    await app.settle()
    expect((await receiptsOf(workspace)).filter(one => one.from === 'tag@mail.test')).toHaveLength(2)
  })

  test('from nobody, as bounces are, is taken', async () => {
    expect(await bringRaw(port, aMail({ from: 'a@mail.test' }), '', workspace.address)).toMatchObject({
      code: 250,
    })
  })

  test('twice, as a server does that did not hear us, is one message', async () => {
    const raw = aMail({ from: 'retry@mail.test', text: 'Une seule fois' })
    for (let tries = 0; tries < 3; tries++)
      expect(await bringRaw(port, raw, 'retry@mail.test', workspace.address)).toMatchObject({ code: 250 })
    await app.settle()
    const mine = (await receiptsOf(workspace)).filter(one => one.from === 'retry@mail.test')
    expect(mine).toHaveLength(1)
    expect(await messagesOf(workspace, mine[0]!.conversationId!)).toHaveLength(1)
  })

  test('to two addresses of one workspace is one receipt; of two workspaces, one in each', async () => {
    const other = await aWorkspace(app)
    const second = `devis@${workspace.address.split('@')[1]}`
    await workspace.call('POST', '/channels', { name: 'Devis', address: second, language: 'fr' })
    const raw = aMail({ from: 'both@mail.test', text: 'À vous tous' })
    await bringRaw(port, raw, 'both@mail.test', [workspace.address, second, other.address])
    await app.settle()
    const found = await Promise.all(
      [workspace, other].map(async one =>
        (await receiptsOf(one)).filter(({ from }) => from === 'both@mail.test'),
      ),
    )
    expect(found.map(list => list.length)).toEqual([1, 1])
    expect(found[0]![0]!.conversationId).not.toBe(found[1]![0]!.conversationId)
  })

  test('by both of its roads, its two copies a little different, is one message', async () => {
    const second = `copie@${workspace.address.split('@')[1]}`
    await workspace.call('POST', '/channels', { name: 'Copie', address: second, language: 'fr' })
    const mail = { from: 'roads@mail.test', messageId: '<roads@mail.test>' }
    await bringRaw(port, aMail(mail), 'roads@mail.test', workspace.address)
    await app.settle()
    const list = aMail({ ...mail, headers: { 'X-Forwarded-To': second } })
    await bringRaw(port, list, 'roads@mail.test', second)
    await app.settle()
    const mine = (await receiptsOf(workspace)).filter(one => one.from === 'roads@mail.test')
    expect(mine.map(one => [one.state, one.reason]).sort()).toEqual([
      ['ignored', 'mail.duplicate'],
      ['parsed', null],
    ])
  })

  test('sixty at once over as many connections are sixty', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_none, index) =>
        bringRaw(port, aMail({ from: `many-${index}@mail.test` }), 'x@mail.test', workspace.address),
      ),
    )
    expect(new Set(answers.map(answer => answer.code))).toEqual(new Set([250]))
    await app.settle()
    const stored = await app.ground.db.system
      .selectFrom('receipts')
      .select(['state'])
      .where('workspace_id', '=', workspace.id)
      .where('lane', 'like', 'many-%')
      .execute()
    expect(stored.map(row => row.state)).toEqual(Array.from({ length: 60 }, () => 'parsed'))
  })
})

describe('a mail posted raw', () => {
  test('that is too large is refused with 413 and a sentence', async () => {
    const raw = aMail({ text: 'x'.repeat(3 * megabyte) })
    const answer = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw, {
      'accept-language': 'fr',
    })
    expect(answer.status).toBe(413)
    expect(answer.body).toMatchObject({ code: 'request.too_large', title: expect.stringMatching(/\S/) })
  })

  test('is answered with its receipt, the same one when it is posted again', async () => {
    const raw = aMail({ from: 'api@mail.test' })
    const post = () => workspace.call<Receipt>('POST', `/channels/${workspace.channelId}/raw`, raw)
    const [first, again] = [await post(), await post()]
    expect([first.status, again.status]).toEqual([201, 200])
    expect(first.body).toMatchObject({ state: 'parsed', conversationId: expect.any(String) })
    expect(again.body).toEqual(first.body)
  })

  test('under a key that another mail used is refused, and not kept', async () => {
    const post = (raw: string | Buffer) =>
      workspace.call<Receipt>('POST', `/channels/${workspace.channelId}/raw`, raw, {
        'idempotency-key': 'raw-1',
      })
    const raw = aMail({ from: 'key@mail.test' })
    const [first, again] = [await post(raw), await post(raw)]
    expect([first.status, again.status]).toEqual([201, 200])
    const other = aMail({ from: 'other-key@mail.test' })
    expect(await post(other)).toMatchObject({
      status: 422,
      body: { code: 'request.idempotency_key_reused' },
    })
    const later = await workspace.call<Receipt>('POST', `/channels/${workspace.channelId}/raw`, other)
    expect(later.status).toBe(201)
  })

  test('says in its receipt who it claims to come from, accents and all', async () => {
    const raw = aMail({ from: 'jürgen@mail.test' })
    const { body } = await workspace.call<Receipt>('POST', `/channels/${workspace.channelId}/raw`, raw)
    expect(body.from).toBe('jürgen@mail.test')
  })

  test('to a channel of others, or none, does not exist', async () => {
    const other = await aWorkspace(app)
    for (const id of [other.channelId, '01890000-0000-7000-8000-000000000000', 'x'])
      expect((await workspace.call('POST', `/channels/${id}/raw`, aMail())).status).toBe(404)
  })
})

describe('while the database is away', () => {
  let own: OwnDatabase
  let alone: TestApp
  let house: TestWorkspace
  const asOwner = async (statement: string) => {
    const client = new pg.Client({ connectionString: inject('postgresUrl') })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }

  beforeAll(async () => {
    own = await ownDatabase()
    alone = await testApp({ smtp: true, database: own })
    house = await aWorkspace(alone)
  })
  afterAll(async () => {
    await alone.close()
    await own.drop()
  })

  test('250 only after the commit: a server hears 451, tries again, and its mail is there once', async () => {
    const name = new URL(own.url).pathname.slice(1)
    const raw = aMail({ from: 'patient@mail.test' })
    const smtp = alone.email.smtpPort()!
    await asOwner(`alter database ${name} with allow_connections false`)
    await asOwner(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
    const away = await bringRaw(smtp, raw, 'patient@mail.test', house.address)
    expect(away).toMatchObject({ code: 451, said: expect.stringContaining('Try again later') })
    await asOwner(`alter database ${name} with allow_connections true`)
    expect(await bringRaw(smtp, raw, 'patient@mail.test', house.address)).toMatchObject({ code: 250 })
    await alone.settle()
    const found = (await receiptsOf(house)).filter(one => one.from === 'patient@mail.test')
    expect(found).toMatchObject([{ state: 'parsed' }])
  })
})
