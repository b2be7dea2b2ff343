import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import { createPartitions } from '#server/platform/partitions.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { assign, setStatus, snooze } from './changes.ts'
import { closeConversation, reopenConversation } from './closure.ts'
import { join, separate } from './joining.ts'
import { undoSend } from './undoing.ts'
import { write } from './writing.ts'

/** What people and customers do to the conversations of one person; `of` is the first, second or third of them. */
type Act = { gapSeconds: number; of: number } & (
  | { do: 'inbound' | 'join' | 'separate' | 'close' | 'reopen' | 'takeBack' | 'take' | 'snooze' }
  | { do: 'reply'; afterwards: 'stay' | 'wait' | 'close' }
  | { do: 'status'; status: 'open' | 'waiting' | 'on_hold' }
)

let app: TestApp
let now = new Date('2026-03-02T08:00:00Z')

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now }, running: false })
  await createPartitions(app.ground.db.system, now)
})
afterAll(() => app.close())

const acts: fc.Arbitrary<Act> = fc
  .record({
    gapSeconds: fc.constantFrom(1, 60),
    of: fc.nat(2),
    what: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom('inbound', 'join', 'separate').map(act => ({ do: act as 'inbound' })),
      },
      {
        weight: 4,
        arbitrary: fc
          .constantFrom('close', 'reopen', 'takeBack', 'take', 'snooze')
          .map(act => ({ do: act as 'close' })),
      },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom('stay', 'wait', 'close')
          .map(afterwards => ({ do: 'reply' as const, afterwards: afterwards as 'stay' })),
      },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom('open', 'waiting', 'on_hold')
          .map(status => ({ do: 'status' as const, status: status as 'open' })),
      },
    ),
  })
  .map(({ what, ...rest }) => ({ ...rest, ...what }))

/** A reply reopened what a reply had closed, and is taken back once all is closed again. */
const reopenedForNothing: Act[] = [
  { do: 'reply', afterwards: 'close', of: 0, gapSeconds: 1 },
  { do: 'reply', afterwards: 'stay', of: 0, gapSeconds: 1 },
  { do: 'close', of: 0, gapSeconds: 1 },
  { do: 'takeBack', of: 0, gapSeconds: 1 },
]

/** Closed, closed again by a reply that is taken back: what is reopened then is the first closing. */
const closedTwice: Act[] = [
  { do: 'close', of: 0, gapSeconds: 1 },
  { do: 'reply', afterwards: 'close', of: 0, gapSeconds: 1 },
  { do: 'takeBack', of: 0, gapSeconds: 1 },
  { do: 'reopen', of: 0, gapSeconds: 1 },
]

test('whatever is joined, separated, taken back and reopened in any order, conversations stand as if only what was kept had been done', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 2, maxLength: 14 }), async list => {
      const done = await inAWorld(list)
      const kept = await inAWorld(done.kept)
      expect(done.state).toEqual(kept.state)
    }),
    { numRuns: 60, endOnFailure: false, examples: [[reopenedForNothing], [closedTwice]] },
  )
}, 240_000)

interface Done {
  act: Timed
  /** Of a reply: its message. */
  messageId?: string
}

type Timed = Act & { atMs?: number }

