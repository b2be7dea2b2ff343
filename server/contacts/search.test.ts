import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import type { Contact } from '#contract/contacts.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { type AddressBookQuestion, findContacts } from './search.ts'
import { aWorkspace, type ContactsWorld, contactsWorld } from './testing/world.ts'
import { sightOf } from './visibility.ts'

interface Page<Item = Contact> {
  items: Item[]
  next: string | null
}
type Call = Awaited<ReturnType<Awaited<ReturnType<typeof aWorkspace>>['member']>>

const search = async (call: Call, question: Record<string, string>) =>
  (await call<Page>('GET', `/contacts?${new URLSearchParams(question)}`)).body
const names = async (call: Call, question: Record<string, string>) =>
  (await search(call, question)).items.map(contact => contact.name)

describe('the address book', () => {
  let world: ContactsWorld
  let adviser: Call
  let workspace: Awaited<ReturnType<typeof aWorkspace>>
  beforeAll(async () => {
    world = await contactsWorld()
    workspace = await aWorkspace(world)
    adviser = await workspace.member('adviser')
    const people = [
      { name: 'Zoé Martin', stage: 'customer', isVip: true },
      { name: 'Éloïse Pereira', identities: [{ kind: 'phone', value: '06 12 34 56 78' }] },
      { name: 'Anna Pereire', identities: [{ kind: 'email', value: 'anna.compta@dupont-fleurs.fr' }] },
      { name: 'Jean-Pierre L’Hôte', stage: 'customer' },
      { name: 'Estelle Cœur', lastName: 'Lecoeur' },
      { name: 'Martine Dupond', identities: [{ kind: 'external', value: 'CRM-77' }] },
    ]
    for (const person of people) await adviser('POST', '/contacts', person)
  })
  afterAll(() => world.close())

  test('is in the order of names, accents apart', async () => {
    expect(await names(adviser, {})).toEqual([
      'Anna Pereire',
      'Éloïse Pereira',
      'Estelle Cœur',
      'Jean-Pierre L’Hôte',
      'Martine Dupond',
      'Zoé Martin',
    ])
  })

  test.each([
    ['eloise', ['Éloïse Pereira']],
    ['ÉLOÏSE', ['Éloïse Pereira']],
    ['coeur', ['Estelle Cœur']],
    ["l'hote", ['Jean-Pierre L’Hôte']],
    ['pierre', ['Jean-Pierre L’Hôte']],
    ['martin', ['Martine Dupond', 'Zoé Martin']],
    ['martin zo', ['Zoé Martin']],
    ['pere anna', ['Anna Pereire']],
    ['dupont', ['Anna Pereire']],
    ['anna.compta@dupont-fleurs.fr', ['Anna Pereire']],
    ['compta', ['Anna Pereire']],
    ['06 12 34', ['Éloïse Pereira']],
    ['+33612345678', ['Éloïse Pereira']],
    ['5678', ['Éloïse Pereira']],
    ['crm-77', ['Martine Dupond']],
    ['%', []],
    ['_____', []],
    ["' or true --", []],
  ])('%j finds %j', async (q, found) => {
    expect(await names(adviser, { q })).toEqual(found)
  })

  test.each([
    ['eloide', ['Éloïse Pereira']],
    ['matrin', ['Martine Dupond', 'Zoé Martin']],
    ['periera', ['Éloïse Pereira']],
    ['duponx', ['Anna Pereire', 'Martine Dupond']],
    ['zoe marton', ['Zoé Martin']],
    ['lhote', ['Jean-Pierre L’Hôte']],
    ['jeann pierre', ['Jean-Pierre L’Hôte']],
    ['xyzzy', []],
  ])('a typing mistake does not matter: %j finds %j', async (q, found) => {
    expect(await names(adviser, { q })).toEqual(found)
  })

  test('is filtered by stage, company, importance and exact address', async () => {
    expect(await names(adviser, { stage: 'customer' })).toEqual(['Jean-Pierre L’Hôte', 'Zoé Martin'])
    expect(await names(adviser, { vip: 'true' })).toEqual(['Zoé Martin'])
    expect(await names(adviser, { vip: 'false', stage: 'customer' })).toEqual(['Jean-Pierre L’Hôte'])
    expect(await names(adviser, { identity: '0612345678' })).toEqual(['Éloïse Pereira'])
    expect(await names(adviser, { identity: 'Anna.Compta@DUPONT-fleurs.fr' })).toEqual(['Anna Pereire'])
    expect(await names(adviser, { identity: 'CRM-77' })).toEqual(['Martine Dupond'])
    expect(await names(adviser, { identity: '061234567' })).toEqual([])
    const anna = (await search(adviser, { q: 'anna' })).items[0]!
    expect(await names(adviser, { companyId: anna.company!.id })).toEqual(['Anna Pereire'])
    expect(await names(adviser, { q: 'martin', stage: 'customer' })).toEqual(['Zoé Martin'])
    expect(await names(adviser, { q: 'martin', vip: 'false' })).toEqual(['Martine Dupond'])
    expect(await names(adviser, { q: 'anna', companyId: anna.company!.id })).toEqual(['Anna Pereire'])
    expect(await names(adviser, { q: 'zoe', identity: '0612345678' })).toEqual([])
  })

  test('follows every change of a card', async () => {
    const { body } = await adviser('POST', '/contacts', { name: 'Ursule Avant' })
    expect(await names(adviser, { q: 'ursule' })).toEqual(['Ursule Avant'])
    await adviser('PATCH', `/contacts/${body.id}`, { name: 'Wilfrid Apres' })
    expect(await names(adviser, { q: 'ursule' })).toEqual([])
    expect(await names(adviser, { q: 'wilfrid' })).toEqual(['Wilfrid Apres'])
    const added = await adviser('POST', `/contacts/${body.id}/identities`, {
      kind: 'email',
      value: 'w@kermadec.fr',
    })
    expect(await names(adviser, { q: 'kermadec' })).toEqual(['Wilfrid Apres'])
    await adviser('DELETE', `/contacts/${body.id}/identities/${added.body.identities[0]!.id}`)
    await adviser('PATCH', `/contacts/${body.id}`, { companyId: null })
    expect(await names(adviser, { q: 'kermadec' })).toEqual([])
  })

  test('refuses a cursor that is not its own', async () => {
    const cursors = [
      'x',
      Buffer.from('["name","a","b"]').toString('base64url'),
      Buffer.from(`["change","yesterday","${world.ground.newId()}"]`).toString('base64url'),
      Buffer.from(`["other","a","${world.ground.newId()}"]`).toString('base64url'),
    ]
    for (const cursor of cursors)
      expect(await adviser<Problem>('GET', `/contacts?cursor=${cursor}`)).toMatchObject({
        status: 422,
        body: { code: 'request.cursor' },
      })
  })
})

