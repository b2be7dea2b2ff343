import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { join, separate } from './joining.ts'
import { split, unsplit } from './splitting.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

const people = ['anna', 'anna', 'luc'] as const

async function received(workspace: TestWorkspace, who: string, answers?: string) {
  const messageId = `<${Math.random().toString(36).slice(2)}@mail.test>`
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({
      to: workspace.address,
      from: `${who} <${who}@mail.test>`,
      text: `${who} ${messageId}`,
      messageId,
      ...(answers && { headers: { 'In-Reply-To': answers } }),
    }),
  )
  return { conversation: body.conversationId as string, messageId }
}

async function anActor(workspace: TestWorkspace): Promise<Actor> {
  const member = await aMember(app, workspace, 'adviser')
  return {
    kind: 'member',
    id: member.id,
    memberId: member.id,
    workspaceId: workspace.id,
    role: 'adviser',
    scopes: null,
    teamIds: [],
    partnerId: null,
    name: 'Léa',
    language: 'fr',
  }
}

/** Every message, by the conversation that shows it; fails where anything about it disagrees. */
async function threads(workspace: TestWorkspace): Promise<Record<string, string[]>> {
  const { system } = app.ground.db
  const rows = await system
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .execute()
  const messages = await system
    .selectFrom('messages')
    .select(['id', 'conversation_id', 'episode_id', 'text'])
    .where('workspace_id', '=', workspace.id)
    .orderBy('id')
    .execute()
  const found = await system
    .selectFrom('message_search')
    .select(['message_id', 'conversation_id'])
    .where('workspace_id', '=', workspace.id)
    .execute()
  const episodes = await system
    .selectFrom('episodes')
    .select(['id', 'conversation_id'])
    .where('workspace_id', '=', workspace.id)
    .execute()
  const places = new Map(messages.map(message => [message.id, message.conversation_id]))
  expect(new Set(messages.map(({ text }) => text)).size).toBe(messages.length)
  expect(found.map(one => [one.message_id, one.conversation_id]).sort()).toEqual([...places].sort())
  for (const { episode_id, conversation_id } of messages)
    expect(episodes.find(({ id }) => id === episode_id)?.conversation_id).toBe(conversation_id)
  const entries = rows.map(row => {
    const thread = messages.filter(message => message.conversation_id === row.id)
    expect(row.message_count).toBe(thread.length)
    expect(row.last_message_id).toBe(thread.at(-1)?.id ?? null)
    if (row.joined_into) expect(thread).toEqual([])
    return [row.id, thread.map(({ text }) => text)] as const
  })
  return Object.fromEntries(entries.filter(([, thread]) => thread.length > 0))
}

type Act = { do: 'come' | 'join' | 'separate' | 'split' | 'unsplit'; of: number; with: number }
const acts: fc.Arbitrary<Act> = fc.record({
  do: fc.constantFrom('come', 'join', 'join', 'separate', 'split', 'split', 'unsplit'),
  of: fc.nat(4),
  with: fc.nat(4),
})

