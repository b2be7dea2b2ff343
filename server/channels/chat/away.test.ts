import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatChannel } from '#contract/channels.ts'
import type { ChatPage, ChatState } from '#contract/chat.ts'
import type { ConversationRow, Message } from '#contract/conversations.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { mailTheGone } from './away.ts'
import { aChat, aVisitor, type Visitor } from './testing/visitor.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let chat: ChatChannel
let lea: TestMember
let moved = 0
const clock = { now: () => new Date(Date.now() + moved) }
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ clock, database })
  workspace = await aWorkspace(app)
  chat = await aChat(workspace, { awayAfterMinutes: 3 })
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const minutes = (count: number) => {
  moved += count * 60_000
}
let people = 0
const anAddress = () => `nina-${++people}@mail.test`

async function mailsTo(address: string): Promise<Email[]> {
  await app.settle()
  const files = await readdir(app.outbox).catch(() => [])
  const mails = await Promise.all(
    files
      .filter(name => name.endsWith('.eml'))
      .map(async name => PostalMime.parse(await readFile(join(app.outbox, name)))),
  )
  return mails.filter(mail => mail.to?.some(to => to.address === address))
}

async function conversationOf(text: string): Promise<ConversationRow> {
  const { body } = await workspace.call<{ items: ConversationRow[] }>('GET', '/conversations?limit=100')
  return body.items.find(row => row.subject === text)!
}

const reply = (id: string, text: string, more: object = {}) =>
  lea.call<Message>('POST', `/conversations/${id}/messages`, {
    kind: 'reply',
    text,
    channelId: chat.id,
    ...more,
  })

const threadOf = async (id: string) =>
  (await workspace.call<{ items: Message[] }>('GET', `/conversations/${id}/messages?limit=100`)).body.items

async function codeMailedTo(address: string): Promise<string> {
  const mail = (await mailsTo(address)).findLast(one => /^\d{6}/.test(one.subject ?? ''))
  return mail!.subject!.slice(0, 6)
}

async function leave(visitor: Visitor, address: string, more: object = {}) {
  return visitor.ask<{ isVerified: boolean }>('POST', 'address', { address, ...more })
}

describe('away: the conversation goes on by e-mail, and back', () => {
  test('a visitor who is gone is answered by mail; their mail comes back into the same conversation', async () => {
    const address = anAddress()
    const visitor = await aVisitor(app, chat)
    await visitor.write('Mon vase est cassé')
    await leave(visitor, address)
    const row = await conversationOf('Mon vase est cassé')
    minutes(10)
    await reply(row.id, 'Nous vous en renvoyons un.')
    const mails = await mailsTo(address)
    const answer = mails.find(mail => mail.text?.includes('Nous vous en renvoyons un.'))
    expect(answer).toMatchObject({ subject: 'Mon vase est cassé', from: { address: workspace.address } })
    const back = answer!.replyTo![0]!.address!
    expect(back).toContain('+r-')
    const mail = aMail({
      from: `Nina <${address}>`,
      to: back,
      subject: 'Re: Mon vase est cassé',
      text: 'Merci beaucoup',
    })
    expect((await workspace.call('POST', `/channels/${workspace.channelId}/raw`, mail)).status).toBeLessThan(
      300,
    )
    await app.settle()
    expect(
      (await threadOf(row.id)).map(({ channel, direction, text }) => [channel, direction, text]),
    ).toEqual([
      ['chat', 'in', 'Mon vase est cassé'],
      ['chat', 'out', 'Nous vous en renvoyons un.'],
      ['email', 'in', 'Merci beaucoup'],
    ])
    expect(answer!.text).toContain('Si ce n’est pas vous')
    // Who answers from there has the address; whether the visitor is that person, only the code says.
    const { body: state } = await visitor.ask<ChatState>('GET', 'conversation')
    expect(state.address).toMatchObject({ address, isVerified: false })
    const read = async () => (await visitor.ask<ChatPage>('GET', 'messages')).body.items
    expect((await read()).map(({ text }) => text)).not.toContain('Merci beaucoup')
    const ofAddress = async () =>
      (
        await app.ground.db.system
          .selectFrom('identities')
          .select('kind')
          .where('workspace_id', '=', workspace.id)
          .where('contact_id', '=', eb =>
            eb.selectFrom('identities').select('contact_id').where('value', '=', address).limit(1),
          )
          .execute()
      ).map(({ kind }) => kind)
    expect(await ofAddress()).toEqual(['email'])
    const code = await codeMailedTo(address)
    await visitor.ask('POST', 'address/code', { code })
    expect((await read()).map(({ channel, text }) => [channel, text])).toContainEqual([
      'email',
      'Merci beaucoup',
    ])
    expect((await ofAddress()).toSorted()).toEqual(['email', 'visitor'])
  })

  test('while the visitor is there no mail leaves; what they left unseen is mailed once, whole', async () => {
    const address = anAddress()
    const visitor = await aVisitor(app, chat)
    await visitor.write('Je reste un peu')
    await leave(visitor, address)
    const row = await conversationOf('Je reste un peu')
    await reply(row.id, 'Première partie.')
    await reply(row.id, 'Seconde partie.')
    const isAnswer = ({ text }: Email) => text?.includes('partie.') === true
    expect((await mailsTo(address)).filter(isAnswer)).toEqual([])
    await mailTheGone({ ground: app.ground, conversations: app.conversations })
    expect((await mailsTo(address)).filter(isAnswer)).toEqual([])
    minutes(4)
    for (let n = 0; n < 3; n++) await mailTheGone({ ground: app.ground, conversations: app.conversations })
    const mails = (await mailsTo(address)).filter(isAnswer)
    expect(mails).toHaveLength(1)
    expect(mails[0]!.text).toMatch(/Première partie\.\s+Seconde partie\./)
  })

  test('what was read is not mailed, and nobody is mailed who left no address', async () => {
    const [reader, nobody] = [await aVisitor(app, chat), await aVisitor(app, chat)]
    const address = anAddress()
    await reader.write('Je lis tout')
    await nobody.write('Je ne laisse rien')
    await leave(reader, address)
    const answer = (await reply((await conversationOf('Je lis tout')).id, 'Lu à l’écran.')).body
    await reply((await conversationOf('Je ne laisse rien')).id, 'Jamais par mail.')
    await reader.ask('POST', 'reading', { messageId: answer.id, state: 'read' })
    minutes(5)
    // The code that was asked for has left.
    await app.settle()
    const before = (await readdir(app.outbox)).length
    await mailTheGone({ ground: app.ground, conversations: app.conversations })
    await app.settle()
    expect((await readdir(app.outbox)).length).toBe(before)
  })
})

