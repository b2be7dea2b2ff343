import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatMessage, ChatState } from '#contract/chat.ts'
import type { Consultation } from '#contract/consultations.ts'
import type { Participation } from '#contract/participations.ts'
import { aChat, aVisitor } from '#server/channels/chat/testing/visitor.ts'
import { aPerson, aWorkspace, type TestApp, type TestMember, testApp } from '#server/testing/app.ts'
import { switchOff, switchOn, workOf } from '../testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

type Answer = { items: Participation[]; code: string; title: string }

/** A visitor chats with Léa; Max is beside her. */
async function aHouse() {
  const workspace = await aWorkspace(app)
  const here = { teamIds: [workspace.teamId] }
  const lea = await aPerson(app, workspace, 'adviser', { ...here, name: 'Léa Martin' })
  const max = await aPerson(app, workspace, 'adviser', { ...here, name: 'Max Petit' })
  const chat = await aChat(workspace)
  const visitor = await aVisitor(app, chat)
  await visitor.write('Bonjour, ma couronne arrive-t-elle samedi ?')
  const { items } = (
    await lea.call<{ items: { id: string }[] }>('GET', '/conversations?view=unassigned&limit=1')
  ).body
  const { id } = items[0]!
  await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
  return { workspace, lea, max, chat, visitor, id }
}

const bringsIn = ({ call }: TestMember, id: string, memberId: string) =>
  call<Answer>('PUT', `/conversations/${id}/participants/${memberId}`)
const letsGo = ({ call }: TestMember, id: string, memberId: string) =>
  call<Answer>('DELETE', `/conversations/${id}/participants/${memberId}`)
const mine = async ({ call }: TestMember) =>
  (await call<{ items: Participation[] }>('GET', '/participations')).body.items
const writes = ({ call }: TestMember, id: string, text: string, more: object = {}) =>
  call<{ id: string; code: string; title: string }>('POST', `/conversations/${id}/messages`, {
    ...{ text, ...more },
  })
const asks = ({ call }: TestMember, id: string, memberId: string) =>
  call('POST', `/conversations/${id}/consultations`, { memberId, question: 'Peut-on rembourser ?' })
const questions = async ({ call }: TestMember, id: string) =>
  (await call<{ items: Consultation[] }>('GET', `/conversations/${id}/consultations`)).body.items
const holderOf = async ({ call }: TestMember, id: string) =>
  (await call<{ assignee: { id: string } | null }>('GET', `/conversations/${id}`)).body.assignee?.id ?? null

test('A10: a colleague is brought into a chat: both write to the visitor, who sees who joined and who left, and one of them has it', async () => {
  const { workspace, lea, max, visitor, id } = await aHouse()
  await switchOn(app, workspace)
  await app.routing.settle()
  expect((await bringsIn(lea, id, max.id)).body.items).toMatchObject([
    { conversationId: id, member: { id: max.id }, by: { id: lea.id } },
  ])
  expect((await bringsIn(lea, id, max.id)).body.items).toHaveLength(1)
  expect(await mine(max)).toMatchObject([{ conversationId: id }])
  await writes(lea, id, 'Je vous mets avec Max, de l’atelier.')
  await writes(max, id, 'Bonjour, elle part vendredi.')
  expect(await holderOf(lea, id)).toBe(lea.id)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ reservation: { member_id: lea.id } })
  const { items } = (await visitor.ask<{ items: ChatMessage[] }>('GET', 'messages')).body
  expect(items.map(({ name }) => name)).toEqual([null, 'Léa', 'Max'])
  const state = async () => (await visitor.ask<ChatState>('GET', 'conversation')).body
  expect(await state()).toMatchObject({
    adviser: { firstName: 'Léa' },
    others: [{ firstName: 'Max', leftAt: null }],
  })
  expect((await letsGo(max, id, max.id)).body.items).toEqual([])
  expect((await state()).others).toMatchObject([{ firstName: 'Max', leftAt: expect.any(String) }])
  expect((await letsGo(max, id, max.id)).status).toBe(404)
  expect(JSON.stringify(await state())).not.toContain('Petit')
})