test('whatever is merged, split and undone in any order, each message is in one thread, once, and undoing all gives all back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 3, maxLength: 12 }), async list => {
      const workspace = await aWorkspace(app)
      const actor = await anActor(workspace)
      const inTx = <T>(work: (tx: Tx) => Promise<T>) => app.ground.db.inWorkspace(workspace.id, work)
      const ids: string[] = []
      /** Message-IDs that lead to each conversation, and what came for it. */
      const doors: Record<string, string> = {}
      for (const who of people) {
        const first = await received(workspace, who)
        await received(workspace, who, first.messageId)
        ids.push(first.conversation)
        doors[first.conversation] = first.messageId
      }
      const attempt = async (work: (tx: Tx) => Promise<unknown>) => {
        try {
          await inTx(work)
          return true
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          return false
        }
      }
      let began = await threads(workspace)
      for (const act of list) {
        const id = ids[act.of % ids.length]!
        const other = ids[act.with % ids.length]!
        if (act.do === 'join' && id !== other)
          await attempt(tx => join(app.ground, tx, actor, id, { into: other, otherPerson: true }))
        if (act.do === 'separate') await attempt(tx => separate(app.ground, tx, actor, id))
        if (act.do === 'unsplit') await attempt(tx => unsplit(app.ground, tx, actor, id))
        if (act.do === 'split') {
          const rows = await app.ground.db.system
            .selectFrom('messages')
            .select('id')
            .where('conversation_id', '=', id)
            .orderBy('id')
            .execute()
          const fromMessageId = rows[1 + (act.with % Math.max(1, rows.length - 1))]?.id
          await attempt(async tx => {
            const made = await split(app.ground, tx, actor, id, { fromMessageId })
            ids.push(made)
          })
        }
        if (act.do === 'come' && doors[id]) {
          const who = people[ids.indexOf(id)]!
          await received(workspace, who, doors[id])
          const now = await threads(workspace)
          const fresh = Object.values(now)
            .flat()
            .find(text => !Object.values(began).flat().includes(text))!
          // Where it shows is where its door leads; where it came for is known once all is undone.
          began = { ...began, '?': [...(began['?'] ?? []), fresh] }
        }
        await threads(workspace)
      }
      // Everything is taken back, the last done first, as often as that leads somewhere.
      for (let isMore = true; isMore; ) {
        isMore = false
        for (const id of ids.toReversed())
          isMore =
            (await attempt(tx => unsplit(app.ground, tx, actor, id))) ||
            (await attempt(tx => separate(app.ground, tx, actor, id))) ||
            isMore
      }
      const ended = await threads(workspace)
      const { '?': came = [], ...first } = began
      for (const [id, thread] of Object.entries(first))
        expect(ended[id]?.filter(text => !came.includes(text))).toEqual(thread)
      expect(Object.values(ended).flat().sort()).toEqual(Object.values(began).flat().sort())
    }),
    { numRuns: 40, endOnFailure: false },
  )
}, 240_000)

interface Detail {
  id: string
  status: string
  messageCount: number
  splitFrom: { id: string } | null
  links: { id: string }[]
  linkedTo: { id: string } | null
}

test('a split takes what follows a message, answers to it go there, and undoing brings all of it back', async () => {
  const workspace = await aWorkspace(app)
  const first = await received(workspace, 'anna')
  const second = await received(workspace, 'anna', first.messageId)
  const { items } = (
    await workspace.call<{ items: { id: string }[] }>('GET', `/conversations/${first.conversation}/messages`)
  ).body
  const made = await workspace.call<Detail>('POST', `/conversations/${first.conversation}/splits`, {
    fromMessageId: items[1]!.id,
  })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    status: 'open',
    messageCount: 1,
    splitFrom: { id: first.conversation },
    linkedTo: null,
  })
  expect((await received(workspace, 'anna', second.messageId)).conversation).toBe(made.body.id)
  expect((await received(workspace, 'anna', first.messageId)).conversation).toBe(first.conversation)
  const all = await workspace.call('POST', `/conversations/${first.conversation}/splits`, {
    fromMessageId: items[0]!.id,
  })
  expect(all.body.code).toBe('conversation.nothing_left')
  const elsewhere = await workspace.call('POST', `/conversations/${first.conversation}/splits`, {
    messageIds: [items[1]!.id],
  })
  expect(elsewhere.status).toBe(404)
  const back = await workspace.call<Detail>('DELETE', `/conversations/${made.body.id}/split`)
  expect(back.body).toMatchObject({ id: first.conversation, messageCount: 4 })
  expect((await workspace.call('DELETE', `/conversations/${made.body.id}/split`)).body.code).toBe(
    'conversation.joined',
  )
})

