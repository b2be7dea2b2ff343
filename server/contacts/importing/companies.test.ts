import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import type { Import, ImportLine } from '#contract/imports.ts'
import { aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'
import { runImport } from './running.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

interface Company {
  id: string
  name: string
  domain: string | null
}

async function aShop() {
  const workspace = await aWorkspace(app)
  const { call } = workspace
  const choose = async (text: string, subject = 'company') => {
    const { status, body } = await call<Import & Problem>('POST', '/imports', {
      ...{ subject, fileName: 'entreprises.csv', content: Buffer.from(text).toString('base64') },
    })
    expect(status, JSON.stringify(body)).toBe(201)
    return body
  }
  const run = async (text: string, more: object = {}) => {
    const chosen = await choose(text)
    const started = await call('POST', `/imports/${chosen.id}/start`, { mapping: chosen.mapping, ...more })
    expect(started.status).toBe(200)
    await app.settle()
    return (await call<Import>('GET', `/imports/${chosen.id}`)).body
  }
  const companies = async () => {
    const { body } = await call<{ items: Company[] }>('GET', '/companies?limit=100')
    return body.items.map(({ name, domain }) => [name, domain]).sort()
  }
  return { ...workspace, choose, run, companies }
}

const file = [
  'Raison sociale;Site web',
  'Café Été;https://www.cafe-ete.example/contact',
  'Bois & Fils;',
  'Gros & Cie;gmail.com',
  'CAFE ETE;cafe-ete.example',
].join('\r\n')

test('companies come from a file of their own: headings read, previewed, refused with the reason, and not twice', async () => {
  const { call, choose, run, companies } = await aShop()
  const chosen = await choose(file)
  expect(chosen).toMatchObject({ subject: 'company', mapping: ['name', 'domain'] })
  const { body: preview } = await call<{ items: ImportLine[] }>('POST', `/imports/${chosen.id}/preview`, {
    mapping: chosen.mapping,
  })
  expect(preview.items.map(({ line, outcome, name }) => [line, outcome, name])).toEqual([
    [2, 'create', 'Café Été'],
    [3, 'create', 'Bois & Fils'],
    [4, 'refuse', ''],
    [5, 'update', 'CAFE ETE'],
  ])
  expect(await companies()).toEqual([])
  const done = await run(file, { onMatch: 'skip' })
  expect(done).toMatchObject({ state: 'done', created: 2, updated: 0, unchanged: 1, refused: 1 })
  expect(await companies()).toEqual([
    ['Bois & Fils', null],
    ['Café Été', 'cafe-ete.example'],
  ])
  const { body: refused } = await call<{ csv: string }>('GET', `/imports/${done.id}/refused`)
  expect(refused.csv).toContain('gmail.com')
  expect(await run(file)).toMatchObject({ created: 0, updated: 1 })
  expect((await companies()).map(([name]) => name)).toEqual(['Bois & Fils', 'CAFE ETE'])
})

test('a company that mails had made takes the name of the file, its people are found by it, and undoing gives it back', async () => {
  const { call, run, companies } = await aShop()
  await call('POST', '/contacts', {
    ...{ name: 'Anna', identities: [{ kind: 'email', value: 'anna@fleurs-gare.example' }] },
  })
  expect(await companies()).toEqual([['fleurs-gare.example', 'fleurs-gare.example']])
  const done = await run('Entreprise;Domaine\nFleurs de la gare;fleurs-gare.example\nNeuve;neuve.example')
  expect(done).toMatchObject({ created: 1, updated: 1, refused: 0 })
  const found = async () =>
    (await call<{ items: { name: string }[] }>('GET', '/contacts?q=gare fleurs')).body.items.map(
      one => one.name,
    )
  expect(await found()).toEqual(['Anna'])
  expect(await run('Entreprise;Domaine\nFleurs de la gare;autre.example')).toMatchObject({ refused: 1 })
  expect((await call('DELETE', `/imports/${done.id}`)).status).toBe(200)
  await app.settle()
  expect((await call<Import>('GET', `/imports/${done.id}`)).body).toMatchObject({ state: 'undone', kept: 0 })
  expect(await companies()).toEqual([['fleurs-gare.example', 'fleurs-gare.example']])
})

test('an import of companies that was killed goes on where it was, and does no line twice', async () => {
  const { id: workspaceId, call, choose, companies } = await aShop()
  const lines = Array.from(
    { length: 1100 },
    (_none, index) => `Maison ${String(index).padStart(4, '0')};m${index}.example`,
  )
  const chosen = await choose(['Nom;Domaine', ...lines].join('\n'))
  await app.ground.db.system
    .updateTable('imports')
    .set({ state: 'running', mapping: JSON.stringify(chosen.mapping) })
    .where('id', '=', chosen.id)
    .execute()
  // Two at once, as after a worker that was thought dead: each batch is for one of them.
  await Promise.all([
    runImport(app.ground, workspaceId, chosen.id),
    runImport(app.ground, workspaceId, chosen.id),
  ])
  await runImport(app.ground, workspaceId, chosen.id)
  expect((await call<Import>('GET', `/imports/${chosen.id}`)).body).toMatchObject({
    ...{ state: 'done', done: 1100, created: 1100, unchanged: 0, refused: 0 },
  })
  expect(await companies()).toHaveLength(100)
}, 120_000)

test.each([
  ['company', 'Nom;Domaine', `${'x'.repeat(301)};a.example`],
  ['contact', 'Nom complet;Courriel', `${'x'.repeat(100_000)};a@b.example`],
  ['contact', 'Prénom;Courriel', `${'x'.repeat(151)};a@b.example`],
  ['contact', 'Société;Courriel', `${'x'.repeat(301)};a@b.example`],
])(
  'a %s whose cell is too long for %s is refused with the reason, never cut',
  async (subject, heads, line) => {
    const { call, choose } = await aShop()
    const chosen = await choose(`${heads}\n${line}`, subject)
    const { body } = await call<{ items: ImportLine[] }>('POST', `/imports/${chosen.id}/preview`, {
      mapping: chosen.mapping,
    })
    expect(body.items).toMatchObject([{ outcome: 'refuse', reason: expect.stringContaining('caractères') }])
  },
)

test('a file of people corrects nobody who is in the archive', async () => {
  const { call, choose, id } = await aShop()
  const { body } = await call<{ id: string }>('POST', '/contacts', {
    ...{ name: 'Ancienne', identities: [{ kind: 'email', value: 'ancienne@mail.test' }] },
  })
  await app.ground.db.system
    .updateTable('contacts')
    .set({ archived_at: new Date() })
    .where('workspace_id', '=', id)
    .where('id', '=', body.id)
    .execute()
  const chosen = await choose('Nom complet;Courriel\nNouveau nom;ancienne@mail.test', 'contact')
  await call('POST', `/imports/${chosen.id}/start`, { mapping: chosen.mapping })
  await app.settle()
  expect((await call<Import>('GET', `/imports/${chosen.id}`)).body).toMatchObject({
    state: 'done',
    refused: 1,
  })
})
