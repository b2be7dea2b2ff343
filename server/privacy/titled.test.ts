import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const contact = async (body: object) =>
  (await workspace.call<{ id: string }>('POST', '/contacts', body)).body.id

/** What a thread of somebody else says, once a person is erased. */
async function afterErasing(person: { name: string; lastName?: string }, text: string): Promise<string> {
  const id = await contact(person)
  const other = await contact({ name: 'Odile Bertrand' })
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    ...{ contactId: other, channelId: workspace.channelId, subject: 'Bouquet' },
    message: { direction: 'in', text },
  })
  expect((await workspace.call('POST', `/contacts/${id}/erasure`, { typed: 'effacer' })).status).toBe(200)
  const thread = await workspace.call<{ items: { text: string }[] }>(
    'GET',
    `/conversations/${body.id}/messages`,
  )
  return thread.body.items.map(one => one.text).join()
}

const petit = { name: 'Zoé Petit', lastName: 'Petit' }
test.each([
  ['a title and a surname', petit, 'Voyez Madame Petit à l’accueil.', 'Voyez ••• à l’accueil.'],
  ['in short', petit, 'Vu avec Mme Petit, Mme. PETIT et MME PETIT.', 'Vu avec •••, ••• et •••.'],
  ['beside the other', petit, 'M. et Mme Petit sont venus.', 'M. et ••• sont venus.'],
  ['in English', petit, 'Ask Mrs Petit, or Ms. Petit.', 'Ask •••, or •••.'],
  [
    'a common word without a title',
    petit,
    'Un petit bouquet pour Petit Prince.',
    'Un petit bouquet pour Petit Prince.',
  ],
  ['a common word behind a title', petit, 'Ce monsieur petit et brun.', 'Ce monsieur petit et brun.'],
  ['a longer name', petit, 'Madame Petitjean a appelé.', 'Madame Petitjean a appelé.'],
  ['accents', { name: 'Zoé Hélary' }, 'Madame Helary, Mme HÉLARY', '•••, •••'],
  ['small words', { name: 'Zoé de la Tourelle' }, 'Madame de la Tourelle est là.', '••• est là.'],
  ['nobody said the parts', { name: 'TRÉMAUDAN Zoé' }, 'Pour Mme Trémaudan', 'Pour •••'],
  ['over two lines', petit, 'Pour Madame\nPetit', 'Pour •••'],
])('DAT-6: %s', async (_, person, text, kept) => {
  workspace = await aWorkspace(app)
  expect(await afterErasing(person, text)).toBe(kept)
})

test('DAT-6: a surname that somebody else bears here stays: it may be theirs', async () => {
  workspace = await aWorkspace(app)
  await contact({ name: 'Paul Petit' })
  expect(await afterErasing(petit, 'Madame Petit est passée. Zoé Petit aussi.')).toBe(
    'Madame Petit est passée. ••• aussi.',
  )
})
