import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Consultation } from '#contract/consultations.ts'
import type { Transfer } from '#contract/transfers.ts'
import {
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { switchOff, switchOn, workOf } from '../testing/world.ts'
import { remindOfUnanswered } from './hearing.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

type Call = TestMember['call']
type Answer = Consultation & { code: string; title: string }

let written = 0
async function aRequest(workspace: TestWorkspace, more: object = {}) {
  written += 1
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', {
    name: `Cliente ${written}`,
    identities: [{ kind: 'email', value: `cliente-${written}@consult.test` }],
  })
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    ...{ subject: 'Livraison', teamId: workspace.teamId, contactId: contact.body.id },
    message: { direction: 'in', text: `Bonjour, où est mon colis ${written} ?` },
    ...more,
  })
  return { id: body.id, contactId: contact.body.id }
}

/** Léa has a request; Max and Inès are beside her, Nora leads. */
async function aHouse() {
  const workspace = await aWorkspace(app)
  const here = { teamIds: [workspace.teamId] }
  const lea = await aPerson(app, workspace, 'adviser', { ...here, name: 'Léa Martin' })
  const max = await aPerson(app, workspace, 'adviser', { ...here, name: 'Max Petit' })
  const ines = await aPerson(app, workspace, 'adviser', { name: 'Inès Roy' })
  const nora = await aPerson(app, workspace, 'supervisor', { name: 'Nora Blanc' })
  const { id, contactId } = await aRequest(workspace)
  await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
  return { workspace, lea, max, ines, nora, id, contactId }
}

const asks = ({ call }: { call: Call }, id: string, body: object = {}) =>
  call<Answer>('POST', `/conversations/${id}/consultations`, { question: 'Peut-on rembourser ?', ...body })
const askedOf = async ({ call }: { call: Call }) =>
  (await call<{ items: Consultation[] }>('GET', '/consultations')).body.items
const consultationsOf = async ({ call }: { call: Call }, id: string) =>
  (await call<{ items: Consultation[] }>('GET', `/conversations/${id}/consultations`)).body.items
const notesOf = async ({ call }: { call: Call }, id: string) =>
  (
    await call<{ items: { id: string; text: string; direction: string }[] }>(
      'GET',
      `/conversations/${id}/messages`,
    )
  ).body.items.filter(({ direction }) => direction === 'note')
const holderOf = async ({ call }: { call: Call }, id: string) =>
  (await call<{ assignee: { id: string } | null }>('GET', `/conversations/${id}`)).body.assignee?.id ?? null
const told = async (id: string) => {
  const { rows } = await sql<{ type: string; data: Record<string, unknown> }>`
    select type, data from events where conversation_id = ${id} and type like 'conversation.consult%'
    order by id`.execute(app.ground.db.system)
  return rows
}

test('A10: an adviser asks a colleague inside the conversation; the question and its answer are notes, whoever has it keeps it, and whoever asked is told', async () => {
  const { lea, max, ines, id } = await aHouse()
  const asked = await asks(lea, id, { memberId: max.id })
  expect(asked).toMatchObject({
    status: 201,
    body: { state: 'open', by: { id: lea.id }, to: { kind: 'member', id: max.id }, isAskedOfMe: false },
  })
  expect(await askedOf(ines)).toEqual([])
  expect(await askedOf(max)).toMatchObject([
    {
      ...{ id: asked.body.id, conversationId: id, isAskedOfMe: true, handsOverTo: { id: max.id } },
      question: { text: 'Peut-on rembourser ?' },
    },
  ])
  const answered = await max.call<Answer>('POST', `/consultations/${asked.body.id}/answer`, {
    text: 'Oui, jusqu’à 30 €.',
  })
  expect(answered.body).toMatchObject({ state: 'answered', endedBy: { id: max.id }, isFresh: true })
  expect(await askedOf(max)).toEqual([])
  expect(await holderOf(lea, id)).toBe(lea.id)
  const notes = await notesOf(lea, id)
  expect(notes.map(({ text }) => text)).toEqual(['Peut-on rembourser ?', 'Oui, jusqu’à 30 €.'])
  expect([answered.body.question.messageId, answered.body.answerId]).toEqual(notes.map(note => note.id))
  expect(await told(id)).toMatchObject([
    { type: 'conversation.consulted', data: { byId: lea.id, askedIds: [max.id] } },
    {
      type: 'conversation.consultation_ended',
      data: { byId: lea.id, state: 'answered', endedById: max.id },
    },
  ])
  // Once the customer is written to, it is an old story.
  await lea.call('POST', `/conversations/${id}/messages`, { text: 'Nous vous remboursons.' })
  expect(await consultationsOf(lea, id)).toMatchObject([{ state: 'answered', isFresh: false }])
})

