import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SensitiveNote } from '#contract/privacy.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let shop: TestWorkspace
const clock = { at: new Date('2026-11-01T10:00:00Z'), now: () => clock.at }
beforeAll(async () => {
  app = await testApp({ clock })
  shop = await aWorkspace(app)
})
afterAll(() => app.close())

/** Notes texts in a conversation of their own, one a minute. */
async function noted(...texts: string[]): Promise<string> {
  const { body } = await shop.call<{ id: string }>('POST', '/conversations', {
    to: { name: 'Anna', address: 'anna@mail.test' },
    subject: 'Bouquet',
    message: { direction: 'in', text: 'Je suis enceinte, où est mon bouquet ?' },
  })
  for (const text of texts) {
    clock.at = new Date(clock.at.getTime() + 60_000)
    expect(
      (await shop.call('POST', `/conversations/${body.id}/messages`, { kind: 'note', text })).status,
    ).toBe(201)
  }
  return body.id
}
const swept = async (query = '') =>
  (
    await shop.call<{ items: SensitiveNote[]; next: string | null }>(
      'GET',
      `/privacy/sensitive-notes${query}`,
    )
  ).body

test('DAT-7: those who lead find the notes that may say too much, the latest first, and not what customers wrote', async () => {
  const id = await noted('NIR 2 55 08 14 168 025 38, et quel abruti', 'Rappeler demain', 'Cliente enceinte')
  const { items, next } = await swept()
  expect(next).toBeNull()
  expect(items.map(({ kinds }) => kinds)).toEqual([['health'], ['social_security', 'insult']])
  expect(items[0]).toMatchObject({ conversation: { id, number: expect.any(Number) } })
  expect(JSON.stringify(items), 'the words stay where they are').not.toMatch(/enceinte|abruti|255/)

  const first = await swept('?limit=1')
  expect(first.items).toEqual([items[0]])
  const second = await swept(`?limit=1&cursor=${first.next}`)
  expect(second.items).toEqual([items[1]])

  const lea = await aMember(app, shop, 'adviser')
  expect((await lea.call('GET', '/privacy/sensitive-notes')).status).toBe(403)
})

test('DAT-7: a note whose words were redacted, or that is older than what is asked, is found no more', async () => {
  const id = await noted('Il est diabétique')
  const { items } = await swept()
  expect(items[0]).toMatchObject({ conversation: { id }, kinds: ['health'] })
  const path = `/conversations/${id}/messages/${items[0]!.messageId}/redactions`
  expect(
    (await shop.call('POST', path, { words: 'diabétique', reason: 'Inutile', confirmed: true })).status,
  ).toBeLessThan(300)
  expect((await swept()).items.map(({ messageId }) => messageId)).not.toContain(items[0]!.messageId)
  clock.at = new Date('2027-01-01T10:00:00Z')
  expect((await swept()).items).toEqual([])
  expect((await swept('?from=2026-10-01')).items.length).toBeGreaterThan(0)
})
