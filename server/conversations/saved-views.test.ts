import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SavedView } from '#contract/saved-views.ts'
import {
  aMail,
  aPerson,
  aWorkspace,
  type Call,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
let now = new Date('2026-03-10T09:00:00Z')
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
afterAll(() => app.close())
beforeEach(async () => {
  now = new Date('2026-03-10T09:00:00Z')
  workspace = await aWorkspace(app)
})

const someone = (role: 'supervisor' | 'adviser', name: string) =>
  aPerson(app, workspace, role, { name, teamIds: [workspace.teamId] })

async function received(who: string, language?: 'en'): Promise<string> {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, from: `${who} <${who}@mail.test>` }),
  )
  const id = body.conversationId as string
  if (language) await workspace.call('PATCH', `/conversations/${id}`, { language })
  return id
}
const views = async (call: Call) => (await call<{ items: SavedView[] }>('GET', '/saved-views')).body.items

test('a view of one’s own is one’s own, a shared one everybody’s, and each says how many it holds', async () => {
  const [lea, karim, ines] = [
    await someone('adviser', 'Léa'),
    await someone('adviser', 'Karim'),
    await someone('supervisor', 'Inès'),
  ]
  await received('anna')
  await received('luc', 'en')
  const english = { name: 'En anglais', filters: { language: 'en' } }
  const own = await lea.call<SavedView>('POST', '/saved-views', english)
  expect([own.status, own.body.count, own.body.mayEdit]).toEqual([201, 1, true])
  expect((await lea.call('POST', '/saved-views', { ...english, isShared: true })).status).toBe(403)
  const shared = await ines.call<SavedView>('POST', '/saved-views', { name: 'Tout', isShared: true })
  expect(shared.body.count).toBe(2)
  expect((await views(lea.call)).map(({ name }) => name)).toEqual(['En anglais', 'Tout'])
  expect((await views(karim.call)).map(({ name, mayEdit }) => [name, mayEdit])).toEqual([['Tout', false]])
  expect((await karim.call('PATCH', `/saved-views/${own.body.id}`, { name: 'Pris' })).status).toBe(404)
  expect((await karim.call('DELETE', `/saved-views/${shared.body.id}`)).status).toBe(403)
  expect((await lea.call('DELETE', `/saved-views/${own.body.id}`)).status).toBe(200)
  expect((await views(lea.call)).map(({ name }) => name)).toEqual(['Tout'])
})

test('what is counted is what the list shows, whatever narrows it', async () => {
  const lea = await someone('adviser', 'Léa')
  const [anna, luc] = [await received('anna'), await received('luc', 'en')]
  await workspace.call('PATCH', `/conversations/${anna}`, { tags: ['photo'], priority: 'high' })
  await workspace.call('PUT', `/conversations/${luc}/assignment`, { memberId: lea.id })
  now = new Date('2026-03-10T15:00:00Z')
  await received('inès')
  const narrowed: [string, object, number][] = [
    ['all', {}, 3],
    ['mine', {}, 1],
    ['all', { tag: 'photo' }, 1],
    ['all', { priority: 'high', language: 'fr' }, 1],
    ['all', { waitingHours: 4 }, 2],
    ['unassigned', { waitingHours: 4 }, 1],
    ['all', { status: 'closed' }, 0],
    ['all', { team: workspace.teamId, channel: 'email' }, 3],
  ]
  for (const [view, filters, count] of narrowed) {
    const made = await lea.call<SavedView>('POST', '/saved-views', { name: 'Essai', view, filters })
    const query = new URLSearchParams({ view, ...filters } as Record<string, string>)
    const list = await lea.call<{ items: unknown[] }>('GET', `/conversations?${query}`)
    expect([view, filters, made.body.count, list.body.items.length]).toEqual([view, filters, count, count])
  }
})
