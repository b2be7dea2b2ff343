import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedEvent } from '#contract/events.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  type Answer,
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import type { TimelineEntry } from './timeline.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
  workspace = await aWorkspace(app)
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

async function mail(from: string, subject = 'Mon bouquet') {
  const raw = aMail({ from, to: workspace.address, subject, text: 'Bonjour, où est mon bouquet ?' })
  const answer = await workspace.call<{ state: string; conversationId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    raw,
  )
  expect(answer).toMatchObject({ body: { state: 'parsed' } })
  return answer.body.conversationId
}

const conversation = async (id: string) =>
  (
    await workspace.call<{ contact: { id: string; name: string }; isSpam: boolean }>(
      'GET',
      `/conversations/${id}`,
    )
  ).body

const timeline = (
  contactId: string,
  query = '',
): Promise<Answer<{ items: TimelineEntry[]; next: string | null }>> =>
  workspace.call('GET', `/contacts/${contactId}/timeline${query}`)

test('E-mail of an unknown person makes a contact that the next mail finds again, with the name it brings', async () => {
  const first = await conversation(await mail('anna@dupont-fleurs.fr'))
  expect(first.contact.name).toBe('anna@dupont-fleurs.fr')
  const second = await conversation(await mail('Anna Petit <ANNA@dupont-fleurs.fr>', 'Autre chose'))
  expect(second.contact).toMatchObject({ id: first.contact.id, name: 'Anna Petit' })
  const { body } = await workspace.call('GET', `/contacts/${first.contact.id}`)
  expect(body).toMatchObject({
    openConversations: 2,
    archivedAt: null,
    company: { domain: 'dupont-fleurs.fr' },
    // Nothing proved who wrote: the From header alone verifies nothing.
    identities: [{ value: 'anna@dupont-fleurs.fr', verifiedAt: null }],
  })
})

test('mails of a blocked address are spam', async () => {
  const { contact } = await conversation(await mail('gagnant@loterie.example'))
  const { body } = await workspace.call<{ identities: { id: string }[] }>('GET', `/contacts/${contact.id}`)
  await workspace.call('PATCH', `/contacts/${contact.id}/identities/${body.identities[0]!.id}`, {
    blocked: true,
  })
  expect((await conversation(await mail('gagnant@loterie.example', 'Encore'))).isSpam).toBe(true)
})

test('A8 A15: what the desk does with a person is on their timeline, a note after closure too', async () => {
  const adviser = await aMember(app, workspace, 'adviser', { name: 'Karim' })
  const id = await mail('zoe@exemple.test', 'Facture')
  const { contact } = await conversation(id)
  const act = async (method: string, path: string, body?: object) => {
    const answer = await adviser.call(method, path, body)
    expect([200, 201]).toContain(answer.status)
  }
  await act('POST', `/conversations/${id}/messages`, { text: 'La voici.' })
  await act('POST', `/conversations/${id}/closure`, {})
  for (let index = 0; index < 3; index++) await mail('zoe@exemple.test', `Suite ${index}`)
  await act('POST', `/conversations/${id}/messages`, { kind: 'note', text: 'Cliente ravie.' })

  const whole = (await timeline(contact.id)).body.items
  expect(whole[0]).toMatchObject({
    kind: 'message',
    direction: 'note',
    detail: 'Cliente ravie.',
    data: { author: 'Karim' },
  })
  const told = whole.filter(entry => entry.conversationId === id).map(entry => [entry.kind, entry.detail])
  expect(told).toEqual([
    ['message', 'Cliente ravie.'],
    ['conversation', 'Close'],
    ['message', 'La voici.'],
    ['message', 'Bonjour, où est mon bouquet ?'],
    ['conversation', 'Ouverte'],
  ])
  // The smallest pages look into the fewest conversations: the late note of the old one must not be lost.
  const first = (await timeline(contact.id, '?limit=1')).body.items
  expect(first).toEqual(whole.slice(0, 1))
})

test('A9: a change of an order reaches whoever follows the feed', async () => {
  const { contact } = await conversation(await mail('lea@exemple.test'))
  const { body: before } = await workspace.call<{ last: number }>('GET', '/events')
  await workspace.call('PUT', `/contacts/${contact.id}/records/order/77`, {
    title: 'Roses',
    status: 'expédiée',
  })
  const { body } = await workspace.call<{ items: FeedEvent[] }>('GET', `/events?after=${before.last}`)
  expect(body).toMatchObject({ more: false })
  expect(body.items.filter(event => event.type === 'record.updated')).toMatchObject([
    { type: 'record.updated', contactId: contact.id, data: { statusBefore: null, statusAfter: 'expédiée' } },
  ])
})

test('a custom field of a conversation is checked like those of a person, by its name', async () => {
  await workspace.call('POST', '/attributes', {
    subject: 'conversation',
    key: 'shop',
    labelFr: 'Boutique',
    labelEn: 'Shop',
    type: 'choice',
    choices: ['Lyon', 'Nantes'],
  })
  const id = await mail('noe@exemple.test')
  const set = (fields: object) => workspace.call('PATCH', `/conversations/${id}`, { fields })
  expect((await set({ shop: 'Lyon' })).status).toBe(200)
  const refused = await set({ shop: 'Paris' })
  expect(refused).toMatchObject({ status: 422, body: { code: 'attribute.needs_choice' } })
  expect(refused.body.title).toMatch(/Boutique.*Lyon, Nantes/)
  expect((await set({ magasin: 'Lyon' })).body).toMatchObject({ code: 'attribute.unknown' })
})

test('conversations of a card are found by its old id once it is part of another, and by its own when it is not', async () => {
  const older = await conversation(await mail('ida@exemple.test', 'Première'))
  const id = await mail('ida.b@exemple.test', 'Seconde')
  const { contact } = await conversation(id)
  const subjects = async (contactId: string) => {
    const { body } = await workspace.call<{ items: { subject: string }[] }>(
      'GET',
      `/conversations?view=all&contact=${contactId}`,
    )
    return body.items.map(item => item.subject).toSorted()
  }
  expect(await subjects(contact.id)).toEqual(['Seconde'])
  const merge = await workspace.call<{ id: string }>('POST', `/contacts/${older.contact.id}/merges`, {
    otherId: contact.id,
    chosen: [],
  })
  expect(await subjects(contact.id)).toEqual(['Première', 'Seconde'])
  expect(await subjects(older.contact.id)).toEqual(['Première', 'Seconde'])
  await workspace.call('DELETE', `/contacts/${older.contact.id}/merges/${merge.body.id}`)
  expect(await subjects(contact.id)).toEqual(['Seconde'])
  expect(await subjects('01920000-0000-7000-8000-000000000000')).toEqual([])
})