test('A10: the customer reads neither question nor answer, and is sent nothing', async () => {
  const { workspace, lea, max, id, contactId } = await aHouse()
  const { body } = await asks(lea, id, { memberId: max.id, question: 'Un secret de la maison ?' })
  await max.call('POST', `/consultations/${body.id}/answer`, { text: 'Un secret, oui.' })
  await lea.call('POST', `/conversations/${id}/messages`, { text: 'Nous vous remboursons.' })
  await sql`update messages set leaves_at = now() where conversation_id = ${id}`.execute(app.ground.db.system)
  const { rows } = await sql<{ sent: number }>`
    select count(*)::integer as sent from deliveries where workspace_id = ${workspace.id}`.execute(
    app.ground.db.system,
  )
  expect(rows[0]!.sent).toBe(1)
  const shown = await app.ground.db.inWorkspace(workspace.id, tx =>
    app.conversations.customer.view(tx, { conversationId: id, contactId, now: new Date() }),
  )
  expect(shown!.messages.map(({ text }) => text)).toEqual([
    expect.stringContaining('mon colis'),
    'Nous vous remboursons.',
  ])
  expect(JSON.stringify(shown)).not.toContain('secret')
})

test('A10: the first note of somebody who is asked answers it, however they wrote it; a note of anybody else does not', async () => {
  const { lea, max, ines, id } = await aHouse()
  await asks(lea, id, { memberId: max.id })
  const note = (person: TestMember, text: string) =>
    person.call<{ id: string }>('POST', `/conversations/${id}/messages`, { kind: 'note', text })
  await note(ines, 'Je ne suis pas concernée.')
  await note(lea, 'Je précise : elle est pressée.')
  await app.settle()
  expect(await consultationsOf(lea, id)).toMatchObject([{ state: 'open' }])
  const { body } = await note(max, 'Oui.')
  await app.settle()
  expect(await consultationsOf(lea, id)).toMatchObject([
    { state: 'answered', answerId: body.id, endedBy: { id: max.id } },
  ])
})

test('A10: a team is asked as those who are in it; one of them answers for all, and once all cannot, whoever asked is told', async () => {
  const { workspace, lea, max, ines, id } = await aHouse()
  const { body: team } = await workspace.call<{ id: string }>('POST', '/teams', {
    ...{ name: 'Facturation', kind: 'digital', siteId: null, partnerId: null, calendarId: null },
    positions: null,
  })
  for (const { id: member } of [max, ines])
    await workspace.call('PATCH', `/members/${member}`, { teamIds: [team.id] })
  const first = await asks(lea, id, { teamId: team.id })
  expect(await askedOf(ines)).toHaveLength(1)
  await ines.call('POST', `/consultations/${first.body.id}/answer`, { text: 'Oui.' })
  expect(await askedOf(max)).toEqual([])
  expect(await max.call('POST', `/consultations/${first.body.id}/answer`, { text: 'Non.' })).toMatchObject({
    status: 409,
    body: { code: 'consultation.answered', title: expect.stringContaining('Inès Roy') },
  })

  const second = await asks(lea, id, { teamId: team.id })
  await max.call('POST', `/consultations/${second.body.id}/refusal`)
  expect(await askedOf(max)).toEqual([])
  expect(await askedOf(ines)).toHaveLength(1)
  expect((await consultationsOf(lea, id))[0]).toMatchObject({ state: 'open' })
  expect(await max.call('POST', `/consultations/${second.body.id}/answer`, { text: 'Si.' })).toMatchObject({
    status: 409,
    body: { code: 'consultation.declined' },
  })
  await ines.call('POST', `/consultations/${second.body.id}/refusal`)
  expect((await consultationsOf(lea, id))[0]).toMatchObject({ state: 'declined', endedBy: { id: ines.id } })
})

