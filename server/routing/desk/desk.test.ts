import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RoutingSettings } from '#contract/queues.ts'
import type { Offer, RoutingOf, WorkState } from '#contract/work.ts'
import {
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { switchOff, switchOn, workOf } from '../testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

let written = 0
async function aRequest(workspace: TestWorkspace, { teamId = workspace.teamId, language = 'fr' } = {}) {
  written += 1
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: `Personne ${written}` })
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    subject: 'Livraison',
    teamId,
    contactId: contact.body.id,
    message: {
      direction: 'in',
      text: language === 'fr' ? `Bonjour, où est mon colis ${written} ?` : `Where is my parcel ${written}?`,
    },
  })
  return body.id
}

async function aTeam(of = 1) {
  const workspace = await aWorkspace(app)
  const people: TestMember[] = []
  for (let which = 0; which < of; which++)
    people.push(
      await aPerson(app, workspace, 'adviser', {
        teamIds: [workspace.teamId],
        name: ['Léa Martin', 'Max Petit', 'Inès Roy'][which]!,
      }),
    )
  await switchOn(app, workspace)
  return { workspace, people, lea: people[0]!, max: people[1]! }
}

const stateOf = async ({ call }: TestMember) => (await call<WorkState>('GET', '/work-state')).body
const says = ({ call }: TestMember, body: object) => call<WorkState>('PUT', '/work-state', body)
const available = (person: TestMember) => says(person, { status: 'available' })

async function offerTo(person: TestMember): Promise<Offer> {
  await app.routing.settle()
  const { offers } = await stateOf(person)
  expect(offers).toHaveLength(1)
  return offers[0]!
}

const accept = ({ call }: TestMember, { id }: Offer) =>
  call<{ conversationId: string; code: string; title: string }>('POST', `/offers/${id}/acceptance`)
const decline = ({ call }: TestMember, { id }: Offer, reason = 'busy') =>
  call<WorkState & { code: string; title: string }>('POST', `/offers/${id}/refusal`, { reason })

/** Their last sign of life was so long ago. */
const wasSeen = (memberId: string, secondsAgo: number) =>
  sql`update work_states set seen_at = clock_timestamp() - ${secondsAgo} * interval '1 second' where member_id = ${memberId}`.execute(
    app.ground.db.system,
  )

test('A19: whoever has a free hand knows what one more takes of their room, as the house says it', async () => {
  const { workspace, lea } = await aTeam()
  await available(lea)
  expect(await stateOf(lea)).toMatchObject({ used: 0, capacity: 100, units: { chat: 33, email: 12 } })
  const { body: usual } = await workspace.call<RoutingSettings>('GET', '/routing/settings')
  const email = { ...usual.channels.email, units: 40 }
  await workspace.call('PUT', '/routing/settings', { channels: { email } })
  expect((await stateOf(lea)).units).toMatchObject({ chat: 33, email: 40 })
})

test('A8: whoever is available is offered what waits with why, and takes it in one act', async () => {
  const { workspace, lea } = await aTeam()
  expect(await stateOf(lea)).toMatchObject({ isOn: true, status: 'away', offers: [] })
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect((await stateOf(lea)).offers).toEqual([])
  expect((await available(lea)).body).toMatchObject({ status: 'available', isSilent: false, used: 0 })

  const offer = await offerTo(lea)
  expect(offer).toMatchObject({
    conversationId: id,
    endsAt: null, // a mail waits for an answer as long as it takes
    why: { rule: 'step', team: expect.any(String), unitsUsed: 0 },
  })
  expect(await accept(lea, offer)).toMatchObject({ status: 200, body: { conversationId: id } })
  expect(await workOf(app, id)).toMatchObject({
    item: { state: 'active' },
    reservation: { id: offer.id, state: 'active', member_id: lea.id },
  })
  const { body } = await lea.call<{ assignee: { id: string } }>('GET', `/conversations/${id}`)
  expect(body.assignee.id).toBe(lea.id)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ reservation: { id: offer.id, state: 'active' } })
  expect(await stateOf(lea)).toMatchObject({ used: 12, offers: [] })
})