/** Does these things in a fresh workspace; says how all stands, and which of them were neither refused nor taken back. */
async function inAWorld(list: Timed[]) {
  const workspace = await aWorkspace(app)
  const member = await aMember(app, workspace, 'adviser')
  const actor: Actor = {
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
  now = new Date(Math.ceil(now.getTime() / 60_000) * 60_000 + 60_000)
  const start = now.getTime()
  const ids: string[] = []
  for (let index = 0; index < 3; index++) {
    now = new Date(start + index * 1000)
    ids.push(await inbound(workspace, undefined, `première ${index}`))
  }
  let done: Done[] = []
  let elapsedMs = 3000
  for (const act of list) {
    elapsedMs = act.atMs ?? elapsedMs + act.gapSeconds * 1000
    now = new Date(start + elapsedMs)
    const timed = { ...act, atMs: elapsedMs }
    const before = await versionOf(ids[act.of]!)
    try {
      const then = await perform(workspace, actor, ids, timed, done)
      // What changed nothing (taken by whoever has it) was not done.
      if (act.do === 'inbound' || (await versionOf(ids[act.of]!)) !== before) done = then
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
  return { kept: done.map(({ act }) => act), state: await stateOf(workspace, ids, start) }
}

async function perform(
  workspace: TestWorkspace,
  actor: Actor,
  ids: string[],
  act: Timed,
  done: Done[],
): Promise<Done[]> {
  const id = ids[act.of]!
  const { ground, conversations } = app
  const deps = {
    ground,
    channels: conversations.channels,
    undoSeconds: async () => 10,
    requireClosable: async () => {},
    cleanHtml: String,
    cannedAnswers: { requireOwnWords: async () => {}, noteUse: async () => {} },
  }
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => ground.db.inWorkspace(workspace.id, work)
  const without = (which: (one: Done) => boolean) => {
    const index = done.findLastIndex(which)
    return done.filter((_, position) => position !== index)
  }
  switch (act.do) {
    case 'inbound':
      await inbound(workspace, id, `message ${act.atMs}`)
      return [...done, { act }]
    case 'join':
      await inTx(tx => join(ground, tx, actor, id))
      return [...done, { act }]
    case 'separate':
      await inTx(tx => separate(ground, tx, actor, id))
      return without(one => one.act.do === 'join' && one.act.of === act.of)
    case 'close':
      await inTx(tx => closeConversation(deps, tx, actor, id, {}))
      return [...done, { act }]
    case 'reopen': {
      await inTx(tx => reopenConversation(deps, tx, actor, id))
      if (!(await wasTakenBack(id))) return [...done, { act }]
      // The closing may have been a reply's, which goes on without it.
      const index = done.findLastIndex(
        ({ act: one }) =>
          one.of === act.of && (one.do === 'close' || (one.do === 'reply' && one.afterwards === 'close')),
      )
      return done.flatMap((one, position) =>
        position !== index
          ? one
          : one.act.do === 'reply'
            ? { ...one, act: { ...one.act, afterwards: 'stay' as const } }
            : [],
      )
    }
    case 'take':
      await inTx(tx => assign(ground, tx, actor, id, { memberId: actor.memberId }))
      return [...done, { act }]
    case 'snooze':
      await inTx(tx => snooze(ground, tx, actor, id, new Date('2030-01-01T00:00:00Z')))
      return [...done, { act }]
    case 'status':
      await inTx(tx => setStatus(ground, tx, actor, id, act.status))
      return [...done, { act }]
    case 'reply': {
      const { id: messageId } = await inTx(tx =>
        write(deps, tx, actor, {
          id,
          kind: 'reply',
          text: `réponse ${act.atMs}`,
          cc: [],
          bcc: [],
          attachmentIds: [],
          mentions: [],
          cannedAnswerIds: [],
          afterwards: act.afterwards,
          sendAnyway: false,
        }),
      )
      return [...done, { act, messageId }]
    }
    case 'takeBack': {
      // The last reply shown in this conversation, wherever it was written.
      const last = await ground.db.system
        .selectFrom('messages')
        .select('id')
        .where('workspace_id', '=', workspace.id)
        .where('conversation_id', '=', id)
        .where('direction', '=', 'out')
        .where('delivery_status', '=', 'queued')
        .orderBy('id', 'desc')
        .executeTakeFirst()
      if (!last) return done
      await inTx(tx => undoSend(deps, tx, actor, id, last.id))
      return without(one => one.messageId === last.id)
    }
  }
}

async function versionOf(id: string): Promise<number> {
  const { version } = await app.ground.db.system
    .selectFrom('conversations')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return version
}

async function wasTakenBack(id: string): Promise<boolean> {
  const last = await app.ground.db.system
    .selectFrom('events')
    .select('type')
    .where('subject_id', '=', id)
    .where('type', 'in', ['conversation.closure_undone', 'conversation.reopened'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return last.type === 'conversation.closure_undone'
}

async function inbound(workspace: TestWorkspace, candidate: string | undefined, text: string) {
  return app.ground.db.inWorkspace(workspace.id, async tx => {
    const sender = await app.contacts.contactOfSender(tx, {
      kind: 'email',
      address: 'anna@mail.test',
      name: 'Anna',
      verified: true,
    })
    const arrived = await app.conversations.receive(tx, {
      channel: { id: workspace.channelId, kind: 'email', language: 'fr', teamId: workspace.teamId },
      contactId: sender.contactId,
      identityId: sender.identityId,
      candidates: candidate ? [candidate] : [],
      at: now,
      from: { name: 'Anna', address: 'anna@mail.test' },
      to: [],
      cc: [],
      subject: 'Bouquet',
      text,
      fullText: null,
      html: null,
      language: 'fr',
      automatic: 'none',
      auth: null,
      attachments: [],
      keys: [`${app.ground.newId()}@mail.test`],
      isSpam: false,
      folds: [],
      metadata: {},
    })
    return arrived.conversationId
  })
}

/** Everything that shows, with places instead of ids and times since the beginning. */
async function stateOf(workspace: TestWorkspace, ids: string[], start: number) {
  const { system } = app.ground.db
  const since = (date: Date | null) => date && date.getTime() - start
  const rows = await system
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .execute()
  const episodes = await system
    .selectFrom('episodes')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .orderBy('number')
    .execute()
  const messages = await system
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where(eb => eb.or([eb('delivery_status', 'is', null), eb('delivery_status', '<>', 'cancelled')]))
    .orderBy('id')
    .execute()
  const found = await system
    .selectFrom('message_search')
    .select(['message_id', 'conversation_id'])
    .where('workspace_id', '=', workspace.id)
    .execute()
  expect(rows).toHaveLength(3)
  return ids.map(id => {
    const row = rows.find(one => one.id === id)!
    const mine = episodes.filter(episode => episode.conversation_id === id)
    const thread = messages.filter(message => message.conversation_id === id)
    expect(
      found
        .filter(one => one.conversation_id === id)
        .map(one => one.message_id)
        .toSorted(),
    ).toEqual(thread.map(message => message.id))
    expect(mine.at(-1)!.id).toBe(row.episode_id)
    expect(mine.at(-1)!.number).toBe(row.episode_number)
    // While it is part of another, only that it is counts.
    if (row.joined_into) return { joined: ids.indexOf(row.joined_into), thread: thread.length }
    return {
      status: row.status,
      waitingSince: since(row.waiting_since),
      snoozedUntil: row.snoozed_until !== null,
      assigned: row.assignee_id !== null,
      closedAt: since(row.closed_at),
      count: row.message_count,
      direction: row.last_direction,
      preview: row.preview,
      lastAt: since(row.last_message_at),
      isLast: row.last_message_id === thread.at(-1)?.id,
      thread: thread.map(message => [message.text, mine.findIndex(one => one.id === message.episode_id)]),
      episodes: mine.map(episode => ({
        closedAt: since(episode.closed_at),
        firstReplyAt: since(episode.first_reply_at),
      })),
    }
  })
}