test('A10: a supervisor is asked, and takes it over in one press: first entry, promise and history stay', async () => {
  const { workspace, lea, nora, id } = await aHouse()
  await switchOn(app, workspace)
  await app.routing.settle()
  const before = (await workOf(app, id)).item!
  const { dueAt } = (await lea.call<{ dueAt: string }>('GET', `/conversations/${id}`)).body
  const { body } = await asks(lea, id)
  expect(body.to).toEqual({ kind: 'supervisor', id: null, name: null, level: null })
  expect(await askedOf(nora)).toMatchObject([{ id: body.id, handsOverTo: { id: nora.id } }])
  expect(body.handsOverTo).toBeNull()
  const taken = await nora.call<Transfer>('POST', `/consultations/${body.id}/transfer`, { expected: lea.id })
  expect(taken).toMatchObject({ status: 201, body: { state: 'given', from: { id: lea.id } } })
  expect(await holderOf(lea, id)).toBe(nora.id)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { id: before.id, t0: before.t0, credit_ms: before.credit_ms },
    reservation: { member_id: nora.id },
  })
  expect((await lea.call<{ dueAt: string }>('GET', `/conversations/${id}`)).body.dueAt).toBe(dueAt)
  expect(await consultationsOf(lea, id)).toMatchObject([{ state: 'handed_over', endedBy: { id: nora.id } }])
  expect((await notesOf(nora, id)).map(({ text }) => text)).toEqual(['Peut-on rembourser ?'])
  expect(await nora.call('POST', `/consultations/${body.id}/transfer`)).toMatchObject({
    status: 409,
    body: { code: 'consultation.over' },
  })
  // As any transfer, it is undone.
  expect((await nora.call('DELETE', `/transfers/${taken.body.id}`)).status).toBe(200)
  expect(await holderOf(lea, id)).toBe(lea.id)
})

test('A10: whoever asked hands over in one press to who answered, who is offered it where routing is on; too late, the sentence says who has it', async () => {
  const { workspace, lea, max, nora, id } = await aHouse()
  await switchOn(app, workspace)
  await max.call('PUT', '/work-state', { status: 'available' })
  await app.routing.settle()
  const { body } = await asks(lea, id, { memberId: max.id })
  await max.call('POST', `/consultations/${body.id}/answer`, { text: 'Je m’en charge si tu veux.' })
  expect(await lea.call('POST', `/consultations/${body.id}/transfer`, { expected: nora.id })).toMatchObject({
    status: 409,
    body: { code: 'conversation.taken' },
  })
  const handed = await lea.call<Transfer>('POST', `/consultations/${body.id}/transfer`, { expected: lea.id })
  expect(handed.body).toMatchObject({ state: 'asked', toMember: { id: max.id } })
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ reservation: { member_id: max.id, state: 'offered' } })
})

test('A10: a question ends with the conversation, when it is withdrawn, and when somebody who was asked has it anyway', async () => {
  const { workspace, lea, max, ines, id } = await aHouse()
  const withdrawn = await asks(lea, id, { memberId: max.id })
  expect((await ines.call('DELETE', `/consultations/${withdrawn.body.id}`)).status).toBe(404)
  expect((await lea.call<Answer>('DELETE', `/consultations/${withdrawn.body.id}`)).body.state).toBe(
    'withdrawn',
  )
  expect(await askedOf(max)).toEqual([])
  expect(await notesOf(lea, id)).toHaveLength(1)

  await asks(lea, id, { memberId: max.id })
  await workspace.call('PUT', `/conversations/${id}/assignment`, { memberId: max.id })
  await app.settle()
  expect((await consultationsOf(lea, id))[0]).toMatchObject({ state: 'handed_over' })

  await asks(max, id, { memberId: ines.id })
  await max.call('POST', `/conversations/${id}/closure`, {})
  await app.settle()
  expect((await consultationsOf(lea, id))[0]).toMatchObject({ state: 'closed' })
  expect(await askedOf(ines)).toEqual([])
  expect(await asks(max, id, { memberId: ines.id })).toMatchObject({
    status: 409,
    body: { code: 'conversation.already_closed' },
  })
})

test('A10: nobody has answered for a while: whoever asked is told once', async () => {
  const { lea, max, id } = await aHouse()
  const { body } = await asks(lea, id, { memberId: max.id })
  await remindOfUnanswered(app.ground)
  expect(await told(id)).toHaveLength(1)
  await sql`update consultations set remind_at = now() - interval '1 second' where id = ${body.id}`.execute(
    app.ground.db.system,
  )
  await remindOfUnanswered(app.ground)
  await remindOfUnanswered(app.ground)
  expect((await told(id)).slice(1)).toMatchObject([
    { type: 'conversation.consultation_unanswered', data: { byId: lea.id, askedIds: [max.id] } },
  ])
  expect((await consultationsOf(lea, id))[0]!.remindedAt).not.toBeNull()
  expect(await holderOf(lea, id)).toBe(lea.id)
})

