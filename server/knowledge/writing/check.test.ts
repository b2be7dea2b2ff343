import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WritingCheck } from '#contract/knowledge.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
let logged = ''
beforeAll(async () => {
  const log = pino(
    { level: 'trace' },
    new Writable({
      write(chunk, _, done) {
        logged += String(chunk)
        done()
      },
    }),
  )
  app = await testApp({ log })
  workspace = await aWorkspace(app)
})
afterAll(() => app.close())

const check = async (body: object) => {
  const { status, body: found } = await workspace.call<WritingCheck>('POST', '/writing-checks', body)
  expect(status, JSON.stringify(found)).toBe(200)
  return found
}
const wrongIn = async (text: string, language: 'fr' | 'en', more = {}) =>
  (await check({ text, language, ...more })).misspelt.map(({ start, end, suggestions }) => [
    text.slice(start, end),
    suggestions[0],
  ])

test('E53: words no dictionary knows are marked in the language of the conversation, with what was meant', async () => {
  const french = 'Votre bouqet est chez le voisin, n’est-ce pas ? Aujourd’hui la livraizon est gratuite.'
  expect(await wrongIn(french, 'fr')).toEqual([
    ['bouqet', 'bouquet'],
    ['livraizon', 'livraison'],
  ])
  expect(await wrongIn('You will recieve your bouquet, don’t worry.', 'en')).toEqual([['recieve', 'receive']])
  // The same words in the other language are other mistakes: the language is the conversation’s.
  expect((await wrongIn('You will receive it', 'fr')).length).toBeGreaterThan(0)
})

test('E53: a word is taught once for everybody, forgotten by the same, and never one that is no word', async () => {
  const lea = await aMember(app, workspace, 'adviser')
  expect(await wrongIn('Le pavloviat arrive', 'fr')).toHaveLength(1)
  expect((await lea.call('PUT', '/known-words/pavloviat')).status).toBe(200)
  expect(await wrongIn('Le pavloviat arrive. Pavloviat !', 'fr')).toEqual([])
  expect((await workspace.call<{ items: string[] }>('GET', '/known-words')).body.items).toEqual(['pavloviat'])
  const collaborator = await aMember(app, workspace, 'collaborator')
  expect((await collaborator.call('DELETE', '/known-words/pavloviat')).status).toBe(403)
  expect((await lea.call('DELETE', '/known-words/pavloviat')).status).toBe(200)
  expect(await wrongIn('Le pavloviat arrive', 'fr')).toHaveLength(1)
  expect((await lea.call('PUT', `/known-words/${encodeURIComponent('4111 1111 1111 1111')}`)).status).toBe(
    422,
  )
})

test('E53: the name of who is written to is no mistake', async () => {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, from: 'Zoulikha Brzeszczot <z@mail.test>' }),
  )
  const text = 'Zoulikha Brzeszczot, bonjour.'
  expect(await wrongIn(text, 'fr')).not.toEqual([])
  expect(await wrongIn(text, 'fr', { conversationId: body.conversationId })).toEqual([])
})

test('DAT-7: a social-security number in a note is warned about, and stands neither in the log nor in what is kept', async () => {
  const number = '2 55 08 14 168 025 38'
  const found = await workspace.call<WritingCheck>(
    'POST',
    '/writing-checks',
    { text: `NIR ${number}`, language: 'fr', kind: 'note' },
    { 'idempotency-key': 'once' },
  )
  expect(found.body.sensitive).toEqual([{ start: 4, end: 4 + number.length, kind: 'social_security' }])
  expect((await check({ text: `NIR ${number}`, language: 'fr', kind: 'reply' })).sensitive).toEqual([])
  await workspace.call('POST', '/writing-checks', { text: number, language: number })
  expect(logged.length).toBeGreaterThan(100)
  expect(logged).not.toContain('168 025')
  const { rows } = await app.ground.db.pools.system.query(
    "select from idempotency_keys where workspace_id = $1 and body::text like '%social%'",
    [workspace.id],
  )
  expect(rows).toEqual([])
})
