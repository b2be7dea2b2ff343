import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  aPerson,
  aWorkspace,
  expectProblem,
  type Person,
  type TestWorkspace,
  type World,
  workspacesApp,
} from '../testing/app.ts'
import { purgeAccessLog } from './audit.ts'

let world: World
let shop: TestWorkspace
let boss: Person
beforeAll(async () => {
  world = await workspacesApp()
})
beforeEach(async () => {
  shop = await aWorkspace(world)
  boss = await aPerson(world, shop, { role: 'administrator', name: 'Élodie Marchand' })
})
afterAll(() => world.close())

const audit = async (query = '', by = boss) => (await by.call('GET', `/audit${query}`)).body
const types = (body: { items?: Record<string, unknown>[] }) => body.items?.map(item => item.type)

async function access(actorId: string, subjectId: string, at = new Date()) {
  const id = world.ground.newId(at)
  await shop.inside(tx =>
    tx
      .insertInto('access_log')
      .values({
        workspace_id: shop.id,
        id,
        at,
        actor_kind: 'member',
        actor_id: actorId,
        action: 'read',
        subject_kind: 'contacts.contact',
        subject_id: subjectId,
      })
      .execute(),
  )
  return id
}

describe('the audit page', () => {
  test('DAT-13: changes and accesses in one list, newest first, with names', async () => {
    const customer = world.ground.newId()
    await boss.call('PATCH', '/workspace', { name: 'Maison Bleuet' })
    await access(boss.memberId, customer)
    await boss.api('PATCH', '/workspace', { language: 'en' })
    const { items } = await audit()
    expect(items?.slice(0, 3)).toMatchObject([
      {
        kind: 'change',
        type: 'workspace.updated',
        actorKind: 'api_key',
        actor: { id: boss.keyId, name: 'Clé de Élodie Marchand' },
        data: { language: 'en' },
      },
      {
        kind: 'access',
        type: 'access.read',
        actor: { id: boss.memberId, name: 'Élodie Marchand' },
        subjectKind: 'contacts.contact',
        subjectId: customer,
      },
      {
        kind: 'change',
        type: 'workspace.updated',
        actorKind: 'member',
        actor: { id: boss.memberId, name: 'Élodie Marchand' },
        subjectKind: 'workspace',
        subjectId: shop.id,
        data: { name: 'Maison Bleuet' },
      },
    ])
  })

  test('DAT-13: reading the audit page is itself an access', async () => {
    await audit()
    const second = await audit('?kind=access')
    expect(second.items).toMatchObject([
      { type: 'access.read', subjectKind: 'workspaces.audit', actor: { name: 'Élodie Marchand' } },
    ])
  })

  test('personal values of a change are shown beside it', async () => {
    await boss.call('PATCH', `/members/${boss.memberId}`, { jobTitle: 'Patronne' })
    const { items } = await audit(`?kind=change&subjectId=${boss.memberId}`)
    expect(items?.[0]).toMatchObject({
      type: 'member.updated',
      data: {
        changed: ['jobTitle'],
        details: { before: { jobTitle: null }, after: { jobTitle: 'Patronne' } },
      },
    })
  })

  test('pages through both logs: each line once, in order, while new ones arrive', async () => {
    for (let count = 0; count < 7; count++) {
      await access(boss.memberId, world.ground.newId())
      await boss.call('PATCH', '/workspace', { name: `Nom ${count}` })
    }
    const whole = (await audit('?limit=100')).items?.map(item => item.id) ?? []
    const seen: unknown[] = []
    // Reading the first page logs itself: what comes after it must not shift.
    let { items, next } = await audit('?limit=4')
    seen.push(...(items ?? []).slice(1).map(item => item.id))
    while (next) {
      ;({ items, next } = await audit(`?limit=4&cursor=${next}`))
      seen.push(...(items ?? []).map(item => item.id))
    }
    expect(whole.length).toBeGreaterThan(15)
    expect(seen).toEqual(whole.slice(whole.indexOf(seen[0] as string)))
    expect(whole).toEqual(whole.toSorted().toReversed())
    expect(seen.length).toBeGreaterThanOrEqual(whole.length - 1)
  })

  test('filters by kind, by person (with the keys that act as them), by thing and by time', async () => {
    const nadia = await aPerson(world, shop, { name: 'Nadia' })
    const customer = world.ground.newId()
    const from = new Date()
    await access(nadia.memberId, customer)
    await nadia.call('PATCH', '/me', { jobTitle: 'Fleuriste' })
    const boutique = {
      name: 'B',
      kind: 'store',
      siteId: null,
      partnerId: null,
      calendarId: null,
      positions: null,
    }
    await boss.call('POST', '/teams', boutique)
    const query = `&from=${encodeURIComponent(from.toISOString())}`
    expect(types(await audit(`?memberId=${nadia.memberId}${query}`))).toEqual([
      'member.updated',
      'access.read',
    ])
    expect(types(await audit(`?memberId=${nadia.memberId}&kind=access${query}`))).toEqual(['access.read'])
    expect(types(await audit(`?subjectId=${customer}`))).toEqual(['access.read'])
    expect(types(await audit(`?kind=change${query}`))).toEqual(['team.created', 'member.updated'])
    expect(types(await audit(`?to=${encodeURIComponent('2020-01-01T00:00:00Z')}`))).toEqual([])
    await boss.api('PATCH', '/workspace', { name: 'Par la clé' })
    expect(types(await audit(`?memberId=${boss.memberId}&kind=change${query}`))?.[0]).toBe(
      'workspace.updated',
    )
  })

  test('is for administrators, of their own workspace, with the scope', async () => {
    const supervisor = await aPerson(world, shop, { role: 'supervisor' })
    expectProblem(await supervisor.call('GET', '/audit'), 403, 'request.role_needed')
    const narrow = await aPerson(world, shop, { role: 'administrator', scopes: ['settings:read'] })
    expectProblem(await narrow.api('GET', '/audit'), 403, 'request.scope_needed')
    const foreign = await aWorkspace(world, 'Ailleurs')
    const stranger = await aPerson(world, foreign, { role: 'administrator' })
    const theirs = await audit(`?subjectId=${shop.id}`, stranger)
    expect(theirs.items).toEqual([])
    const lines = (await audit('?limit=100', stranger)).items ?? []
    expect(JSON.stringify(lines)).not.toContain(boss.memberId)
    expectProblem(await boss.call('GET', '/audit?cursor=made-up'), 422, 'request.cursor')
    expectProblem(await boss.call('GET', `/audit?cursor=${btoa('["x"]')}`), 422, 'request.cursor')
  })
})

