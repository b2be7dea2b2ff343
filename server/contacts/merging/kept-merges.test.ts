import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Contact } from '#contract/contacts.ts'
import { createPartitions } from '#server/platform/partitions.ts'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

/** What people and customers do with four cards; `of` and `other` say which. */
type Act = { gapSeconds: number; of: number } & (
  | { do: 'merge'; other: number; chosen: string[] }
  | { do: 'undo'; which: number }
  | { do: 'edit'; change: object }
  | { do: 'mail'; name: string | null }
  | { do: 'record' }
)

/** The same with the moment it was done and the cards that it met. */
type Done = Act & { atMs: number; intoId?: number; fromId?: number; mergeId?: string }

let app: TestApp
let now = new Date('2026-03-02T08:00:00Z')
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now }, running: false })
  await createPartitions(app.ground.db.system, now)
})
afterAll(() => app.close())

const cards = [
  { name: 'Anna P.', attributes: { city: 'Lyon' }, isVip: true },
  { name: 'anna@mail.test', language: 'fr' },
  { name: 'Anna Pereira', firstName: 'Anna', lastName: 'Pereira', attributes: { city: 'Villeurbanne' } },
  { name: 'a.pereira@mail.test', stage: 'customer', attributes: { size: 38 }, preferredChannel: 'phone' },
]
const address = (index: number) => `person${index}@mail.test`

const changes = [
  { name: 'Anna Grand' },
  { firstName: 'Anne' },
  { language: 'en' },
  { language: null },
  { stage: 'inactive' },
  { isVip: false },
  { isVip: true },
  { isMinor: true },
  { preferredChannel: 'email' },
  { attributes: { city: 'Paris' } },
  { attributes: { city: null } },
  { attributes: { size: 40 } },
]
const nth = fc.nat(cards.length - 1)
const choosable = ['name', 'language', 'stage', 'attributes.city', 'isVip', 'preferredChannel']
const acts: fc.Arbitrary<Act> = fc
  .tuple(
    fc.record({ gapSeconds: fc.constantFrom(1, 60), of: nth }),
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('merge' as const),
          other: nth,
          chosen: fc.subarray(choosable),
        }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat(9) }) },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('edit' as const), change: fc.constantFrom(...changes) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('mail' as const),
          name: fc.constantFrom(null, 'Anna Martin'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('record' as const) }) },
    ),
  )
  .map(([about, what]) => ({ ...about, ...what }))

test('whatever is merged and undone in any order, cards stand as if only the merges that were kept had been made', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 3, maxLength: 14 }), async list => {
      const done = await inAWorld(list)
      const kept = await inAWorld(done.kept)
      expect(done.state).toEqual(kept.state)
      expect(done.homes).toEqual(kept.homes)
    }),
    { numRuns: 60, endOnFailure: false, examples: [[chain], [editedBetween], [editedAfterChoosing]] },
  )
}, 300_000)

/** Two merges in a row of which the first is undone: what it brought leaves the third card. */
const chain: Act[] = [
  { do: 'mail', name: null, of: 2, gapSeconds: 1 },
  { do: 'merge', of: 0, other: 2, chosen: ['name', 'attributes.city'], gapSeconds: 1 },
  { do: 'merge', of: 1, other: 0, chosen: [], gapSeconds: 1 },
  { do: 'mail', name: 'Anna Martin', of: 2, gapSeconds: 1 },
  { do: 'undo', which: 0, of: 0, gapSeconds: 1 },
]
/** What was written between merge and undoing stays where it was written. */
const editedBetween: Act[] = [
  { do: 'merge', of: 0, other: 3, chosen: ['stage'], gapSeconds: 1 },
  { do: 'edit', of: 0, change: { attributes: { size: 40 } }, gapSeconds: 1 },
  { do: 'merge', of: 0, other: 2, chosen: ['name'], gapSeconds: 1 },
  { do: 'undo', which: 0, of: 0, gapSeconds: 1 },
]

/** What was written after a choice stays, also when another merge is undone. */
const editedAfterChoosing: Act[] = [
  { do: 'merge', of: 0, other: 2, chosen: ['attributes.city'], gapSeconds: 1 },
  { do: 'edit', of: 0, change: { attributes: { city: 'Paris' } }, gapSeconds: 1 },
  { do: 'merge', of: 0, other: 3, chosen: [], gapSeconds: 1 },
  { do: 'undo', which: 1, of: 0, gapSeconds: 1 },
]

