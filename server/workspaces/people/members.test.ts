import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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
import { endSessionsOfDeactivated } from './members.ts'

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

const names = (body: { items?: Record<string, unknown>[] }) => body.items?.map(item => item.name)

async function aPartner(name = 'Relais Sud') {
  const made = await boss.call('POST', '/partners', { name, visibleContactFields: ['name'] })
  return String(made.body.id)
}

describe('reading people', () => {
  test('everybody sees their colleagues, found by name or address in spite of accents and capitals', async () => {
    const nadia = await aPerson(world, shop, { name: 'Nadia Petit' })
    expect(names((await nadia.call('GET', '/members')).body)).toEqual(['Élodie Marchand', 'Nadia Petit'])
    expect(names((await nadia.call('GET', '/members?q=ELODIE')).body)).toEqual(['Élodie Marchand'])
    expect(names((await nadia.call('GET', `/members?q=${nadia.email.slice(0, 12)}`)).body)).toContain(
      'Nadia Petit',
    )
    expect(names((await nadia.call('GET', '/members?q=%25')).body)).toEqual([])
  })

  test('the account behind a member is never shown', async () => {
    const answer = await boss.call('GET', '/members')
    expect(JSON.stringify(answer.body)).not.toContain(boss.userId)
  })

  test('a partner’s adviser sees the people of their teams and of their employer, nobody else', async () => {
    const partnerId = await aPartner()
    const outside = { role: 'partner', partnerId } as const
    const karim = await aPerson(world, shop, { ...outside, name: 'Karim', teamIds: [shop.teamId] })
    await aPerson(world, shop, { ...outside, name: 'Lina, même employeur' })
    await aPerson(world, shop, { name: 'Marc, même équipe', teamIds: [shop.teamId] })
    await aPerson(world, shop, { name: 'Odile, ailleurs' })
    expect(names((await karim.call('GET', '/members')).body)).toEqual([
      'Karim',
      'Lina, même employeur',
      'Marc, même équipe',
    ])
    const elsewhere = await boss.call('POST', '/teams', { ...team('Autre équipe'), kind: 'sales' })
    expect(elsewhere.status).toBe(201)
    expect(names((await karim.call('GET', '/teams')).body)).toEqual(['Service client'])
    expect(names((await karim.call('GET', '/partners')).body)).toEqual(['Relais Sud'])
    expect(names((await karim.call('GET', '/sites')).body)).toEqual([])
  })

  test('SEC-5: people of another workspace do not exist here', async () => {
    const foreign = await aWorkspace(world, 'Ailleurs')
    const stranger = await aPerson(world, foreign, { role: 'administrator' })
    for (const [method, path, body] of [
      ['PATCH', `/members/${boss.memberId}`, { name: 'Volé' }],
      ['POST', `/members/${boss.memberId}/deactivation`, undefined],
      ['DELETE', `/members/${boss.memberId}/deactivation`, undefined],
    ] as const) {
      expectProblem(await stranger.call(method, path, body), 404, 'request.not_found')
    }
    expect(names((await stranger.call('GET', '/members?status=all')).body)).toEqual(['Nadia Petit'])
  })
})

