import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RoutingOf, WorkState } from '#contract/work.ts'
import {
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { switchOff } from '../testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

type Waiting = NonNullable<RoutingOf['waiting']>

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const opens = (workspace: TestWorkspace, hours: [string, string][]) =>
  app.ground.db.system
    .updateTable('calendars')
    .set({
      weekly_hours: JSON.stringify(Object.fromEntries(days.map(day => [day, hours]))),
      holidays: 'none',
    })
    .where('workspace_id', '=', workspace.id)
    .execute()

/** A house with routing on that is open day and night. */
async function aHouse() {
  const workspace = await aWorkspace(app)
  await opens(workspace, [['00:00', '24:00']])
  // Longer than any machine takes for a test.
  await workspace.call('PUT', '/routing/settings', { isOn: true, backOffSeconds: 3600 })
  const how = { teamIds: [workspace.teamId] }
  const lea = await aPerson(app, workspace, 'adviser', { ...how, name: 'Léa Martin' })
  const max = await aPerson(app, workspace, 'adviser', { ...how, name: 'Max Petit' })
  return { workspace, lea, max }
}
type House = Awaited<ReturnType<typeof aHouse>>

async function aPartner({ workspace }: House, contract: object) {
  const paul = await aPerson(app, workspace, 'partner', { teamIds: [workspace.teamId], name: 'Paul Sud' })
  const { id, name } = await app.ground.db.system
    .selectFrom('members as m')
    .innerJoin('partners as p', 'p.id', 'm.partner_id')
    .select(['p.id', 'p.name'])
    .where('m.id', '=', paul.id)
    .executeTakeFirstOrThrow()
  const agreed = await workspace.call('PUT', `/partner-contracts/${id}`, {
    ...{ teamIds: [workspace.teamId], ...contract },
  })
  expect(agreed.status).toBe(200)
  return { paul, partner: name }
}

const made = async (workspace: TestWorkspace, path: string, body: object) =>
  (await workspace.call<{ id: string }>('POST', path, body)).body.id

async function aRequest(workspace: TestWorkspace, contactId?: string): Promise<string> {
  return made(workspace, '/conversations', {
    ...{ subject: 'Livraison', teamId: workspace.teamId },
    contactId: contactId ?? (await made(workspace, '/contacts', { name: 'Odile' })),
    message: { direction: 'in', text: 'Bonjour, où est mon colis de ce matin ?' },
  })
}

const says = ({ call }: TestMember, status: string) => call('PUT', '/work-state', { status })
const available = (person: TestMember) => says(person, 'available')
const queue = ({ id, teamId, call }: TestWorkspace, body: object) =>
  id && call('PUT', `/queues/${teamId}`, body)

async function declines(person: TestMember): Promise<void> {
  await app.routing.settle()
  const { offers } = (await person.call<WorkState>('GET', '/work-state')).body
  expect(offers).toHaveLength(1)
  await person.call('POST', `/offers/${offers[0]!.id}/refusal`, { reason: 'skill' })
}

/** Gives somebody all that they may have. */
async function fill(workspace: TestWorkspace, person: TestMember): Promise<void> {
  await workspace.call('PUT', `/work-profiles/${person.id}`, { capacity: 12 })
  const id = await aRequest(workspace)
  await workspace.call('PUT', `/conversations/${id}/assignment`, { memberId: person.id })
  await available(person)
  await app.routing.settle()
}

/** Why a request waits, as somebody reads it, once the dispatcher decided. */
async function waitingOf({ call }: { call: TestWorkspace['call'] }, id: string): Promise<Waiting> {
  await app.routing.settle()
  const { body } = await call<RoutingOf>('GET', `/conversations/${id}/routing`)
  expect(body.state).toBe('queued')
  return body.waiting!
}

const causes: [string, (house: House) => Promise<{ id: string; expected: Partial<Waiting> }>][] = [
  [
    'nobody is available',
    async ({ workspace, lea }) => {
      await says(lea, 'break')
      return { id: await aRequest(workspace), expected: { reason: 'nobody_there', people: 2 } }
    },
  ],
  [
    'it is closed and nobody is there; until it opens',
    async ({ workspace }) => {
      // Always some hours ahead, whatever the hour of this test.
      const hour = (new Date().getUTCHours() + 12) % 24
      await opens(workspace, [[`${String(hour).padStart(2, '0')}:00`, `${String(hour).padStart(2, '0')}:30`]])
      return {
        id: await aRequest(workspace),
        expected: { reason: 'closed', until: expect.any(String) as string },
      }
    },
  ],
  [
    'those who are there have no room',
    async ({ workspace, lea }) => {
      await fill(workspace, lea)
      return { id: await aRequest(workspace), expected: { reason: 'no_room', people: 1, queued: 1 } }
    },
  ],
  [
    'nobody has the skill that it needs, though somebody is free',
    async ({ workspace, lea, max }) => {
      const [deuil, devis] = [
        await made(workspace, '/skills', { name: 'Deuil' }),
        await made(workspace, '/skills', { name: 'Devis' }),
      ]
      await workspace.call('PUT', `/work-profiles/${lea.id}`, {
        skills: [
          { skillId: deuil, level: 2 },
          { skillId: devis, level: 5 },
        ],
      })
      await queue(workspace, {
        needs: [
          { skillId: deuil, level: 3 },
          { skillId: devis, level: 1 },
        ],
      })
      await available(lea)
      await available(max)
      return { id: await aRequest(workspace), expected: { reason: 'no_skill', skills: ['Deuil'] } }
    },
  ],
  [
    'nobody speaks its language; until others are asked',
    async ({ workspace, lea, max }) => {
      for (const { id } of [lea, max])
        await app.ground.db.system
          .updateTable('members')
          .set({ languages: ['en'] })
          .where('id', '=', id)
          .execute()
      await available(lea)
      return {
        id: await aRequest(workspace),
        expected: { reason: 'no_language', language: 'fr', until: expect.any(String) as string },
      }
    },
  ],
  [
    'whoever answered this customer last has it first; until their time is over',
    async ({ workspace, lea, max }) => {
      const contactId = await made(workspace, '/contacts', { name: 'Odile' })
      const first = await aRequest(workspace, contactId)
      await workspace.call('PUT', `/conversations/${first}/assignment`, { memberId: lea.id })
      await workspace.call('POST', `/conversations/${first}/closure`, {})
      await fill(workspace, lea)
      await available(max)
      return {
        id: await aRequest(workspace, contactId),
        expected: { reason: 'owner_first', memberId: lea.id, until: expect.any(String) as string },
      }
    },
  ],
  [
    'whoever is free declined it a moment ago; until they are asked again',
    async ({ workspace, lea, max }) => {
      // Without somebody else there, it would be hers again in seconds.
      await fill(workspace, max)
      await available(lea)
      const id = await aRequest(workspace)
      await declines(lea)
      return {
        id,
        expected: { reason: 'back_off', people: 1, memberIds: [lea.id], until: expect.any(String) as string },
      }
    },
  ],
  [
    'it is a partner’s turn, whose people have no room; until its turn is over',
    async house => {
      const { paul, partner } = await aPartner(house, { share: 50 })
      await fill(house.workspace, paul)
      await available(house.lea)
      return {
        id: await aRequest(house.workspace),
        expected: {
          reason: 'share',
          partner,
          isForHouse: false,
          people: 1,
          until: expect.any(String) as string,
        },
      }
    },
  ],
  [
    'the partner has all that was agreed',
    async house => {
      const { paul, partner } = await aPartner(house, { mostOpen: 1 })
      const id = await aRequest(house.workspace)
      await house.workspace.call('PUT', `/conversations/${id}/assignment`, { memberId: paul.id })
      await available(paul)
      return {
        id: await aRequest(house.workspace),
        expected: { reason: 'ceiling', partner, people: 1, memberIds: [paul.id] },
      }
    },
  ],
  [
    'its queue is asked; how many wait there, and who could take it',
    async ({ workspace, lea }) => {
      await queue(workspace, { way: 'pull' })
      await available(lea)
      await aRequest(workspace)
      return {
        id: await aRequest(workspace),
        expected: { reason: 'pull', queued: 2, people: 1, memberIds: [lea.id] },
      }
    },
  ],
  [
    'its queue is picked from; how many wait there, and who could take it',
    async ({ workspace, lea, max }) => {
      await queue(workspace, { way: 'pick' })
      await fill(workspace, lea)
      await available(max)
      return {
        id: await aRequest(workspace),
        expected: { reason: 'pick', queued: 1, people: 1, memberIds: [max.id] },
      }
    },
  ],
  [
    'somebody was asked for it by name',
    async ({ workspace, lea, max }) => {
      const id = await aRequest(workspace)
      await workspace.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
      await fill(workspace, max)
      await lea.call('POST', `/conversations/${id}/transfers`, { memberId: max.id, reason: 'skill' })
      return { id, expected: { reason: 'asked', memberId: max.id } }
    },
  ],
]

test.each(causes)('A19: %s', async (_, setUp) => {
  const house = await aHouse()
  const { id, expected } = await setUp(house)
  expect(await waitingOf(house.workspace, id)).toMatchObject(expected)
})

test('EMP-3 D15: an adviser reads how many, not who; a partner’s people read nothing of what was agreed with another one', async () => {
  const house = await aHouse()
  const { workspace, lea, max } = house
  await fill(workspace, max)
  await available(lea)
  const id = await aRequest(workspace)
  await declines(lea)
  expect(await waitingOf(max, id)).toMatchObject({ reason: 'back_off', people: 1, memberIds: [] })

  const { paul } = await aPartner(house, { mostOpen: 1 })
  const { paul: other } = await aPartner(house, {})
  for (const person of [lea, max]) await says(person, 'away')
  const held = await aRequest(workspace)
  await workspace.call('PUT', `/conversations/${held}/assignment`, { memberId: paul.id })
  await available(paul)
  const next = await aRequest(workspace)
  expect(await waitingOf(paul, next)).toMatchObject({ reason: 'ceiling', partner: expect.any(String) })
  expect(await waitingOf(other, next)).toMatchObject({ reason: 'ceiling', partner: null, memberIds: [] })
})

test('A19: people whom a later step asks count once it does, wherever they work', async () => {
  const { workspace, lea } = await aHouse()
  const team = await made(workspace, '/teams', {
    ...{ name: 'Renfort', kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null },
  })
  const nora = await aPerson(app, workspace, 'adviser', { teamIds: [team], name: 'Nora Blanc' })
  await queue(workspace, { steps: [{ afterSeconds: 60, teamIds: [team] }] })
  await fill(workspace, nora)
  await says(lea, 'away')
  const id = await aRequest(workspace)
  expect(await waitingOf(workspace, id)).toMatchObject({ reason: 'nobody_there', people: 2 })
  await sql`update work_items set since = since - interval '5 minutes' where conversation_id = ${id}`.execute(
    app.ground.db.system,
  )
  expect(await waitingOf(workspace, id)).toMatchObject({ reason: 'no_room', people: 1 })
})

test('invariants 7, 24: whoever declined is not asked again by the next dispatcher either, and turns are kept', async () => {
  const house = await aHouse()
  const { workspace, lea, max } = house
  await fill(workspace, max)
  await available(lea)
  const id = await aRequest(workspace)
  await declines(lea)
  // Everything is read anew, as by a dispatcher that was not there.
  await workspace.call('PUT', `/queues/${workspace.teamId}`, {})
  expect(await waitingOf(workspace, id)).toMatchObject({ reason: 'back_off', memberIds: [lea.id] })
  await workspace.call('POST', `/conversations/${id}/closure`, {})

  const { paul, partner } = await aPartner(house, { share: 50 })
  await fill(workspace, paul)
  const kept = await aRequest(workspace)
  const before = await waitingOf(workspace, kept)
  expect(before).toMatchObject({ reason: 'share', partner })
  await workspace.call('PUT', `/queues/${workspace.teamId}`, {})
  expect(await waitingOf(workspace, kept)).toEqual(before)
})