describe('with thousands of contacts', () => {
  let database: OwnDatabase
  let world: ContactsWorld
  let adviser: Call
  let workspaceId: string
  const count = 6000

  beforeAll(async () => {
    database = await ownDatabase()
    world = await contactsWorld(database)
    const [here, there] = [await aWorkspace(world), await aWorkspace(world)]
    adviser = await here.member('adviser')
    workspaceId = here.id
    for (const id of [here.id, there.id])
      await sql`
        insert into contacts (workspace_id, id, name, updated_at)
        select ${id}, gen_random_uuid(), 'Personne ' || (i % 100) || ' Numéro' || i,
          -- 40 rows share each microsecond, as after an import
          '2026-01-01T00:00:00.123456Z'::timestamptz + (i / 40) * interval '1 microsecond'
        from generate_series(1, ${count}::int) i`.execute(world.db.system)
    for (const id of [here.id, there.id])
      await sql`select refresh_contact_search(${id}, null)`.execute(world.db.system)
    await sql`analyze contacts`.execute(world.db.system)
  })
  afterAll(async () => {
    await world.close()
    await database.drop()
  })

  test.each([
    ['by name', {}],
    ['by change', { updatedSince: '2026-01-01T00:00:00Z' }],
  ])('pages %s bring each one once, in order', async (_how, question: Record<string, string>) => {
    const seen: Contact[] = []
    let cursor: string | null = null
    do {
      const page: Page = await search(adviser, { ...question, limit: '100', ...(cursor && { cursor }) })
      seen.push(...page.items)
      cursor = page.next
    } while (cursor)
    expect(seen).toHaveLength(count)
    expect(new Set(seen.map(contact => contact.id)).size).toBe(count)
    const keys = seen.map(contact =>
      'updatedSince' in question ? contact.updatedAt : contact.name.toLowerCase(),
    )
    expect(keys).toEqual([...keys].sort())
  })

  test('pages of a search bring each match once, as written and with a mistake', async () => {
    for (const q of ['personne 42', 'personnne 42']) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page: Page = await search(adviser, { q, limit: '25', ...(cursor && { cursor }) })
        seen.push(...page.items.map(contact => contact.name))
        cursor = page.next
      } while (cursor)
      expect(new Set(seen).size).toBe(count / 100)
      expect(seen.every(name => name.startsWith('Personne 42 '))).toBe(true)
      expect(seen).toHaveLength(count / 100)
    }
  })

  test('each question reads its index as the application, never the whole table', async () => {
    const caller = [...world.callers.values()].find(one => one.workspaceId === workspaceId)!
    const reads = (question: Partial<AddressBookQuestion>) =>
      world.db.inWorkspace(workspaceId, async tx => {
        const scans = async () => {
          const of = (name: string) => sql<number>`pg_stat_get_xact_numscans(${name}::regclass)`
          const { rows } = await sql<Record<'words' | 'names' | 'changes' | 'whole', number>>`
            select ${of('contacts_words')} as words, ${of('contacts_by_name')} as names,
              ${of('contacts_by_change')} as changes, ${of('contacts')} as whole`.execute(tx)
          return rows[0]!
        }
        const before = await scans()
        const { ids } = await findContacts(tx, await sightOf(tx, caller), { limit: 50, ...question })
        const after = await scans()
        return {
          found: ids.length,
          words: after.words - before.words,
          names: after.names - before.names,
          changes: after.changes - before.changes,
          whole: after.whole - before.whole,
        }
      })
    expect(await reads({ q: 'numero5999' })).toMatchObject({ found: 1, words: 1, whole: 0 })
    const misspelt = await reads({ q: 'numreo5998' })
    expect(misspelt).toMatchObject({ found: 1, whole: 0 })
    expect(misspelt.words).toBeGreaterThan(1)
    expect(await reads({})).toMatchObject({ found: 50, names: 1, whole: 0 })
    expect(await reads({ updatedSince: '2026-01-01T00:00:00Z' })).toMatchObject({
      found: 50,
      changes: 1,
      whole: 0,
    })
  })

  test('the other workspace is not found, and nobody without a workspace finds anything', async () => {
    const { body } = await adviser<Page>('GET', '/contacts?q=personne&limit=100')
    const owners = await world.db.system
      .selectFrom('contacts')
      .select('workspace_id')
      .distinct()
      .where(
        'id',
        'in',
        body.items.map(contact => contact.id),
      )
      .execute()
    expect(owners).toEqual([{ workspace_id: workspaceId }])
    const outside = await world.db.pools.app.query(
      `select * from search_contacts('{% personne%}', null, null, '{ personne}', null, null, null, null, null, null, 10)`,
    )
    expect(outside.rows).toEqual([])
  })
})