describe('an address is somebody’s only once it is verified', () => {
  test('a stranger who names a known address sees and becomes nobody else; the right code joins them', async () => {
    const address = anAddress()
    const { body: nina } = await workspace.call<{ id: string }>('POST', '/contacts', {
      name: 'Nina Roche',
      identities: [{ kind: 'email', value: address }],
    })
    const visitor = await aVisitor(app, chat)
    await visitor.write('Je suis Nina, vraiment')
    expect((await leave(visitor, address)).body).toMatchObject({ isVerified: false })
    const row = await conversationOf('Je suis Nina, vraiment')
    expect(row.contact.id).not.toBe(nina.id)
    const code = await codeMailedTo(address)
    const wrong = code === '000000' ? '000001' : '000000'
    expect(await visitor.ask('POST', 'address/code', { code: wrong })).toMatchObject({
      status: 422,
      body: { code: 'chat.wrong_code' },
    })
    expect((await visitor.ask('POST', 'address/code', { code })).body).toMatchObject({ isVerified: true })
    expect((await conversationOf('Je suis Nina, vraiment')).contact.id).toBe(nina.id)
  })

  test('a code is guessed five times, holds half an hour, and three are mailed at most', async () => {
    const address = anAddress()
    const visitor = await aVisitor(app, chat)
    await visitor.write('Je devine')
    await leave(visitor, address)
    const code = await codeMailedTo(address)
    const guess = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    for (let n = 0; n < 5; n++)
      expect((await visitor.ask('POST', 'address/code', { code: guess })).status).toBe(422)
    expect((await visitor.ask('POST', 'address/code', { code })).status).toBe(410)
    await leave(visitor, address)
    const second = await codeMailedTo(address)
    minutes(31)
    expect((await visitor.ask('POST', 'address/code', { code: second })).status).toBe(410)
    await leave(visitor, address)
    expect((await leave(visitor, address)).status).toBe(429)
  })
})

describe('Q6, BOT-7: the transcript', () => {
  const isTranscript = ({ subject }: Email) => subject?.startsWith('Votre conversation avec ') ?? false

  test('whoever asks for it gets it once at the end, dated, matching the thread', async () => {
    const address = anAddress()
    const visitor = await aVisitor(app, chat)
    await visitor.write('Gardez-moi une trace')
    await leave(visitor, address, { wantsTranscript: true })
    const row = await conversationOf('Gardez-moi une trace')
    await reply(row.id, 'La voici.')
    await visitor.ask('POST', 'end', {})
    await visitor.ask('POST', 'end', {})
    await lea.call('POST', `/conversations/${row.id}/closure`, {})
    const mails = (await mailsTo(address)).filter(isTranscript)
    expect(mails).toHaveLength(1)
    for (const { text } of await threadOf(row.id)) expect(mails[0]!.text).toContain(text)
    expect(mails[0]!.text).toMatch(/\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d\] Léa/)
  })

  test('whoever does not want it gets none, whoever ends it', async () => {
    const address = anAddress()
    const visitor = await aVisitor(app, chat)
    await visitor.write('Pas de trace, merci')
    await leave(visitor, address, { wantsTranscript: true })
    const row = await conversationOf('Pas de trace, merci')
    await reply(row.id, 'Entendu.')
    await visitor.ask('POST', 'end', { wantsTranscript: false })
    await lea.call('POST', `/conversations/${row.id}/closure`, {})
    expect((await mailsTo(address)).filter(isTranscript)).toEqual([])
  })

  test('to an address that nobody verified it leaves only once a person has answered', async () => {
    const visitor = await aVisitor(app, chat)
    await visitor.write('À transmettre à un inconnu')
    await leave(visitor, anAddress())
    expect(await visitor.ask('POST', 'transcript')).toMatchObject({
      status: 422,
      body: { code: 'chat.address_unverified' },
    })
    await reply((await conversationOf('À transmettre à un inconnu')).id, 'Bien noté.')
    expect((await visitor.ask('POST', 'transcript')).status).toBe(200)
  })

  test('it can always be downloaded, as text or page, and runs nothing', async () => {
    const quiet = await aChat(workspace, { transcript: 'off' })
    const visitor = await aVisitor(app, quiet)
    await visitor.write('<script>alert(1)</script>')
    expect(await visitor.ask('POST', 'transcript')).toMatchObject({ status: 422 })
    const page = await visitor.ask('GET', 'transcript?format=html')
    expect(page.text).toContain('&lt;script&gt;')
    expect(page.text).not.toContain('<script>')
    expect(page.headers['content-disposition']).toContain('attachment')
    expect((await visitor.ask('GET', 'transcript')).text).toContain('<script>alert(1)</script>')
  })
})