test('A10: whoever declared a skill well enough is asked, and nobody where nobody did', async () => {
  const { workspace, lea, max, ines, id } = await aHouse()
  const { body: skill } = await workspace.call<{ id: string }>('POST', '/skills', { name: 'Assurance' })
  const knows = (person: TestMember, level: number) =>
    workspace.call('PUT', `/work-profiles/${person.id}`, {
      ...{ capacity: 100, most: {} },
      skills: [{ skillId: skill.id, level }],
    })
  expect(await asks(lea, id, { skillId: skill.id })).toMatchObject({
    status: 409,
    body: { code: 'consultation.nobody' },
  })
  await knows(max, 1)
  await knows(ines, 3)
  const expertise = await lea.call<{ items: object[] }>('GET', `/conversations/${id}/expertise`)
  expect(expertise.body.items).toEqual([
    {
      ...{ id: skill.id, name: 'Assurance' },
      levels: [
        { level: 1, people: 2 },
        { level: 2, people: 1 },
        { level: 3, people: 1 },
      ],
    },
  ])
  expect((await asks(lea, id, { skillId: skill.id, level: 2 })).body.to).toEqual({
    ...{ kind: 'skill', id: skill.id, name: 'Assurance', level: 2 },
  })
  expect(await askedOf(max)).toEqual([])
  expect(await askedOf(ines)).toHaveLength(1)
})

test('A10: somebody who sees only what is shared with them may be asked by name, then sees it, answers by a note, and can take nothing over', async () => {
  const { workspace, lea, id } = await aHouse()
  const expert = await aPerson(app, workspace, 'collaborator', { name: 'Paul Fleuriste' })
  expect((await expert.call('GET', `/conversations/${id}`)).status).toBe(404)
  const { body } = await asks(lea, id, { memberId: expert.id })
  expect((await expert.call('GET', `/conversations/${id}`)).status).toBe(200)
  expect(await askedOf(expert)).toMatchObject([{ id: body.id, handsOverTo: null }])
  expect((await expert.call('POST', `/consultations/${body.id}/transfer`)).status).toBe(403)
  expect(
    (await expert.call('POST', `/conversations/${id}/consultations`, { question: 'Et moi ?' })).status,
  ).toBe(403)
  expect(
    (await expert.call<Answer>('POST', `/consultations/${body.id}/answer`, { text: 'Des pivoines.' })).body,
  ).toMatchObject({ state: 'answered', handsOverTo: null })
})

test('A10, D15: a partner asks its own people and those who lead, is asked only what it sees, and hands nothing to the house but by escalation', async () => {
  const { workspace, lea, max, nora, id } = await aHouse()
  const sud = await aPerson(app, workspace, 'partner', { name: 'Paul Sud' })
  const { partner_id: partnerId } = await app.ground.db.system
    .selectFrom('members')
    .select('partner_id')
    .where('id', '=', sud.id)
    .executeTakeFirstOrThrow()
  const { body: team } = await workspace.call<{ id: string }>('POST', '/teams', {
    ...{ name: 'Sud', kind: 'digital', siteId: null, partnerId, calendarId: null, positions: null },
  })
  await workspace.call('PATCH', `/members/${sud.id}`, { teamIds: [team.id] })
  expect(await asks(lea, id, { memberId: sud.id })).toMatchObject({
    status: 409,
    body: { code: 'consultation.cannot_see', title: expect.stringContaining('Paul Sud') },
  })
  expect((await asks(sud, id)).status).toBe(404)

  const { id: theirs } = await aRequest(workspace, { teamId: team.id })
  await sud.call('PUT', `/conversations/${theirs}/assignment`, { memberId: sud.id })
  expect((await asks(sud, theirs, { memberId: max.id })).body.code).toBe('consultation.outside_teams')
  expect((await asks(sud, theirs, { teamId: workspace.teamId })).status).toBe(409)
  const { body } = await asks(sud, theirs)
  await nora.call('POST', `/consultations/${body.id}/answer`, { text: 'Oui.' })
  expect(await consultationsOf(sud, theirs)).toMatchObject([
    { state: 'answered', endedBy: { id: nora.id }, handsOverTo: null },
  ])
  expect(await sud.call('POST', `/consultations/${body.id}/transfer`)).toMatchObject({
    status: 409,
    body: { code: 'consultation.to_nobody' },
  })
})

test('A10: a question follows its note into the conversation that goes on, and leaves with whoever asked it', async () => {
  const { workspace, lea, max, id, contactId } = await aHouse()
  const { id: later } = await aRequest(workspace, { contactId })
  await asks(lea, later, { memberId: max.id })
  expect((await lea.call('POST', `/conversations/${later}/joining`, { into: id })).status).toBe(200)
  await app.settle()
  expect(await askedOf(max)).toMatchObject([{ conversationId: id }])
  await workspace.call('POST', `/members/${lea.id}/deactivation`, {})
  await app.settle()
  expect(await askedOf(max)).toEqual([])
})
