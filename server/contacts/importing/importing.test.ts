import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import type { Contact } from '#contract/contacts.ts'
import type { Import, ImportLine } from '#contract/imports.ts'
import type { Ground } from '#server/platform/ground.ts'
import { aKey, aWorkspace, type Call, type TestApp, testApp } from '#server/testing/app.ts'
import { runImport } from './running.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

const base64 = (text: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(text, encoding).toString('base64')

async function aShop() {
  const workspace = await aWorkspace(app)
  const { call } = workspace
  await call('POST', '/attributes', {
    subject: 'contact',
    key: 'size',
    labelFr: 'Pointure',
    labelEn: 'Shoe size',
    type: 'number',
  })
  const choose = async (text: string, encoding: BufferEncoding = 'utf8') => {
    const { status, body } = await call<Import & Problem>('POST', '/imports', {
      fileName: 'clients.csv',
      content: base64(text, encoding),
    })
    expect(status, JSON.stringify(body)).toBe(201)
    return body
  }
  const start = (chosen: Import, more: object = {}) =>
    call<Import & Problem>('POST', `/imports/${chosen.id}/start`, { mapping: chosen.mapping, ...more })
  const read = async (id: string) => (await call<Import>('GET', `/imports/${id}`)).body
  const run = async (text: string, more: object = {}, encoding: BufferEncoding = 'utf8') => {
    const chosen = await choose(text, encoding)
    expect((await start(chosen, more)).status).toBe(200)
    await app.settle()
    return read(chosen.id)
  }
  return { ...workspace, choose, start, read, run, people: () => everybody(call) }
}

async function everybody(call: Call): Promise<Contact[]> {
  const items: Contact[] = []
  let cursor: string | null = null
  do {
    const { body }: { body: { items: Contact[]; next: string | null } } = await call(
      'GET',
      `/contacts?limit=100${cursor ? `&cursor=${cursor}` : ''}`,
    )
    items.push(...body.items)
    cursor = body.next
  } while (cursor)
  return items
}

const file = [
  'Prénom;Nom;Courriel;Téléphone;Société;Pointure;VIP',
  'Zoé;Lefèvre;zoe@lefevre.example;06 39 98 00 01;Café Été;38,5;oui',
  'Anna;Petit;anna@courriel.example;;;;non',
].join('\r\n')

describe('an import', () => {
  test('reads what Excel writes in France, goes where the headings say, and does nothing twice', async () => {
    const { run, people, choose } = await aShop()
    // latin1 is Windows-1252 for these letters
    const chosen = await choose(file, 'latin1')
    expect(chosen).toMatchObject({
      encoding: 'windows-1252',
      separator: ';',
      lines: 2,
      state: 'draft',
      columns: ['Prénom', 'Nom', 'Courriel', 'Téléphone', 'Société', 'Pointure', 'VIP'],
      mapping: ['firstName', 'lastName', 'email', 'phone', 'company', 'attributes.size', 'isVip'],
    })
    expect(await people()).toEqual([])
    const first = await run(file, {}, 'latin1')
    expect(first).toMatchObject({ state: 'done', done: 2, created: 2, updated: 0, refused: 0, problem: null })
    const after = await people()
    expect(
      after.map(({ name, isVip, attributes, company }) => [name, isVip, attributes, company?.name]),
    ).toEqual([
      ['Anna Petit', false, {}, 'courriel.example'],
      ['Zoé Lefèvre', true, { size: 38.5 }, 'Café Été'],
    ])
    expect(after[1]!.identities.map(identity => identity.value).toSorted()).toEqual([
      '+33639980001',
      'zoe@lefevre.example',
    ])
    const second = await run(`\uFEFF${file.replaceAll(';', ',').replace('38,5', '38.5')}`)
    expect(second).toMatchObject({ state: 'done', created: 0, updated: 0, unchanged: 2, refused: 0 })
    expect(await people()).toEqual(after)
  })

  test('says what would become of the first lines, completes who is known, and refuses what cannot be with its line and reason', async () => {
    const { call, run, choose, people } = await aShop()
    await call('POST', '/contacts', {
      name: 'Anna Petit',
      identities: [{ kind: 'email', value: 'anna@courriel.example' }],
    })
    await call('POST', '/contacts', { name: 'Luc', identities: [{ kind: 'phone', value: '0639980002' }] })
    const text = [
      'name,email,phone,Shoe size',
      'Anna P.,anna@courriel.example,06 39 98 00 09,38',
      'Nobody,,,',
      'Bad,not-an-address,,',
      'Two,anna@courriel.example,0639980002,',
      '=cmd(),formula@courriel.example,,many',
      'New,new@courriel.example,,40',
      'New again,NEW@courriel.example,,41',
    ].join('\n')
    const chosen = await choose(text)
    const preview = await call<{ items: ImportLine[] }>('POST', `/imports/${chosen.id}/preview`, {
      mapping: chosen.mapping,
    })
    expect(preview.body.items.map(({ line, outcome }) => [line, outcome])).toEqual([
      [2, 'update'],
      [3, 'refuse'],
      [4, 'refuse'],
      [5, 'refuse'],
      [6, 'refuse'],
      [7, 'create'],
    ])
    const done = await run(text)
    expect(done).toMatchObject({ done: 7, created: 1, updated: 2, unchanged: 0, refused: 4 })
    const { body } = await call<{ csv: string }>('GET', `/imports/${done.id}/refused`)
    const lines = body.csv.split('\r\n')
    expect(lines[0]).toMatch(/Why it was refused|Pourquoi/)
    // SEC-7: what a spreadsheet would run is text.
    expect(body.csv).toContain("'=cmd()")
    expect(lines.slice(1, 5).map(line => line.split(/[;,]/)[4])).toEqual(['3', '4', '5', '6'])
    const [anna, , fresh] = (await people()).toSorted((one, other) => (one.name < other.name ? -1 : 1))
    expect(anna).toMatchObject({ name: 'Anna P.', attributes: { size: 38 } })
    expect(anna!.identities).toHaveLength(2)
    expect(fresh).toMatchObject({ name: 'New again', attributes: { size: 41 } })
  })

  test('never takes two people who share a number for one, in the file or on a card', async () => {
    const { call, run, people } = await aShop()
    await call('POST', '/contacts', {
      name: 'Paul Durand',
      identities: [
        { kind: 'email', value: 'paul@foyer.example' },
        { kind: 'phone', value: '0187654321' },
      ],
    })
    const done = await run(
      [
        'name;email;phone',
        'Anne Durand;anne@foyer.example;01 87 65 43 21',
        'DURAND Paul;;01 87 65 43 21',
        'Léa Odd;lea@foyer.example;06 11 22 33 44',
        'Tom Odd;tom@foyer.example;06 11 22 33 44',
        'Léa Odd;;06 11 22 33 44',
      ].join('\n'),
    )
    expect(done).toMatchObject({ done: 5, created: 1, refused: 2 })
    const { body } = await call<{ csv: string }>('GET', `/imports/${done.id}/refused`)
    expect(body.csv).toContain('Anne Durand')
    expect(body.csv).toContain('Tom Odd')
    const cards = (await people()).map(({ name, identities }) => [name, identities.length])
    expect(cards.toSorted()).toEqual([
      ['DURAND Paul', 2],
      ['Léa Odd', 2],
    ])
  })

  test.each([
    ['a workbook', Buffer.from('PK\u0003\u0004\u0014\u0000', 'latin1')],
    ['a picture', Buffer.from('\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR', 'latin1')],
  ])('of %s says that it wants a CSV', async (_, bytes) => {
    const { call } = await aShop()
    const refused = await call<Problem>('POST', '/imports', {
      fileName: 'x.xlsx',
      content: bytes.toString('base64'),
    })
    expect([refused.status, refused.body.code]).toEqual([422, 'import.not_csv'])
  })

  test('that is killed goes on where it was: nothing is left out, nothing is done twice', async () => {
    const { id: workspaceId, call, choose, read, people } = await aShop()
    const rows = Array.from({ length: 2500 }, (_, index) => `Personne ${index},p${index}@courriel.example`)
    const chosen = await choose(['nom complet,email', ...rows].join('\n'))
    await app.ground.db.system
      .updateTable('imports')
      .set({ state: 'running' })
      .where('id', '=', chosen.id)
      .execute()
    const killed = dyingAfter(app.ground, 1)
    await expect(runImport(killed, workspaceId, chosen.id)).rejects.toThrow('killed')
    expect(await read(chosen.id)).toMatchObject({ state: 'running', done: 1000, created: 1000 })
    expect(await people()).toHaveLength(1000)
    // Two nodes go on with it at once.
    await Promise.all([
      runImport(app.ground, workspaceId, chosen.id),
      runImport(app.ground, workspaceId, chosen.id),
    ])
    expect(await read(chosen.id)).toMatchObject({ state: 'done', done: 2500, created: 2500, refused: 0 })
    expect(new Set((await people()).map(person => person.name)).size).toBe(2500)
    const found = await call<{ items: Contact[] }>('GET', '/contacts?q=personne%202499')
    expect(found.body.items).toHaveLength(1)
  }, 60_000)

  test('is undone: what nobody touched goes or is as before, the rest stays and is counted', async () => {
    const { call, run, read, people } = await aShop()
    await call('POST', '/contacts', {
      name: 'Anna Petit',
      language: 'fr',
      identities: [{ kind: 'email', value: 'anna@courriel.example' }],
    })
    const before = await people()
    const done = await run(
      [
        'name;email;phone;langue',
        'Anna Grand;anna@courriel.example;0639980003;en',
        'Zoé;zoe@courriel.example;;fr',
        'Luc;luc@courriel.example;;fr',
      ].join('\n'),
    )
    expect(done).toMatchObject({ created: 2, updated: 1 })
    const luc = (await people()).find(person => person.name === 'Luc')!
    await call('PATCH', `/contacts/${luc.id}`, { isVip: true })
    expect((await call('DELETE', `/imports/${done.id}`)).status).toBe(200)
    await app.settle()
    expect(await read(done.id)).toMatchObject({ state: 'undone', kept: 1 })
    const after = await people()
    expect(after.map(person => person.name)).toEqual(['Anna Petit', 'Luc'])
    expect(after[0]).toEqual({ ...before[0], updatedAt: expect.any(String) })
    expect((await call<Problem>('DELETE', `/imports/${done.id}`)).body.code).toBe('import.already_undone')
  })

  test('is for those who lead, is started once, and needs what tells people apart', async () => {
    const { id, choose, start } = await aShop()
    const adviser = await aKey(app, id, { role: 'adviser' })
    expect((await adviser('POST', '/imports', { fileName: 'x.csv', content: base64(file) })).status).toBe(403)
    expect((await adviser('GET', '/contacts/export')).status).toBe(403)
    const chosen = await choose(file)
    const nameless = await start({ ...chosen, mapping: ['name', null, null, null, null, null, null] })
    expect(nameless.body.code).toBe('import.nothing_identifies')
    expect((await start(chosen)).status).toBe(200)
    expect((await start(chosen)).body.code).toBe('import.already_started')
    await app.settle()
  })
})

test('SEC-7 Q27: an export has what the search found, formulas as text, leaves a line in the access log, and an import takes it back', async () => {
  const { id, call, run, people } = await aShop()
  await call('POST', '/contacts', {
    name: "=cmd|' /C calc'!A0",
    isVip: true,
    attributes: { size: 40 },
    identities: [{ kind: 'email', value: 'formule@courriel.example' }],
  })
  await call('POST', '/contacts', {
    name: 'Luc',
    identities: [{ kind: 'email', value: 'luc@courriel.example' }],
  })
  const { body } = await call<{ csv: string; count: number }>('GET', '/contacts/export?vip=true')
  expect(body.count).toBe(1)
  expect(body.csv).toContain("'=cmd|' /C calc'!A0")
  expect(body.csv).not.toContain('luc@')
  const log = await app.ground.db.system
    .selectFrom('access_log')
    .select(['action', 'subject_kind'])
    .where('workspace_id', '=', id)
    .where('action', '=', 'export')
    .execute()
  expect(log).toEqual([{ action: 'export', subject_kind: 'contacts.exportContacts' }])
  const all = await call<{ csv: string }>('GET', '/contacts/export')
  const before = await people()
  expect(await run(all.body.csv)).toMatchObject({ created: 0, updated: 0, refused: 0 })
  expect(await people()).toHaveLength(before.length)
})

test('a file is read as its bytes say, and what cannot be read is told by its place', async () => {
  const { call, run, people } = await aShop()
  const rows = 'Nom;Courriel\r\nÉlodie Roy;elodie@roy.example'
  const bigEndian = Buffer.from(`\uFEFF${rows}`, 'utf16le').swap16()
  const chosen = await call<Import>('POST', '/imports', {
    fileName: 'mac.csv',
    content: bigEndian.toString('base64'),
  })
  expect(chosen.body).toMatchObject({ encoding: 'utf-16le', columns: ['Nom', 'Courriel'] })
  // Said to be UTF-8 by whoever chose it, which it is not.
  const wrong = await call<Import>('POST', '/imports', {
    fileName: 'faux.csv',
    content: base64(rows, 'latin1'),
    encoding: 'utf-8',
  })
  await call('POST', `/imports/${wrong.body.id}/start`, { mapping: wrong.body.mapping })
  await app.settle()
  expect((await call<Import>('GET', `/imports/${wrong.body.id}`)).body).toMatchObject({
    created: 0,
    refused: 1,
  })
  expect(await people()).toEqual([])
  const open = await call<Problem>('POST', '/imports', {
    fileName: 'ouvert.csv',
    content: base64('Nom;Courriel\nA;a@x.example\n"B;b@x.example\nC;c@x.example\n'),
  })
  expect(open.body).toMatchObject({
    status: 422,
    code: 'import.open_quote',
    title: expect.stringContaining('3'),
  })
  expect(await run(rows)).toMatchObject({ created: 1 })
})

/** A program whose database is gone after some transactions, as of a process that is killed. */
function dyingAfter(ground: Ground, transactions: number): Ground {
  let left = transactions
  const inWorkspace: Ground['db']['inWorkspace'] = (workspaceId, work) => {
    left -= 1
    if (left < 0) return Promise.reject(new Error('killed'))
    return ground.db.inWorkspace(workspaceId, work)
  }
  return { ...ground, db: { ...ground.db, inWorkspace } }
}
