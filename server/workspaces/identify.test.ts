import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#server/platform/actor.ts'
import { system } from '#server/platform/events.ts'
import { createApiKey } from './index.ts'
import {
  aPerson,
  aWorkspace,
  expectProblem,
  type TestWorkspace,
  type World,
  workspacesApp,
} from './testing/app.ts'

let world: World
let shop: TestWorkspace
beforeAll(async () => {
  world = await workspacesApp()
  shop = await aWorkspace(world)
})
afterAll(() => world.close())

const who = (headers: Record<string, string>, query?: object) => world.workspaces.identify({ headers, query })
const withKey = (token: string) => who({ authorization: `Bearer ${token}` })

async function aKey(wanted: Partial<Parameters<typeof createApiKey>[2]> = {}) {
  return world.db.inWorkspace(shop.id, tx =>
    createApiKey(world.ground, tx, {
      name: 'Export',
      role: 'supervisor',
      scopes: ['contacts:read'],
      by: system,
      ...wanted,
    }),
  )
}

const lastUse = async (keyId: string) =>
  (
    await world.db.system
      .selectFrom('api_keys')
      .select('last_used_at')
      .where('id', '=', keyId)
      .executeTakeFirstOrThrow()
  ).last_used_at?.getTime() ?? null

describe('a key', () => {
  test('acts with its own role and scopes, in its own workspace', async () => {
    const key = await aKey()
    expect(await withKey(key.token)).toEqual({
      kind: 'api_key',
      id: key.id,
      memberId: null,
      workspaceId: shop.id,
      role: 'supervisor',
      scopes: ['contacts:read'],
      teamIds: [],
      isLimitedToTeams: false,
      partnerId: null,
      name: 'Export',
      language: 'fr',
    } satisfies Actor)
  })

  test('of a person acts with the role, teams and employer the person has now', async () => {
    const partner = await aPartner()
    const person = await aPerson(world, shop, { role: 'partner', partnerId: partner, teamIds: [shop.teamId] })
    expect(await withKey(person.token)).toMatchObject({
      kind: 'api_key',
      id: person.keyId,
      memberId: person.memberId,
      role: 'partner',
      partnerId: partner,
      teamIds: [shop.teamId],
      name: 'Nadia Petit',
    })
    const boss = await aPerson(world, shop, { role: 'administrator' })
    expect(
      (await boss.call('PATCH', `/members/${person.memberId}`, { role: 'adviser', teamIds: [] })).status,
    ).toBe(200)
    expect(await withKey(person.token)).toMatchObject({ role: 'adviser', partnerId: null, teamIds: [] })
  })

  test('is nobody when it is unknown, cut short, of another kind, or in another case', async () => {
    const { token } = await aKey()
    for (const wrong of [
      `${token}x`,
      token.slice(0, -1),
      token.toUpperCase(),
      'bcl_',
      token.replace('bcl_', ''),
    ]) {
      expect(await withKey(wrong), wrong).toBeUndefined()
    }
    expect(await who({ authorization: `Basic ${token}` })).toBeUndefined()
    expect(await withKey(token)).toBeDefined()
  })

  test('is not helped by a session beside it: a wrong key with a good cookie is nobody', async () => {
    const person = await aPerson(world, shop)
    expect(await who({ authorization: 'Bearer bcl_wrong', cookie: person.cookie })).toBeUndefined()
    expect(await who({ authorization: 'Bearer else', cookie: person.cookie })).toBeUndefined()
    expect(await who({ cookie: person.cookie })).toMatchObject({ id: person.memberId })
  })

  test('ends at its date', async () => {
    const now = world.clock.now()
    const key = await aKey({ expiresAt: new Date(now.getTime() + 60_000) })
    expect(await withKey(key.token)).toBeDefined()
    world.clock.at = new Date(now.getTime() + 59_000)
    expect(await withKey(key.token)).toBeDefined()
    // Even from memory, within the seconds it is remembered.
    world.clock.at = new Date(now.getTime() + 60_000)
    expect(await withKey(key.token)).toBeUndefined()
    world.clock.at = undefined
  })

  test('SEC-5: revoked, it opens nothing from the next call on', async () => {
    const boss = await aPerson(world, shop, { role: 'administrator' })
    const made = await boss.call('POST', '/api-keys', { name: 'Site', scopes: ['settings:read'] })
    const token = String(made.body.token)
    const program = world.caller({ authorization: `Bearer ${token}` })
    expect((await program('GET', '/workspace')).status).toBe(200)
    expect((await boss.call('DELETE', `/api-keys/${made.body.id}`)).status).toBe(200)
    expectProblem(await program('GET', '/workspace'), 401, 'request.sign_in')
  })

  test('revoked behind our back (another node), it opens nothing five seconds later', async () => {
    const key = await aKey()
    expect(await withKey(key.token)).toBeDefined()
    await world.db.system
      .updateTable('api_keys')
      .set({ revoked_at: new Date() })
      .where('id', '=', key.id)
      .execute()
    expect(await withKey(key.token)).toBeDefined()
    world.clock.at = new Date(Date.now() + 5_001)
    expect(await withKey(key.token)).toBeUndefined()
    world.clock.at = undefined
  })

  test('asked by a hundred calls at once costs one look-up, and notes its use once a minute', async () => {
    const key = await aKey()
    const start = Date.now() + 3_600_000
    world.clock.at = new Date(start)
    let questions = 0
    const count = () => {
      questions += 1
    }
    world.db.pools.system.on('acquire', count)
    await Promise.all(Array.from({ length: 100 }, () => withKey(key.token)))
    world.db.pools.system.off('acquire', count)
    expect(questions).toBe(2) // who it is, and that it was used
    expect(await lastUse(key.id)).toBe(start)
    for (const [after, noted] of [
      [30_000, start],
      [59_000, start],
      [65_000, start + 65_000],
      [75_000, start + 65_000],
    ] as const) {
      world.clock.at = new Date(start + after)
      expect(await withKey(key.token)).toBeDefined()
      expect(await lastUse(key.id), String(after)).toBe(noted)
    }
    world.clock.at = undefined
  })
})

