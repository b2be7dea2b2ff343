import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPresence } from './presence.ts'
import { aPerson, aWorkspace, expectProblem, type World, workspacesApp } from './testing/app.ts'

let world: World
beforeAll(async () => {
  world = await workspacesApp()
})
afterAll(() => world.close())

test('somebody with two screens is there until the last is gone, since the first came', () => {
  let now = new Date('2026-11-21T09:00:00Z')
  const presence = createPresence({ now: () => now })
  presence.connected('shop', 'nadia')
  now = new Date('2026-11-21T09:05:00Z')
  presence.connected('shop', 'karim')
  presence.connected('shop', 'nadia')
  presence.disconnected('shop', 'nadia')
  expect(presence.of('shop')).toEqual([
    { memberId: 'nadia', since: new Date('2026-11-21T09:00:00Z') },
    { memberId: 'karim', since: new Date('2026-11-21T09:05:00Z') },
  ])
  presence.disconnected('shop', 'nadia')
  presence.disconnected('shop', 'nobody')
  presence.disconnected('nowhere', 'nadia')
  expect(presence.of('shop').map(one => one.memberId)).toEqual(['karim'])
  presence.disconnected('shop', 'karim')
  expect(presence.of('shop')).toEqual([])
})

test('SEC-5: people inside see who of their workspace is connected; others see nobody', async () => {
  const shop = await aWorkspace(world)
  const foreign = await aWorkspace(world, 'Ailleurs')
  const nadia = await aPerson(world, shop)
  const stranger = await aPerson(world, foreign)
  const expert = await aPerson(world, shop, { role: 'collaborator' })
  world.workspaces.presence.connected(shop.id, nadia.memberId)
  expect((await nadia.call('GET', '/presence')).body.items).toMatchObject([{ memberId: nadia.memberId }])
  expect((await stranger.call('GET', '/presence')).body.items).toEqual([])
  expectProblem(await expert.call('GET', '/presence'), 403, 'request.role_needed')
})
