import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

let database: OwnDatabase
let app: TestApp
let now = new Date('2026-07-06T08:00:00Z')

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const unhappy = 'Très mécontent.'
const plain = 'Quelle est votre adresse ?'
const threads = [
  [plain, unhappy],
  [unhappy, plain],
  [plain, plain],
]

const acts = fc.array(
  fc.record({
    do: fc.constantFrom('join', 'separate', 'split', 'unsplit', 'split'),
    on: fc.nat(5),
    with: fc.nat(5),
  }),
  { minLength: 1, maxLength: 7 },
)

const act = (what: 'join' | 'separate' | 'split' | 'unsplit', on: number, other: number) => ({
  ...{ do: what, on, with: other },
})
/** Each was wrong once. */
const known: [ReturnType<typeof act>[]][] = [
  [[act('split', 1, 4), act('join', 0, 3), act('join', 2, 5), act('separate', 2, 1)]],
  [[act('join', 0, 4), act('split', 3, 1), act('split', 4, 2)]],
  [[act('split', 0, 1), act('unsplit', 1, 2), act('join', 0, 0), act('unsplit', 3, 1), act('join', 5, 3)]],
]

interface Seen {
  id: string
  complaint: string | null
  carrier: string | null
  unhappy: string[]
}

/** What is shown, with its complaint, the message that carries it, and who complains in it. */
async function seen({ id }: TestWorkspace): Promise<Seen[]> {
  const { rows } = await sql<Seen>`
    select c.id, c.complaint, x.message_id as carrier, array(
      select m.id from messages m
      where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.text = ${unhappy} order by m.id
    ) as unhappy
    from conversations c
    left join complaints x on x.workspace_id = c.workspace_id and x.conversation_id = c.id
    where c.workspace_id = ${id} and c.joined_into is null
    order by c.id`.execute(app.ground.db.system)
  return rows
}

async function received(workspace: TestWorkspace, texts: string[], name: string): Promise<string> {
  const first = `<${workspace.slug}-${name}@mail.test>`
  let id = ''
  for (const [index, text] of texts.entries()) {
    now = new Date(now.getTime() + 60_000)
    const raw = aMail({
      ...{ to: workspace.address, from: 'anna@mail.test', subject: name, text },
      ...(index === 0 && { messageId: first }),
      headers: { Date: now.toUTCString(), ...(index > 0 && { 'In-Reply-To': first }) },
    })
    const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
    id = body.conversationId as string
  }
  await app.settle()
  return id
}

const messagesOf = async ({ call }: TestMember, id: string) =>
  (await call<{ items: { id: string }[] }>('GET', `/conversations/${id}/messages`)).body.items ?? []

test('CMP-1: whatever is joined, split and undone, each complaint is one, where the message is that carries it, and what was confirmed stays so', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async wanted => {
      const workspace = await aWorkspace(app)
      const lea = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
      const ids: string[] = []
      for (const [index, texts] of threads.entries()) ids.push(await received(workspace, texts, `n${index}`))
      await lea.call('POST', `/conversations/${ids[0]}/complaint/confirmation`)
      const [confirmed] = (await seen(workspace)).find(({ id }) => id === ids[0])!.unhappy
      const began = await seen(workspace)
      const holdsTrue = async () => {
        await app.settle()
        now = new Date(now.getTime() + 60_000)
        const shown = await seen(workspace)
        for (const one of shown) {
          const isComplaint = one.complaint === 'proposed' || one.complaint === 'confirmed'
          expect(isComplaint, JSON.stringify(one)).toBe(one.unhappy.length > 0)
          if (isComplaint) expect(one.unhappy, JSON.stringify(one)).toContain(one.carrier)
          if (one.unhappy.includes(confirmed!)) expect(one.complaint, JSON.stringify(one)).toBe('confirmed')
          else expect(one.complaint, JSON.stringify(one)).not.toBe('confirmed')
        }
      }
      for (const act of wanted) {
        const id = ids[act.on % ids.length]!
        if (act.do === 'join')
          await lea.call('POST', `/conversations/${id}/joining`, { into: ids[act.with % ids.length] })
        if (act.do === 'separate') await lea.call('DELETE', `/conversations/${id}/joining`)
        if (act.do === 'unsplit') await lea.call('DELETE', `/conversations/${id}/split`)
        if (act.do === 'split') {
          const known = await messagesOf(lea, id)
          const messageId = known[act.with % Math.max(1, known.length)]?.id
          const made = await lea.call<{ id: string }>('POST', `/conversations/${id}/splits`, {
            messageIds: [messageId],
          })
          if (made.status === 201) ids.push(made.body.id)
        }
        await holdsTrue()
      }
      for (let isMore = true; isMore; ) {
        isMore = false
        for (const id of ids.toReversed())
          for (const what of ['split', 'joining']) {
            const { status } = await lea.call('DELETE', `/conversations/${id}/${what}`)
            if (status === 200) {
              isMore = true
              await holdsTrue()
            }
          }
      }
      const first = began.map(({ id }) => id)
      expect((await seen(workspace)).filter(({ id }) => first.includes(id))).toEqual(began)
    }),
    { numRuns: 12, endOnFailure: true, examples: known },
  )
}, 240_000)
