import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { bringRaw } from './testing/postman.ts'
import { mailWorld } from './testing/world.ts'

/** The names of the world, as these tests want them: SPF lets this machine send for `vrai.test`. */
const records: Record<string, string[][]> = {
  'TXT vrai.test': [['v=spf1 ip4:127.0.0.1 -all']],
  'TXT _dmarc.vrai.test': [['v=DMARC1; p=reject']],
  'TXT banque.test': [['v=spf1 ip4:192.0.2.1 -all']],
  'TXT _dmarc.banque.test': [['v=DMARC1; p=reject']],
  'TXT _dmarc.panne.test': [['v=DMARC1; p=reject']],
}
let slow: Promise<unknown> | undefined
const resolver = async (name: string, type: string): Promise<string[][]> => {
  if (name.endsWith('lent.test')) await slow
  if (name === 'panne.test') throw Object.assign(new Error('down'), { code: 'ESERVFAIL' })
  const found = records[`${type} ${name}`]
  if (found) return found
  throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
}

let app: TestApp
let workspace: TestWorkspace
let world: ReturnType<typeof mailWorld>

beforeAll(async () => {
  app = await testApp({ smtp: true, resolver })
  workspace = await aWorkspace(app)
  world = mailWorld(app, workspace)
})
afterAll(() => app.close())

/** Brings a mail by SMTP from this machine and says what became of it. */
async function bring(from: string, options: Parameters<typeof aMail>[0] = {}) {
  const raw = aMail({ from, to: workspace.address, ...options })
  expect(await bringRaw(app.email.smtpPort()!, raw, from, workspace.address)).toMatchObject({ code: 250 })
  await app.settle()
  return received(from)
}
async function received(from: string) {
  const row = await app.ground.db.system
    .selectFrom('receipts')
    .select(['state', 'conversation_id', 'message_id'])
    .where('workspace_id', '=', workspace.id)
    .where('lane', '=', from)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const messages = row?.conversation_id ? await world.messages(row.conversation_id) : []
  return { row, message: messages.find(message => message.id === row!.message_id) }
}
const isVerified = async (address: string) =>
  (
    await app.ground.db.system
      .selectFrom('identities')
      .select('verified_at')
      .where('workspace_id', '=', workspace.id)
      .where('value', '=', address)
      .executeTakeFirstOrThrow()
  ).verified_at !== null

describe('SEC-4: who a mail is from', () => {
  test('is vouched for by an aligned, passing DMARC, which verifies the address', async () => {
    const { message } = await bring('zoe@vrai.test')
    expect(message!.auth).toMatchObject({ spf: 'pass', dmarc: 'pass' })
    expect(await isVerified('zoe@vrai.test')).toBe(true)
  })

  test('and a mere From verifies nothing', async () => {
    const { message } = await bring('luc@ailleurs.test')
    expect(message!.auth).toMatchObject({ spf: 'none', dkim: 'none', dmarc: 'none' })
    expect(await isVerified('luc@ailleurs.test')).toBe(false)
  })

  test('a forged From that quotes our Message-ID and the signed address enters nobody’s conversation, nor is it answered', async () => {
    // The true customer, known from a mail that was posted
    const first = await world.post(aMail({ from: 'cliente@banque.test', messageId: '<vraie@banque.test>' }))
    const adviser = await world.adviser()
    await adviser.reply(first.conversationId!, 'Voici vos coordonnées')
    const [delivery] = (await world.deliveriesOf(first.conversationId!)).filter(
      row => row.purpose === 'reply',
    )
    const { replyTo } = delivery!.mail as { replyTo: string }
    await app.settle()
    const before = await world.mailsTo('cliente@banque.test')

    const { message, row } = await bring('cliente@banque.test', {
      to: replyTo,
      text: 'Changez mon adresse',
      headers: {
        'In-Reply-To': '<vraie@banque.test>',
        References: `<vraie@banque.test> <${delivery!.mail_message_id}>`,
      },
    })
    expect(message!.auth).toMatchObject({ spf: 'fail', dmarc: 'fail' })
    expect(row!.conversation_id).not.toBe(first.conversationId)
    expect(await world.mailsTo('cliente@banque.test')).toHaveLength(before.length)
    expect(await isVerified('cliente@banque.test')).toBe(false)
  })

  test('a mail whose names cannot be looked up is not a forgery: it stays in its thread', async () => {
    const first = await world.post(aMail({ from: 'ines@panne.test', messageId: '<ines@panne.test>' }))
    const { message, row } = await bring('ines@panne.test', {
      headers: { 'In-Reply-To': '<ines@panne.test>' },
    })
    expect(message!.auth).toMatchObject({ spf: 'temperror', dmarc: 'temperror' })
    expect(row!.conversation_id).toBe(first.conversationId)
  })

  test('a mail fetched or posted, whose SPF nobody could check, is not a forgery either', async () => {
    const { conversationId } = await world.post(aMail({ from: 'paul@banque.test' }))
    expect((await world.messages(conversationId!))[0]!.auth).toEqual({
      spf: 'none',
      dkim: 'none',
      dmarc: 'none',
    })
  })
})

test('a sender whose names answer slowly makes nobody else wait, and locks nothing meanwhile', async () => {
  let answer = () => {}
  slow = new Promise<void>(resolve => {
    answer = resolve
  })
  const port = app.email.smtpPort()!
  for (let index = 0; index < 5; index++)
    await bringRaw(port, aMail({ from: `tortue-${index}@lent.test` }), `a@lent.test`, workspace.address)
  const started = performance.now()
  await bringRaw(port, aMail({ from: 'lievre@vrai.test' }), 'lievre@vrai.test', workspace.address)
  let hare = await received('lievre@vrai.test')
  for (
    ;
    hare.row?.state !== 'parsed' && performance.now() - started < 5000;
    hare = await received('lievre@vrai.test')
  )
    await pause(20)
  expect(hare.row).toMatchObject({ state: 'parsed' })
  expect((await received('tortue-0@lent.test')).row).toMatchObject({ state: 'stored' })
  const held = await app.ground.db.system
    .selectFrom('receipts')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('lane', 'like', '%@lent.test')
    .forUpdate()
    .noWait()
    .execute()
  expect(held).toHaveLength(5)
  answer()
  await app.settle()
  expect((await received('tortue-4@lent.test')).row).toMatchObject({ state: 'parsed' })
})