describe('changing people', () => {
  test('an administrator gives a role, teams, a site and words; the change is an event without personal values', async () => {
    const person = await aPerson(world, shop, { name: 'Nadia' })
    const answer = await boss.call('PATCH', `/members/${person.memberId}`, {
      name: 'Nadia Petit',
      role: 'supervisor',
      teamIds: [shop.teamId],
      siteId: shop.siteId,
      languages: ['fr', 'en'],
      jobTitle: 'Fleuriste',
    })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      name: 'Nadia Petit',
      role: 'supervisor',
      teamIds: [shop.teamId],
      siteId: shop.siteId,
      languages: ['fr', 'en'],
      jobTitle: 'Fleuriste',
    })
    const [event] = (await eventsOf(world, shop.id, person.memberId)).filter(
      one => one.type === 'member.updated',
    )
    expect(event).toMatchObject({ actor_kind: 'member', actor_id: boss.memberId })
    expect(event!.data).toMatchObject({ before: { role: 'adviser' }, after: { role: 'supervisor' } })
    expect(JSON.stringify(event!.data)).not.toContain('Nadia')
    const details = await world.db.system
      .selectFrom('event_details')
      .select('data')
      .where('event_id', '=', event!.id)
      .executeTakeFirstOrThrow()
    expect(details.data).toMatchObject({ before: { name: 'Nadia' }, after: { name: 'Nadia Petit' } })
  })

  test('what was not said stays, null empties', async () => {
    const person = await aPerson(world, shop, { teamIds: [shop.teamId] })
    await boss.call('PATCH', `/members/${person.memberId}`, { jobTitle: 'Fleuriste', siteId: shop.siteId })
    const answer = await boss.call('PATCH', `/members/${person.memberId}`, { jobTitle: null })
    expect(answer.body).toMatchObject({ jobTitle: null, siteId: shop.siteId, teamIds: [shop.teamId] })
  })

  test('nobody but an administrator changes people', async () => {
    const target = await aPerson(world, shop)
    const partnerId = await aPartner()
    for (const wanted of [
      { role: 'supervisor' },
      { role: 'adviser' },
      { role: 'collaborator' },
      { role: 'partner', partnerId },
    ] as const) {
      const person = await aPerson(world, shop, wanted)
      for (const call of [person.call, person.api]) {
        expectProblem(
          await call('PATCH', `/members/${target.memberId}`, { role: 'administrator' }),
          403,
          'request.role_needed',
        )
        expectProblem(
          await call('POST', `/members/${target.memberId}/deactivation`),
          403,
          'request.role_needed',
        )
      }
    }
    const narrow = await aPerson(world, shop, { role: 'administrator', scopes: ['settings:read'] })
    expectProblem(
      await narrow.api('PATCH', `/members/${target.memberId}`, { role: 'supervisor' }),
      403,
      'request.scope_needed',
    )
  })

  test('a partner adviser needs a partner, others have none, and leaving the role leaves the partner', async () => {
    const partnerId = await aPartner()
    const person = await aPerson(world, shop)
    const change = (body: object) => boss.call('PATCH', `/members/${person.memberId}`, body)
    expectProblem(await change({ role: 'partner' }), 422, 'member.partner_needed')
    expectProblem(await change({ partnerId }), 422, 'member.partner_only')
    expectProblem(
      await change({ role: 'partner', partnerId: world.ground.newId() }),
      404,
      'request.not_found',
    )
    expect((await change({ role: 'partner', partnerId })).body).toMatchObject({ role: 'partner', partnerId })
    expect((await change({ name: 'Karim' })).body).toMatchObject({ role: 'partner', partnerId })
    expectProblem(await change({ partnerId: null }), 422, 'member.partner_needed')
    expect((await change({ role: 'adviser' })).body).toMatchObject({ role: 'adviser', partnerId: null })
  })

  test('teams and sites of another workspace are refused', async () => {
    const foreign = await aWorkspace(world, 'Ailleurs')
    const person = await aPerson(world, shop)
    for (const body of [
      { teamIds: [foreign.teamId] },
      { siteId: foreign.siteId },
      { teamIds: [shop.teamId, foreign.teamId] },
    ]) {
      expectProblem(await boss.call('PATCH', `/members/${person.memberId}`, body), 404, 'request.not_found')
    }
    const after = await shop.inside(tx => world.workspaces.teamsOfMember(tx, person.memberId))
    expect(after).toEqual([])
  })
})

