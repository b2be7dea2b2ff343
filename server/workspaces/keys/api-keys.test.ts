import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  aPerson,
  aWorkspace,
  eventsOf,
  expectProblem,
  type Person,
  type TestWorkspace,
  type World,
  workspacesApp,
} from '../testing/app.ts'

let world: World
let shop: TestWorkspace
let boss: Person
beforeAll(async () => {
  world = await workspacesApp()
})
beforeEach(async () => {
  shop = await aWorkspace(world)
  boss = await aPerson(world, shop, { role: 'administrator' })
  await boss.call('DELETE', `/api-keys/${boss.keyId}`)
})
afterAll(() => world.close())

const wanted = (more: object = {}) => ({ name: 'Boutique en ligne', scopes: ['contacts:write'], ...more })

test('a token of 256 random bits is shown once, and only its hash is kept', async () => {
  const made = await boss.call('POST', '/api-keys', wanted())
  expect(made.status).toBe(201)
  const token = String(made.body.token)
  expect(token).toMatch(/^bcl_[\w-]{43}$/)
  expect(Buffer.from(token.slice(4), 'base64url')).toHaveLength(32)
  expect(made.body).toMatchObject({
    name: 'Boutique en ligne',
    tokenEnd: token.slice(-4),
    scopes: ['contacts:write'],
    role: 'adviser',
    memberId: null,
    expiresAt: null,
    lastUsedAt: null,
  })
  const listed = await boss.call('GET', '/api-keys')
  const { token: _, ...shown } = made.body
  expect(listed.body.items).toEqual([shown])
  const row = await world.db.system
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', String(made.body.id))
    .executeTakeFirstOrThrow()
  expect(row.token_hash.equals(createHash('sha256').update(token).digest())).toBe(true)
  expect(row.created_by).toBe(boss.memberId)
  expect(JSON.stringify(row)).not.toContain(token)
  expect(JSON.stringify(await eventsOf(world, shop.id, row.id))).not.toContain(token.slice(4))
})

test('the same request again makes no second key and never shows the token again', async () => {
  const body = wanted()
  const headers = { 'idempotency-key': 'boutique-1' }
  const made = await boss.call('POST', '/api-keys', body, headers)
  expect(made.status).toBe(201)
  const again = await boss.call('POST', '/api-keys', body, headers)
  expectProblem(again, 409, 'request.answered_once')
  expect((await boss.call('GET', '/api-keys')).body.items).toHaveLength(1)
  const kept = await world.db.system
    .selectFrom('idempotency_keys')
    .select('body')
    .where('workspace_id', '=', shop.id)
    .execute()
  expect(JSON.stringify(kept)).not.toContain(String(made.body.token))
})

test('a key does what its scopes say and no more', async () => {
  const made = await boss.call(
    'POST',
    '/api-keys',
    wanted({ scopes: ['settings:read'], role: 'administrator' }),
  )
  const program = world.caller({ authorization: `Bearer ${made.body.token}` })
  expect((await program('GET', '/teams')).status).toBe(200)
  expectProblem(await program('PATCH', '/workspace', { name: 'X' }), 403, 'request.scope_needed')
  expectProblem(await program('GET', '/audit'), 403, 'request.scope_needed')
})

test('a key never makes, lists or revokes keys: that takes a person', async () => {
  const made = await boss.call('POST', '/api-keys', wanted({ role: 'administrator' }))
  const program = world.caller({ authorization: `Bearer ${made.body.token}` })
  expectProblem(await program('POST', '/api-keys', wanted()), 403, 'request.people_only')
  expectProblem(await program('GET', '/api-keys'), 403, 'request.people_only')
  expectProblem(await program('DELETE', `/api-keys/${made.body.id}`), 403, 'request.people_only')
})

test('a key without a person has no role that depends on one, nor an end in the past', async () => {
  for (const role of ['collaborator', 'partner']) {
    expectProblem(await boss.call('POST', '/api-keys', wanted({ role })), 422, 'api_key.person_needed')
  }
  const past = new Date(Date.now() - 1000).toISOString()
  expectProblem(
    await boss.call('POST', '/api-keys', wanted({ expiresAt: past })),
    422,
    'api_key.expired_already',
  )
  expectProblem(await boss.call('POST', '/api-keys', wanted({ scopes: [] })), 422, 'request.invalid')
  expectProblem(
    await boss.call('POST', '/api-keys', wanted({ scopes: ['everything'] })),
    422,
    'request.invalid',
  )
})

test('SEC-5: only an administrator, and only the keys of their own workspace', async () => {
  const made = await boss.call('POST', '/api-keys', wanted())
  const supervisor = await aPerson(world, shop, { role: 'supervisor' })
  expectProblem(await supervisor.call('POST', '/api-keys', wanted()), 403, 'request.role_needed')
  expectProblem(await supervisor.call('GET', '/api-keys'), 403, 'request.role_needed')
  expectProblem(await supervisor.call('DELETE', `/api-keys/${made.body.id}`), 403, 'request.role_needed')
  const foreign = await aWorkspace(world, 'Ailleurs')
  const stranger = await aPerson(world, foreign, { role: 'administrator' })
  expectProblem(await stranger.call('DELETE', `/api-keys/${made.body.id}`), 404, 'request.not_found')
  const program = world.caller({ authorization: `Bearer ${made.body.token}` })
  expect((await program('POST', '/teams', {})).body.code).not.toBe('request.sign_in')
})

test('making and revoking are events', async () => {
  const made = await boss.call('POST', '/api-keys', wanted())
  const id = String(made.body.id)
  await boss.call('DELETE', `/api-keys/${id}`)
  expectProblem(await boss.call('DELETE', `/api-keys/${id}`), 404, 'request.not_found')
  expect((await eventsOf(world, shop.id, id)).map(event => [event.type, event.actor_id])).toEqual([
    ['api_key.created', boss.memberId],
    ['api_key.revoked', boss.memberId],
  ])
  expect((await boss.call('GET', '/api-keys')).body.items).toEqual([])
})