describe('the logs themselves', () => {
  test('DAT-13: requests can add to the access log and to the events, never change or delete a line', async () => {
    await access(boss.memberId, world.ground.newId())
    for (const statement of [
      'update access_log set actor_id = null',
      'delete from access_log',
      'truncate access_log',
      'update events set type = type',
      'delete from events',
      'update feed set seq = seq',
    ]) {
      const attempt = shop.inside(tx => sql.raw(statement).execute(tx))
      await expect(attempt, statement).rejects.toMatchObject({ code: '42501' })
    }
  })

  test('DAT-13: a line of access is deleted after twelve months, not a day before', async () => {
    const subject = world.ground.newId()
    const now = new Date('2026-11-21T03:17:00Z')
    const old = await access(boss.memberId, subject, new Date('2025-11-21T03:16:59Z'))
    const young = await access(boss.memberId, subject, new Date('2025-11-21T03:17:01Z'))
    const foreign = await aWorkspace(world, 'Ailleurs')
    world.clock.at = now
    const timer = purgeAccessLog(world.ground)
    expect(timer.pattern).toBe('17 3 * * *')
    await timer.run()
    world.clock.at = undefined
    const left = await world.db.system
      .selectFrom('access_log')
      .select('id')
      .where('workspace_id', 'in', [shop.id, foreign.id])
      .where('id', 'in', [old, young])
      .execute()
    expect(left).toEqual([{ id: young }])
  })

  test('DAT-13: no report reads who consulted what: only the audit page does', () => {
    const reads = /selectFrom\(\s*['"`]access_log|\b(from|join)\s+access_log\b/i
    const server = new URL('../../', import.meta.url).pathname
    const readers = readdirSync(server, { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.ts') && !/\.test\.ts$|(^|\/)testing\//.test(path))
      .filter(path => reads.test(readFileSync(join(server, path), 'utf8')))
      // Deleting is not reading: the purge says `delete from`, and how much it would delete.
      .filter(path => !['workspaces/audit/audit.ts', 'privacy/purge.ts'].includes(path))
    expect(readers).toEqual(['workspaces/audit/queries.ts'])
  })
})