describe('closing access', () => {
  test('deactivation is told with the teams that the work goes back to, and can be undone', async () => {
    const person = await aPerson(world, shop, { teamIds: [shop.teamId] })
    const closed = await boss.call('POST', `/members/${person.memberId}/deactivation`)
    expect(closed.body).toMatchObject({ status: 'deactivated' })
    const event = (await eventsOf(world, shop.id, person.memberId)).at(-1)
    expect(event).toMatchObject({ type: 'member.deactivated', data: { teamIds: [shop.teamId] } })
    expect(names((await boss.call('GET', '/members')).body)).not.toContain(person.name)
    expect(names((await boss.call('GET', '/members?status=deactivated')).body)).toEqual([person.name])
    expectProblem(
      await boss.call('POST', `/members/${person.memberId}/deactivation`),
      409,
      'member.already_deactivated',
    )

    const opened = await boss.call('DELETE', `/members/${person.memberId}/deactivation`)
    expect(opened.body).toMatchObject({ status: 'active', teamIds: [shop.teamId] })
    expectProblem(
      await boss.call('DELETE', `/members/${person.memberId}/deactivation`),
      409,
      'member.not_deactivated',
    )
  })

  test('SEC-6: the sessions of somebody deactivated end, except while another workspace counts on them', async () => {
    const other = await aWorkspace(world, 'Deuxième')
    const alone = await aPerson(world, shop)
    const shared = await aPerson(world, shop)
    await aPerson(world, other, { userId: shared.userId })
    const subscriber = endSessionsOfDeactivated(world.ground, world.auth)
    expect(subscriber.on).toContain('member.deactivated')
    for (const person of [alone, shared]) {
      await boss.call('POST', `/members/${person.memberId}/deactivation`)
      const event = (await eventsOf(world, shop.id, person.memberId)).at(-1)!
      const heard = { kind: 'member', id: person.memberId }
      const told = { id: event.id, workspaceId: shop.id, subject: heard } as Parameters<
        typeof subscriber.handle
      >[0]
      await subscriber.handle(told)
      await subscriber.handle(told)
    }
    expect(await world.auth.sessionFor({ cookie: alone.cookie })).toBeUndefined()
    expect(await world.auth.sessionFor({ cookie: shared.cookie })).toMatchObject({ userId: shared.userId })
  })

  test('somebody given access back before the job ran keeps their session', async () => {
    const person = await aPerson(world, shop)
    await boss.call('POST', `/members/${person.memberId}/deactivation`)
    const event = (await eventsOf(world, shop.id, person.memberId)).at(-1)!
    await boss.call('DELETE', `/members/${person.memberId}/deactivation`)
    const subscriber = endSessionsOfDeactivated(world.ground, world.auth)
    const heard = { kind: 'member', id: person.memberId }
    await subscriber.handle({ id: event.id, workspaceId: shop.id, subject: heard } as Parameters<
      typeof subscriber.handle
    >[0])
    expect((await person.call('GET', '/me')).status).toBe(200)
  })
})

describe('the last administrator', () => {
  test('can neither leave the role nor be deactivated, by anyone, themselves included', async () => {
    expectProblem(
      await boss.call('PATCH', `/members/${boss.memberId}`, { role: 'adviser' }),
      409,
      'member.last_administrator',
    )
    expectProblem(
      await boss.call('POST', `/members/${boss.memberId}/deactivation`),
      409,
      'member.last_administrator',
    )
    // A deactivated administrator is none.
    const second = await aPerson(world, shop, { role: 'administrator' })
    await boss.call('POST', `/members/${second.memberId}/deactivation`)
    expectProblem(
      await boss.call('PATCH', `/members/${boss.memberId}`, { role: 'supervisor' }),
      409,
      'member.last_administrator',
    )
    expect((await boss.call('PATCH', `/members/${boss.memberId}`, { name: 'Élodie M.' })).status).toBe(200)
  })

  test('of two administrators who demote each other at the same instant, one stays', async () => {
    const second = await aPerson(world, shop, { role: 'administrator' })
    const answers = await Promise.all([
      boss.call('PATCH', `/members/${second.memberId}`, { role: 'adviser' }),
      second.call('PATCH', `/members/${boss.memberId}`, { role: 'adviser' }),
      boss.call('POST', `/members/${boss.memberId}/deactivation`),
      second.call('POST', `/members/${second.memberId}/deactivation`),
    ])
    const left = await world.db.system
      .selectFrom('members')
      .select('id')
      .where('workspace_id', '=', shop.id)
      .where('role', '=', 'administrator')
      .where('status', '=', 'active')
      .execute()
    expect(left).toHaveLength(1)
    expect(answers.filter(answer => answer.status === 200).length).toBeGreaterThan(0)
    expect(answers.filter(answer => answer.status >= 500)).toEqual([])
  })
})

const team = (name: string) => ({
  name,
  kind: 'digital',
  siteId: null,
  partnerId: null,
  calendarId: null,
  positions: null,
})
