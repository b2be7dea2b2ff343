import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readGroupRules } from '#server/platform/company-groups.ts'
import { aBrowser } from '../sign-in/testing/app.ts'
import {
  type CertifiedProvider,
  certifiedClient,
  certifiedProvider,
} from '../sign-in/testing/certified-provider.ts'
import {
  aPerson,
  aWorkspace,
  eventsOf,
  type Person,
  type TestWorkspace,
  type World,
  workspacesApp,
} from '../testing/app.ts'

/** Groups of the company's provider, by whole sign-ins through a certified server that we did not write. */

let provider: CertifiedProvider
let world: World
let shop: TestWorkspace
let boss: Person
let hired = 0
beforeAll(async () => {
  provider = await certifiedProvider()
  provider.start()
  const rules = readGroupRules('boss=administrator; leads=supervisor:COURRIEL,Inconnue; care=adviser')!
  world = await workspacesApp(undefined, {
    ...certifiedClient,
    issuer: provider.issuer,
    name: 'Compte Bleuet',
    groups: { claim: 'groups', scope: 'groups', rules },
  })
})
beforeEach(async () => {
  shop = await aWorkspace(world)
  boss = await aPerson(world, shop, { role: 'administrator' })
})
afterAll(async () => {
  await world.close()
  await provider.close()
})

/** Somebody who works here comes in through the provider, which names these groups. */
async function comesIn({ email }: Person, groups: string[] | undefined, id = `emp-g${++hired}`) {
  Object.assign(provider.person, { id, email, groups })
  const entered = await provider.enter(aBrowser({ app: world.app, origin: 'https://care.example.test' }))
  expect(entered.location).toBe('/desk')
  return id
}
const member = async ({ memberId }: Person) => {
  const { items } = (await boss.call('GET', '/members?status=all')).body
  return items!.find(one => one.id === memberId)!
}
async function aTeam(name: string): Promise<string> {
  const team = { name, kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null }
  return String((await boss.call('POST', '/teams', team)).body.id)
}

test('the highest of somebody’s groups gives their role and teams, at each sign-in, and the audit says why', async () => {
  const courriel = await aTeam('Courriel')
  const nadia = await aPerson(world, shop, { role: 'adviser', teamIds: [shop.teamId] })
  const id = await comesIn(nadia, ['care', 'leads', 'chorale'])
  expect(await member(nadia)).toMatchObject({ role: 'supervisor', teamIds: [courriel] })
  const [event] = (await eventsOf(world, shop.id, nadia.memberId)).toReversed()
  expect(event).toMatchObject({
    type: 'member.updated',
    actor_kind: 'system',
    data: { groups: ['leads', 'care'], before: { role: 'adviser' }, after: { role: 'supervisor' } },
  })
  // Down again the next time.
  await comesIn(nadia, ['care'], id)
  expect(await member(nadia)).toMatchObject({ role: 'adviser', teamIds: [courriel] })
  // The same again changes nothing and tells nothing.
  const told = (await eventsOf(world, shop.id, nadia.memberId)).length
  await comesIn(nadia, ['care'], id)
  expect(await eventsOf(world, shop.id, nadia.memberId)).toHaveLength(told)
})

test('groups that no rule names, or none at all, change nothing', async () => {
  const nadia = await aPerson(world, shop, { role: 'supervisor', teamIds: [shop.teamId] })
  const id = await comesIn(nadia, ['chorale', 'administrator'])
  await comesIn(nadia, undefined, id)
  expect(await member(nadia)).toMatchObject({ role: 'supervisor', teamIds: [shop.teamId] })
  expect((await eventsOf(world, shop.id, nadia.memberId)).map(one => one.type)).not.toContain(
    'member.updated',
  )
})

test('only a group mapped so makes an administrator', async () => {
  const [nadia, karim] = [await aPerson(world, shop), await aPerson(world, shop)]
  await comesIn(nadia, ['leads', 'care'])
  await comesIn(karim, ['care', 'boss'])
  expect([(await member(nadia)).role, (await member(karim)).role]).toEqual(['supervisor', 'administrator'])
})

test('the last administrator stays one, whatever their groups say; a partner’s adviser stays a partner’s', async () => {
  const id = await comesIn(boss, ['care'])
  expect((await member(boss)).role).toBe('administrator')
  const second = await aPerson(world, shop, { role: 'administrator' })
  await comesIn(boss, ['care'], id)
  const { items } = (await second.call('GET', '/members')).body
  expect(items!.find(one => one.id === boss.memberId)).toMatchObject({ role: 'adviser' })

  const relay = await second.call('POST', '/partners', { name: 'Relais', visibleContactFields: [] })
  const outside = await aPerson(world, shop, { role: 'partner', partnerId: String(relay.body.id) })
  await comesIn(outside, ['boss'])
  const after = (await second.call('GET', '/members')).body.items!
  expect(after.find(one => one.id === outside.memberId)).toMatchObject({ role: 'partner' })
})