test('ux 13: taken in two tabs at once, an offer is taken once, and both show the conversation', async () => {
  const { workspace, lea } = await aTeam()
  const id = await aRequest(workspace)
  await available(lea)
  const offer = await offerTo(lea)
  const both = await Promise.all([accept(lea, offer), accept(lea, offer)])
  expect(both.map(({ status, body }) => [status, body.conversationId])).toEqual([
    [200, id],
    [200, id],
  ])
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from events where workspace_id = ${workspace.id} and conversation_id = ${id}
      and type = 'conversation.assigned'`.execute(app.ground.db.system)
  expect(rows[0]!.n).toBe(1)
})

test('A8: too late, the sentence says who has it, in both languages; nobody takes another’s offer', async () => {
  const { workspace, lea, max } = await aTeam(2)
  const id = await aRequest(workspace)
  await available(lea)
  const offer = await offerTo(lea)
  expect(await accept(max, offer)).toMatchObject({ status: 404 })
  await max.call('PUT', `/conversations/${id}/assignment`, { memberId: max.id })
  const late = await accept(lea, offer)
  expect(late).toMatchObject({
    status: 409,
    body: { code: 'offer.taken', title: 'Trop tard\u00a0: Max Petit vient de la prendre.' },
  })
  const english = await lea.call('POST', `/offers/${offer.id}/acceptance`, undefined, {
    'accept-language': 'en',
  })
  expect(english.body).toMatchObject({ title: 'Too late: Max Petit has just taken it.' })
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ reservation: { member_id: max.id, state: 'active' } })
  // The same once routing has read it.
  expect(await accept(lea, offer)).toMatchObject({ body: { code: 'offer.taken' } })
})

test('A8: declined with a reason, a request waits again with its first entry, for others first', async () => {
  const { workspace, lea, max } = await aTeam(2)
  const id = await aRequest(workspace)
  await available(lea)
  const offer = await offerTo(lea)
  const before = await workOf(app, id)
  await available(max)
  expect(await decline(lea, offer, 'not a reason')).toMatchObject({ status: 422 })
  expect(await decline(lea, offer, 'skill')).toMatchObject({ status: 200, body: { offers: [], used: 0 } })
  expect(await decline(lea, offer, 'skill')).toMatchObject({ status: 200 }) // the other tab
  const next = await offerTo(max)
  expect(next.conversationId).toBe(id)
  expect(await workOf(app, id)).toMatchObject({ item: { t0: before.item!.t0, state: 'offered' } })
  expect(await accept(lea, offer)).toMatchObject({ body: { code: 'offer.declined' } })
  const written = await app.ground.db.system
    .selectFrom('reservations')
    .select(['outcome', 'reason'])
    .where('id', '=', offer.id)
    .executeTakeFirst()
  expect(written).toEqual({ outcome: 'declined', reason: 'skill' })
})

test('whoever goes on a break keeps what they have and loses what they are offered', async () => {
  const { workspace, lea } = await aTeam()
  await aRequest(workspace)
  await available(lea)
  const first = await offerTo(lea)
  await accept(lea, first)
  await aRequest(workspace)
  const second = await offerTo(lea)
  const { body } = await says(lea, { status: 'break', minutes: 15 })
  expect(Date.parse(body.until!) - Date.parse(body.since!)).toBe(15 * 60_000)
  await app.routing.settle()
  expect(await stateOf(lea)).toMatchObject({ status: 'break', used: 12, offers: [] })
  expect(await accept(lea, second)).toMatchObject({ status: 409, body: { code: 'offer.withdrawn' } })
})

test('invariant 5: a minute without a screen and nothing is offered any more; back, they are offered it again', async () => {
  const { workspace, lea } = await aTeam()
  const id = await aRequest(workspace)
  await available(lea)
  await offerTo(lea)
  await wasSeen(lea.id, 59)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ item: { state: 'offered' } })
  await wasSeen(lea.id, 61)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ item: { state: 'queued' }, reservation: undefined })
  // The status is theirs, and stays.
  expect(await stateOf(lea)).toMatchObject({ status: 'available' })
  await available(lea)
  // It was not declined: they are asked at once, and for what comes meanwhile.
  const other = await aRequest(workspace)
  await app.routing.settle()
  const { offers } = await stateOf(lea)
  expect(new Set(offers.map(offer => offer.conversationId))).toEqual(new Set([id, other]))
})

test('A8: after two missed offers somebody does not respond, and is back by one click', async () => {
  const { workspace, lea } = await aTeam()
  await available(lea)
  await sql`update work_states set is_silent = true, misses = 2 where member_id = ${lea.id}`.execute(
    app.ground.db.system,
  )
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect(await stateOf(lea)).toMatchObject({ isSilent: true, offers: [] })
  expect((await available(lea)).body).toMatchObject({ isSilent: false })
  expect((await offerTo(lea)).conversationId).toBe(id)
  expect(await changesOf(lea)).toEqual(['available declared', 'available returned'])
})

async function changesOf({ id }: TestMember): Promise<string[]> {
  const rows = await app.ground.db.system
    .selectFrom('work_state_changes')
    .select(['status', 'cause'])
    .where('member_id', '=', id)
    .orderBy('id')
    .execute()
  return rows.map(({ status, cause }) => `${status} ${cause}`)
}

test('EMP-5: what somebody declared is kept, the same said twice is said once, and a year later it is gone', async () => {
  const { lea } = await aTeam()
  await available(lea)
  await available(lea)
  await says(lea, { status: 'busy', reason: 'Dossier Roy' })
  await says(lea, { status: 'away', signsOut: true })
  expect(await changesOf(lea)).toEqual(['available declared', 'busy declared', 'away signed_out'])
  await sql`
    update work_state_changes set at = at - interval '13 months' where member_id = ${lea.id} and status = 'busy'`.execute(
    app.ground.db.system,
  )
  await app.routing.chores.timers!.find(({ name }) => name === 'routing.purge_work_states')!.run()
  expect(await changesOf(lea)).toEqual(['available declared', 'away signed_out'])
})

test('whoever leaves the house is away', async () => {
  const { workspace, lea } = await aTeam()
  await available(lea)
  await workspace.call('POST', `/members/${lea.id}/deactivation`, {})
  await app.settle()
  expect(await changesOf(lea)).toEqual(['available declared', 'away left'])
})

const next = ({ call }: TestMember) =>
  call<{ conversationId: string | null; why: string | null; code: string }>('POST', '/work/next')

test('A8: whoever asks for the next request gets the one that the dispatcher would give, and is told why there is none', async () => {
  const { workspace, lea } = await aTeam()
  expect(await next(lea)).toMatchObject({ status: 409, body: { code: 'work.not_there' } })
  await says(lea, { status: 'busy' })
  await app.routing.settle()
  expect((await next(lea)).body).toEqual({ conversationId: null, why: 'nothing' })
  const oldest = await aRequest(workspace)
  const urgent = await aRequest(workspace)
  for (let count = 0; count < 7; count++) await aRequest(workspace)
  await workspace.call('PATCH', `/conversations/${urgent}`, { priority: 'urgent' })
  await app.routing.settle()
  // Waited for ten days each, and the pressing one is four times as heavy.
  await sql`
    update work_items set t0 = t0 - interval '10 days' where conversation_id = any (${[oldest, urgent]}::uuid[])`.execute(
    app.ground.db.system,
  )
  const given = [(await next(lea)).body.conversationId, (await next(lea)).body.conversationId]
  expect(given).toEqual([urgent, oldest])
  expect(await workOf(app, urgent)).toMatchObject({
    item: { state: 'active' },
    reservation: { how: 'asked_for', member_id: lea.id, units: 12 },
  })
  // Q7: a ninth mail waits.
  for (let count = 0; count < 6; count++) expect((await next(lea)).status).toBe(200)
  expect((await next(lea)).body).toEqual({ conversationId: null, why: 'full' })
  await app.routing.settle()
  expect(await stateOf(lea)).toMatchObject({ used: 96 })
})

const routingOf = async ({ call }: { call: TestWorkspace['call'] }, id: string) =>
  (await call<RoutingOf>('GET', `/conversations/${id}/routing`)).body

test('A19: every request says why it waits, and why whoever has it was asked', async () => {
  const { workspace, lea, max } = await aTeam(2)
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect(await routingOf(workspace, id)).toMatchObject({
    state: 'queued',
    waiting: { people: 2 },
    why: null,
  })
  await says(lea, { status: 'break' })
  await app.routing.settle()
  expect((await routingOf(workspace, id)).waiting!.reason).toMatch(/^(nobody_there|closed)$/)
  await available(lea)
  const offer = await offerTo(lea)
  expect(await routingOf(max, id)).toMatchObject({
    state: 'offered',
    memberId: lea.id,
    waiting: null,
    why: { rule: 'step', step: 0 },
  })
  await accept(lea, offer)
  const { history, ...stands } = await routingOf(max, id)
  expect(stands).toMatchObject({ state: 'active', memberId: lea.id, why: { rule: 'step' }, isAside: false })
  expect(history.map(({ kind }) => kind)).toEqual(['queued', 'offered', 'accepted'])
  // All that is said of anybody: what the rule weighed, no trait (EMP-3).
  expect(Object.keys(stands.why!).sort()).toEqual(
    ['idleMs', 'language', 'rule', 'score', 'step', 'team', 'unitsUsed', 'waitedMs', 'weight'].sort(),
  )
})

test('A19: who is full keeps a request waiting, and it says so', async () => {
  const { workspace, lea } = await aTeam()
  await available(lea)
  for (let count = 0; count < 8; count++) {
    await aRequest(workspace)
    await accept(lea, await offerTo(lea))
  }
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect(await routingOf(lea, id)).toMatchObject({
    state: 'queued',
    waiting: { reason: 'no_room', people: 1 },
  })
})

test.each(['pull', 'pick'])(
  'A19: where a queue is for those who %s, a request says that it waits for them',
  async way => {
    const { workspace, lea } = await aTeam()
    await workspace.call('PUT', `/queues/${workspace.teamId}`, { way })
    await available(lea)
    const id = await aRequest(workspace)
    await app.routing.settle()
    expect(await stateOf(lea)).toMatchObject({ offers: [] })
    expect(await routingOf(lea, id)).toMatchObject({ state: 'queued', waiting: { reason: way } })
    expect((await next(lea)).body.conversationId).toBe(way === 'pull' ? id : null)
  },
)