test('A10, E48: two who write at once do not answer twice: the second is told who was first', async () => {
  const { lea, max, id } = await aHouse()
  await bringsIn(lea, id, max.id)
  const { items } = (await max.call<{ items: { id: string }[] }>('GET', `/conversations/${id}/messages`)).body
  const seenMessageId = items.at(-1)!.id
  expect((await writes(lea, id, 'Oui, samedi.', { seenMessageId })).status).toBe(201)
  expect(await writes(max, id, 'Oui, samedi matin.', { seenMessageId })).toMatchObject({
    status: 409,
    body: { code: 'conversation.answered_meanwhile', title: expect.stringContaining('Léa Martin') },
  })
})

test('A10: whoever has it leaves by handing over to who takes part, whom the visitor is not told has left; a closed conversation has nobody beside', async () => {
  const { lea, max, visitor, id } = await aHouse()
  await bringsIn(lea, id, max.id)
  await lea.call('POST', `/conversations/${id}/transfers`, { memberId: max.id, reason: 'shift' })
  await app.settle()
  expect(await holderOf(max, id)).toBe(max.id)
  expect(await mine(max)).toEqual([])
  const { others } = (await visitor.ask<ChatState>('GET', 'conversation')).body
  expect(others).toMatchObject([{ firstName: 'Max', leftAt: null }])
  expect(await bringsIn(lea, id, max.id)).toMatchObject({
    status: 422,
    body: { code: 'participation.has_it' },
  })
  await bringsIn(max, id, lea.id)
  await max.call('POST', `/conversations/${id}/closure`, {})
  await app.settle()
  expect(await mine(lea)).toEqual([])
  expect(await bringsIn(max, id, lea.id)).toMatchObject({
    status: 409,
    body: { code: 'conversation.already_closed' },
  })
})

test('A10: nobody is brought in who may not write to customers or does not see the conversation', async () => {
  const { workspace, lea, id } = await aHouse()
  const expert = await aPerson(app, workspace, 'collaborator', { name: 'Paul Fleuriste' })
  expect(await bringsIn(lea, id, expert.id)).toMatchObject({
    status: 422,
    body: { code: 'participation.cannot_write' },
  })
  const sud = await aPerson(app, workspace, 'partner', { name: 'Paul Sud' })
  expect(await bringsIn(lea, id, sud.id)).toMatchObject({
    status: 409,
    body: { code: 'consultation.cannot_see' },
  })
  expect((await bringsIn(sud, id, lea.id)).status).toBe(404)
  expect((await bringsIn(expert, id, lea.id)).status).toBe(403)
})

test('A10: whoever takes part and answers what nobody has, has it, and is beside nobody', async () => {
  const { lea, max, id } = await aHouse()
  await bringsIn(lea, id, max.id)
  await asks(lea, id, max.id)
  await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: null })
  await writes(max, id, 'Je m’en occupe.')
  await app.settle()
  expect(await holderOf(max, id)).toBe(max.id)
  expect(await mine(max)).toEqual([])
  expect(await questions(max, id)).toMatchObject([{ state: 'handed_over', endedBy: { id: max.id } }])
})

test('A10: who takes part in what becomes part of another conversation takes part in that one', async () => {
  const { workspace, lea, max, id } = await aHouse()
  const { contact } = (await lea.call<{ contact: { id: string } }>('GET', `/conversations/${id}`)).body
  const { body: other } = await workspace.call<{ id: string }>('POST', '/conversations', {
    ...{ subject: 'Couronne', teamId: workspace.teamId, contactId: contact.id },
    message: { direction: 'in', text: 'Encore une question.' },
  })
  await lea.call('PUT', `/conversations/${other.id}/assignment`, { memberId: lea.id })
  await bringsIn(lea, id, max.id)
  expect((await lea.call('POST', `/conversations/${id}/joining`, { into: other.id })).status).toBe(200)
  await app.settle()
  expect(await mine(max)).toMatchObject([{ conversationId: other.id }])
})
