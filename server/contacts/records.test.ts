import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import type { ExternalRecord } from '#contract/contacts.ts'
import { aWorkspace, type ContactsWorld, contactsWorld } from './testing/world.ts'

let world: ContactsWorld
beforeAll(async () => {
  world = await contactsWorld()
})
afterAll(() => world.close())

const order = {
  title: 'Bouquet de pivoines',
  status: 'préparée',
  url: 'https://boutique.test/commandes/1042',
  amount: 49.9,
  currency: 'eur',
  occurredAt: '2026-11-20T09:30:00+01:00',
  data: { lines: 2, gift: true },
}

test('Q19 A9: an order is created, then updated by its external id, and screens hear each change', async () => {
  const workspace = await aWorkspace(world)
  const shop = await workspace.member('adviser')
  const contactId = await workspace.insert('contacts', { name: 'Anna' })
  const path = `/contacts/${contactId}/records/order/1042`
  const made = await shop<ExternalRecord>('PUT', path, order)
  expect(made).toMatchObject({
    status: 200,
    body: {
      ...order,
      type: 'order',
      externalId: '1042',
      contactId,
      currency: 'EUR',
      occurredAt: '2026-11-20T08:30:00.000Z',
    },
  })
  const shipped = await shop<ExternalRecord>('PUT', path, { ...order, status: 'expédiée' })
  expect(shipped.body.status).toBe('expédiée')
  expect(shipped.body.updatedAt > made.body.updatedAt).toBe(true)

  const events = await workspace.events(contactId)
  expect(events.map(event => event.type)).toEqual(['record.updated', 'record.updated'])
  expect(events.map(event => event.data)).toEqual([
    { recordType: 'order', externalId: '1042', created: true, statusBefore: null, statusAfter: 'préparée' },
    {
      recordType: 'order',
      externalId: '1042',
      created: false,
      statusBefore: 'préparée',
      statusAfter: 'expédiée',
    },
  ])
})

test('the same record again changes nothing and announces nothing', async () => {
  const workspace = await aWorkspace(world)
  const shop = await workspace.member('adviser')
  const contactId = await workspace.insert('contacts', { name: 'Anna' })
  const path = `/contacts/${contactId}/records/order/1042`
  const first = await shop<ExternalRecord>('PUT', path, { ...order, amount: 49.899 })
  const again = await shop<ExternalRecord>('PUT', path, { ...order, data: { gift: true, lines: 2 } })
  expect(again.body).toEqual(first.body)
  expect(await workspace.events(contactId)).toHaveLength(1)
})

test('16 deliveries of one order at once make one record', async () => {
  const workspace = await aWorkspace(world)
  const shop = await workspace.member('adviser')
  const contactId = await workspace.insert('contacts', { name: 'Anna' })
  const answers = await Promise.all(
    Array.from({ length: 16 }, () => shop('PUT', `/contacts/${contactId}/records/order/1042`, order)),
  )
  expect(answers.map(answer => answer.status)).toEqual(Array(16).fill(200))
  const { body } = await shop<{ items: ExternalRecord[] }>('GET', `/contacts/${contactId}/records`)
  expect(body.items).toHaveLength(1)
  expect((await workspace.events(contactId)).length).toBe(1)
})

test('records are listed newest first', async () => {
  const workspace = await aWorkspace(world)
  const shop = await workspace.member('adviser')
  const contactId = await workspace.insert('contacts', { name: 'Anna' })
  const put = (type: string, externalId: string, occurredAt: string | null) =>
    shop('PUT', `/contacts/${contactId}/records/${type}/${externalId}`, { title: externalId, occurredAt })
  await put('order', 'a', '2026-01-01T00:00:00Z')
  await put('invoice', 'c', '2026-03-01T00:00:00Z')
  await put('order', 'b', '2026-02-01T00:00:00Z')
  await put('subscription', 'now', null)
  const { body } = await shop<{ items: ExternalRecord[] }>('GET', `/contacts/${contactId}/records`)
  expect(body.items.map(record => record.externalId)).toEqual(['now', 'c', 'b', 'a'])
})

test('a record does not pass from one person to another, and is not shared between workspaces', async () => {
  const workspace = await aWorkspace(world)
  const shop = await workspace.member('adviser')
  const anna = await workspace.insert('contacts', { name: 'Anna' })
  const paul = await workspace.insert('contacts', { name: 'Paul' })
  await shop('PUT', `/contacts/${anna}/records/order/1042`, order)
  const refused = await shop<Problem>('PUT', `/contacts/${paul}/records/order/1042`, order)
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: 'record.of_another_contact',
      title: '1042 est déjà rattaché à une autre personne\u00a0: Anna.',
    },
  })
  const elsewhere = await aWorkspace(world)
  const there = await elsewhere.member('adviser')
  const lea = await elsewhere.insert('contacts', { name: 'Léa' })
  expect((await there('PUT', `/contacts/${lea}/records/order/1042`, order)).status).toBe(200)
  expect((await there('PUT', `/contacts/${anna}/records/order/1043`, order)).status).toBe(404)
})

test.each([
  ['a link that is a script', { url: 'javascript:alert(1)' }, 'request.invalid'],
  ['a link to a file', { url: 'file:///etc/passwd' }, 'request.invalid'],
  ['an amount beyond the column', { amount: 1e13 }, 'record.amount_too_large'],
  ['a currency that is none', { currency: '12€' }, 'record.currency'],
])('%s is refused', async (_what, change, code) => {
  const workspace = await aWorkspace(world)
  const shop = await workspace.member('adviser')
  const contactId = await workspace.insert('contacts', { name: 'Anna' })
  const refused = await shop<Problem>('PUT', `/contacts/${contactId}/records/order/1`, {
    ...order,
    ...change,
  })
  expect(refused).toMatchObject({ status: 422, body: { code } })
})