/** Does these things in a fresh workspace; says how all stands, and which of them were neither refused nor undone. */
async function inAWorld(list: (Act & Partial<Done>)[]) {
  const workspace = await aWorkspace(app)
  now = new Date(Math.ceil(now.getTime() / 60_000) * 60_000 + 60_000)
  const start = now.getTime()
  const ids = await fourCards(workspace)
  const head = async (index: number) => {
    const { body } = await workspace.call<Contact>('GET', `/contacts/${ids[index]}`)
    return ids.indexOf(body.id)
  }
  let done: Done[] = []
  let elapsedMs = 3000
  for (const act of list) {
    elapsedMs = act.atMs ?? elapsedMs + act.gapSeconds * 1000
    now = new Date(start + elapsedMs)
    const timed = { ...act, atMs: elapsedMs }
    switch (act.do) {
      case 'merge': {
        const intoId = act.intoId ?? (await head(act.of))
        const fromId = act.fromId ?? (await head(act.other))
        const { status, body } = await workspace.call<{ id: string }>(
          'POST',
          `/contacts/${ids[intoId]}/merges`,
          { otherId: ids[fromId], chosen: act.chosen },
        )
        expect([201, 409]).toContain(status)
        if (status === 201) done.push({ ...timed, intoId, fromId, mergeId: body.id } as Done)
        break
      }
      case 'undo': {
        const merges = done.filter(one => one.do === 'merge')
        const chosen = merges[act.which % Math.max(1, merges.length)]
        if (!chosen) break
        const { status } = await workspace.call(
          'DELETE',
          `/contacts/${ids[chosen.intoId!]}/merges/${chosen.mergeId}`,
        )
        expect(status).toBe(200)
        done = done.filter(one => one !== chosen)
        break
      }
      case 'edit': {
        const intoId = act.intoId ?? (await head(act.of))
        const before = (await workspace.call<Contact>('GET', `/contacts/${ids[intoId]}`)).body
        const { body } = await workspace.call<Contact>('PATCH', `/contacts/${ids[intoId]}`, act.change)
        // What changed nothing was not done.
        if (JSON.stringify(content(before)) !== JSON.stringify(content(body)))
          done.push({ ...timed, intoId } as Done)
        break
      }
      case 'mail':
        await mail(workspace, act.of, act.name, `message ${elapsedMs}`)
        done.push(timed as Done)
        break
      case 'record':
        // A shop's system knows the id it was given once.
        await workspace.call('PUT', `/contacts/${ids[act.of]}/records/order/MB-${elapsedMs}`, {
          title: 'Bouquet',
        })
        done.push(timed as Done)
    }
  }
  return { kept: done, state: await stateOf(workspace, ids, start), homes: await homesOf(workspace, ids) }
}

async function fourCards(workspace: TestWorkspace): Promise<string[]> {
  for (const [key, type] of [
    ['city', 'text'],
    ['size', 'number'],
  ])
    await workspace.call('POST', '/attributes', {
      subject: 'contact',
      key,
      type,
      labelFr: key,
      labelEn: key,
    })
  const ids = []
  for (const [index, card] of cards.entries()) {
    const identities = [{ kind: 'email', value: address(index) }]
    const { status, body } = await workspace.call<Contact>('POST', '/contacts', { ...card, identities })
    expect(status).toBe(201)
    ids.push(body.id)
  }
  return ids
}

async function mail(workspace: TestWorkspace, index: number, name: string | null, text: string) {
  await app.ground.db.inWorkspace(workspace.id, async tx => {
    const sender = await app.contacts.contactOfSender(tx, {
      kind: 'email',
      address: address(index),
      name,
      verified: true,
    })
    await app.conversations.receive(tx, {
      channel: { id: workspace.channelId, kind: 'email', language: 'fr', teamId: workspace.teamId },
      contactId: sender.contactId,
      identityId: sender.identityId,
      candidates: [],
      at: now,
      from: { name, address: address(index) },
      to: [],
      cc: [],
      subject: text,
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
  })
}

/** Everything that a card shows, with places instead of ids and times since the beginning. */
async function stateOf(workspace: TestWorkspace, ids: string[], start: number) {
  const state = []
  for (const id of ids) {
    const { body } = await workspace.call<Contact>('GET', `/contacts/${id}`)
    if (body.id !== id) {
      state.push({ shownOn: ids.indexOf(body.id) })
      continue
    }
    const conversations = await workspace.call<{ items: { subject: string }[] }>(
      'GET',
      `/conversations?view=all&contact=${id}`,
    )
    const records = await workspace.call<{ items: { externalId: string }[] }>(
      'GET',
      `/contacts/${id}/records`,
    )
    const found = await workspace.call<{ items: Contact[] }>('GET', '/contacts?q=anna')
    state.push({
      ...content(body),
      lastContactMs: body.lastContactAt && Date.parse(body.lastContactAt) - start,
      stageSinceMs: Date.parse(body.stageSince!) - start,
      isFound: found.body.items.some(item => item.id === id),
      conversations: conversations.body.items.map(item => item.subject).toSorted(),
      records: records.body.items.map(item => item.externalId).toSorted(),
    })
  }
  return state
}

function content(card: Contact) {
  const { id, updatedAt, createdAt, lastContactAt, stageSince, company, identities, attributes, ...rest } =
    card
  return {
    ...rest,
    company: company?.name,
    attributes: Object.entries(attributes).toSorted(),
    identities: identities.map(one => [one.value, one.verifiedAt !== null]).toSorted(),
  }
}

/** Where each thing is at home, so that what is undone later finds its way too. */
async function homesOf(workspace: TestWorkspace, ids: string[]) {
  const rows = await app.ground.db.system
    .selectFrom('conversations')
    .select(['subject', 'contact_id', 'home_contact_id'])
    .where('workspace_id', '=', workspace.id)
    .orderBy('subject')
    .execute()
  return rows.map(row => [
    row.subject,
    ids.indexOf(row.contact_id),
    ids.indexOf(row.home_contact_id ?? row.contact_id),
  ])
}