describe('a session', () => {
  test('acts as the member, with every scope', async () => {
    const person = await aPerson(world, shop, { role: 'supervisor', teamIds: [shop.teamId] })
    expect(await who({ cookie: person.cookie })).toEqual({
      kind: 'member',
      id: person.memberId,
      memberId: person.memberId,
      workspaceId: shop.id,
      role: 'supervisor',
      scopes: null,
      teamIds: [shop.teamId],
      partnerId: null,
      name: 'Nadia Petit',
      language: 'fr',
    } satisfies Actor)
    expect(await who({})).toBeUndefined()
    expect(await who({ cookie: 'boucle.session_token=made.up' })).toBeUndefined()
  })

  test('SEC-5: in two workspaces, each request says which; an unknown or foreign one is nobody’s', async () => {
    const other = await aWorkspace(world, 'Deuxième')
    const foreign = await aWorkspace(world, 'Étrangère')
    const person = await aPerson(world, shop, { role: 'adviser' })
    const there = await aPerson(world, other, { role: 'administrator', userId: person.userId })
    const at = async (workspace: string) =>
      (await who({ cookie: person.cookie, 'boucle-workspace': workspace }))?.id
    expect(await at(shop.slug)).toBe(person.memberId)
    expect(await at(other.slug)).toBe(there.memberId)
    expect(await at(other.id)).toBe(there.memberId)
    expect(await at(foreign.slug)).toBeUndefined()
    expect(await at('no-such-place')).toBeUndefined()
    // What cannot send a header names it in its address.
    expect(await who({ cookie: person.cookie }, { workspace: shop.slug })).toMatchObject({
      id: person.memberId,
    })
    expect(await who({ cookie: person.cookie }, { workspace: foreign.slug })).toBeUndefined()
    expect(await who({ cookie: person.cookie }, { workspace: [shop.slug, other.slug] })).toBeUndefined()
    // Nothing said: the last one joined.
    expect(await who({ cookie: person.cookie })).toMatchObject({ id: there.memberId })
  })

  test('SEC-6: of somebody deactivated opens nothing any more, by browser or key', async () => {
    const boss = await aPerson(world, shop, { role: 'administrator' })
    const person = await aPerson(world, shop)
    expect((await person.call('GET', '/me')).status).toBe(200)
    expect((await person.api('GET', '/workspace')).status).toBe(200)
    expect((await boss.call('POST', `/members/${person.memberId}/deactivation`)).status).toBe(200)
    expectProblem(await person.call('GET', '/me'), 401, 'request.sign_in')
    expectProblem(await person.api('GET', '/workspace'), 401, 'request.sign_in')
    expect((await boss.call('DELETE', `/members/${person.memberId}/deactivation`)).status).toBe(200)
    expect((await person.api('GET', '/workspace')).status).toBe(200)
  })
})

async function aPartner(): Promise<string> {
  const id = world.ground.newId()
  await shop.inside(tx =>
    tx
      .insertInto('partners')
      .values({ workspace_id: shop.id, id, name: `Prestataire ${id}` })
      .execute(),
  )
  return id
}