test.each(['new', 'closed', 'waiting', 'on_hold'] as const)(
  'undoing a split at once leaves a %s conversation as it was: not reopened, nobody waiting longer or shorter',
  async status => {
    const workspace = await aWorkspace(app)
    const first = await received(workspace, 'anna')
    await received(workspace, 'anna', first.messageId)
    const path = `/conversations/${first.conversation}`
    if (status === 'closed') await workspace.call('POST', `${path}/closure`, {})
    else if (status !== 'new') await workspace.call('PUT', `${path}/status`, { status })
    const shown = async () => {
      const {
        version: _,
        updatedAt: __,
        lastMessageAt: ___,
        ...rest
      } = (
        await workspace.call<{ status: string; version: number; updatedAt: string; lastMessageAt: string }>(
          'GET',
          path,
        )
      ).body
      return rest
    }
    const before = await shown()
    expect(before.status).toBe(status)
    const { items } = (await workspace.call<{ items: { id: string }[] }>('GET', `${path}/messages`)).body
    for (const [from, of] of [
      [1, 2],
      [0, 1],
    ] as const) {
      const messageIds = items.slice(from, of).map(one => one.id)
      const made = await workspace.call<Detail>('POST', `${path}/splits`, { messageIds })
      expect(made.status).toBe(201)
      await workspace.call('DELETE', `/conversations/${made.body.id}/split`)
      expect(await shown()).toEqual(before)
    }
  },
)

test('undoing a split keeps what came since: a closed conversation is open again for the new question', async () => {
  const workspace = await aWorkspace(app)
  const first = await received(workspace, 'anna')
  const second = await received(workspace, 'anna', first.messageId)
  const path = `/conversations/${first.conversation}`
  await workspace.call('POST', `${path}/closure`, {})
  const { items } = (await workspace.call<{ items: { id: string }[] }>('GET', `${path}/messages`)).body
  const made = await workspace.call<Detail>('POST', `${path}/splits`, { fromMessageId: items[1]!.id })
  await received(workspace, 'anna', second.messageId)
  const back = await workspace.call<Detail>('DELETE', `/conversations/${made.body.id}/split`)
  expect(back.body).toMatchObject({ id: first.conversation, status: 'open', messageCount: 3 })
})

test('two people’s conversations become one only when that is said, and come apart again', async () => {
  const workspace = await aWorkspace(app)
  const anna = await received(workspace, 'anna')
  const luc = await received(workspace, 'luc')
  const merge = (body: object) =>
    workspace.call<Detail>('POST', `/conversations/${luc.conversation}/joining`, body)
  const refused = await merge({ into: anna.conversation })
  expect([refused.status, (refused.body as unknown as { code: string }).code]).toEqual([
    409,
    'conversation.other_person',
  ])
  expect((await merge({ into: anna.conversation, otherPerson: true })).body).toMatchObject({
    id: anna.conversation,
    messageCount: 2,
  })
  expect((await received(workspace, 'luc', luc.messageId)).conversation).toBe(anna.conversation)
  const apart = await workspace.call<Detail>('DELETE', `/conversations/${luc.conversation}/joining`)
  expect(apart.body).toMatchObject({ id: luc.conversation, messageCount: 2 })
})

test('two linked conversations name each other, and neither once the link is gone', async () => {
  const workspace = await aWorkspace(app)
  const [anna, luc] = [await received(workspace, 'anna'), await received(workspace, 'luc')]
  const link = (method: string, from: string, to: string) =>
    workspace.call<Detail>(method, `/conversations/${from}/links/${to}`)
  expect((await link('PUT', anna.conversation, luc.conversation)).body.links).toMatchObject([
    { id: luc.conversation },
  ])
  const other = await workspace.call<Detail>('GET', `/conversations/${luc.conversation}`)
  expect(other.body.links).toMatchObject([{ id: anna.conversation }])
  expect((await link('PUT', anna.conversation, anna.conversation)).status).toBe(422)
  expect((await link('DELETE', luc.conversation, anna.conversation)).body.links).toEqual([])
})
