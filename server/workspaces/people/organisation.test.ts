import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { teamKinds } from '#contract/workspaces.ts'
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
})
afterAll(() => world.close())

const team = (name: string, more: object = {}) => ({
  name,
  kind: 'digital',
  siteId: null,
  partnerId: null,
  calendarId: null,
  positions: null,
  ...more,
})
const site = (name: string, more: object = {}) => ({
  name,
  kind: 'in_house',
  partnerId: null,
  country: 'FR',
  city: 'Lyon',
  timeZone: 'Europe/Paris',
  calendarId: null,
  ...more,
})
const aPartner = async (name = 'Relais Sud') =>
  String((await boss.call('POST', '/partners', { name, visibleContactFields: ['name', 'language'] })).body.id)

describe('teams', () => {
  test('Q18, D35: five kinds of team: telephony, digital, sales, store, field', async () => {
    for (const kind of teamKinds) {
      const made = await boss.call('POST', '/teams', team(`Équipe ${kind}`, { kind, positions: 4 }))
      expect({ status: made.status, kind: made.body.kind, positions: made.body.positions }).toEqual({
        status: 201,
        kind,
        positions: 4,
      })
    }
    expect(teamKinds).toEqual(['telephony', 'digital', 'sales', 'store', 'field'])
    expect((await boss.call('POST', '/teams', team('Autre', { kind: 'robots' }))).status).toBe(422)
  })

  test('Q54: a team has a site and an employer, in house or a partner', async () => {
    const partnerId = await aPartner()
    const outside = await boss.call('POST', '/sites', site('Plateau Sud', { kind: 'partner', partnerId }))
    const made = await boss.call(
      'POST',
      '/teams',
      team('Débordement', { siteId: outside.body.id, partnerId }),
    )
    expect(made.body).toMatchObject({ siteId: outside.body.id, partnerId })
    const sites = (await boss.call('GET', '/sites')).body.items
    expect(sites?.map(one => [one.name, one.kind, one.partnerId])).toEqual([
      ['Plateau Sud', 'partner', partnerId],
      ['Siège', 'in_house', null],
    ])
  })

  test('people enter and leave with the list, and are told by an event', async () => {
    const nadia = await aPerson(world, shop)
    const karim = await aPerson(world, shop)
    const made = await boss.call('POST', '/teams', team('Boutique', { memberIds: [nadia.memberId] }))
    expect(made.body.memberIds).toEqual([nadia.memberId])
    const id = String(made.body.id)
    const changed = await boss.call('PATCH', `/teams/${id}`, { memberIds: [karim.memberId, karim.memberId] })
    expect(changed.body).toMatchObject({ name: 'Boutique', memberIds: [karim.memberId] })
    // A change of name alone leaves the people.
    expect((await boss.call('PATCH', `/teams/${id}`, { name: 'Magasin' })).body).toMatchObject({
      name: 'Magasin',
      memberIds: [karim.memberId],
    })
    expect((await eventsOf(world, shop.id, id)).map(event => event.type)).toEqual([
      'team.created',
      'team.updated',
      'team.updated',
    ])
  })

  test('two teams cannot have one name', async () => {
    await boss.call('POST', '/teams', team('Boutique'))
    const again = await boss.call('POST', '/teams', team('Boutique'))
    expectProblem(again, 409, 'team.name_taken')
    expect(again.body.title).toBe('Une équipe s’appelle déjà «\u00a0Boutique\u00a0».')
    const english = await boss.call('POST', '/teams', team('Boutique'), { 'accept-language': 'en' })
    expect(english.body.title).toBe('There is already a team called “Boutique”.')
  })

  test('SEC-5: nothing of another workspace can be part of a team or a site, nor be changed', async () => {
    const foreign = await aWorkspace(world, 'Ailleurs')
    const stranger = await aPerson(world, foreign, { role: 'administrator' })
    const theirs = String(
      (await stranger.call('POST', '/partners', { name: 'Leur prestataire', visibleContactFields: [] })).body
        .id,
    )
    for (const more of [
      { memberIds: [stranger.memberId] },
      { siteId: foreign.siteId },
      { partnerId: theirs },
      { calendarId: foreign.calendarId },
    ]) {
      expectProblem(await boss.call('POST', '/teams', team('X', more)), 404, 'request.not_found')
      expectProblem(await boss.call('PATCH', `/teams/${shop.teamId}`, more), 404, 'request.not_found')
    }
    for (const more of [{ kind: 'partner', partnerId: theirs }, { calendarId: foreign.calendarId }]) {
      expectProblem(await boss.call('POST', '/sites', site('X', more)), 404, 'request.not_found')
    }
    for (const path of [
      `/teams/${foreign.teamId}`,
      `/sites/${foreign.siteId}`,
      `/partners/${theirs}`,
      `/calendars/${foreign.calendarId}`,
    ]) {
      expectProblem(await boss.call('PATCH', path, { name: 'Volé' }), 404, 'request.not_found')
    }
    expectProblem(await boss.call('GET', `/calendars/${foreign.calendarId}/hours`), 404, 'request.not_found')
  })
})

describe('sites and partners', () => {
  test('a partner’s site has a partner, one in house has none', async () => {
    const partnerId = await aPartner()
    expectProblem(
      await boss.call('POST', '/sites', site('A', { kind: 'partner' })),
      422,
      'site.partner_needed',
    )
    expectProblem(await boss.call('POST', '/sites', site('A', { partnerId })), 422, 'site.partner_only')
    const made = await boss.call('POST', '/sites', site('A', { kind: 'partner', partnerId }))
    expect(made.status).toBe(201)
    const path = `/sites/${made.body.id}`
    expectProblem(await boss.call('PATCH', path, { partnerId: null }), 422, 'site.partner_needed')
    expect((await boss.call('PATCH', path, { kind: 'in_house' })).body).toMatchObject({
      kind: 'in_house',
      partnerId: null,
    })
    expectProblem(await boss.call('PATCH', path, { timeZone: 'Paris' }), 422, 'calendar.time_zone')
    expectProblem(await boss.call('PATCH', path, { name: 'Siège' }), 409, 'site.name_taken')
  })

  test('which fields of a contact a partner sees is part of the partner', async () => {
    const id = await aPartner()
    const changed = await boss.call('PATCH', `/partners/${id}`, { visibleContactFields: ['name', 'phone'] })
    expect(changed.body).toEqual({ id, name: 'Relais Sud', visibleContactFields: ['name', 'phone'] })
    expect(await shop.inside(tx => world.workspaces.partnerById(tx, id))).toEqual(changed.body)
    expectProblem(
      await boss.call('POST', '/partners', { name: 'Relais Sud', visibleContactFields: [] }),
      409,
      'partner.name_taken',
    )
    expect(
      (await eventsOf(world, shop.id, id)).find(event => event.type === 'partner.updated')?.data,
    ).toMatchObject({
      before: { visibleContactFields: ['name', 'language'] },
      after: { visibleContactFields: ['name', 'phone'] },
    })
  })

  test('everybody reads the organisation; only an administrator changes it', async () => {
    const partnerId = await aPartner()
    for (const wanted of [
      { role: 'supervisor' },
      { role: 'adviser' },
      { role: 'collaborator' },
      { role: 'partner', partnerId },
    ] as const) {
      const person = await aPerson(world, shop, wanted)
      for (const path of ['/teams', '/sites', '/partners', '/calendars', '/workspace']) {
        expect((await person.api('GET', path)).status, `${wanted.role} ${path}`).toBe(200)
      }
      for (const [path, body] of [
        ['/teams', team('X')],
        ['/sites', site('X')],
        ['/partners', { name: 'X', visibleContactFields: [] }],
      ] as const) {
        expectProblem(await person.api('POST', path, body), 403, 'request.role_needed')
      }
      for (const path of [
        `/teams/${shop.teamId}`,
        `/sites/${shop.siteId}`,
        `/partners/${partnerId}`,
        '/workspace',
      ]) {
        expectProblem(await person.api('PATCH', path, { name: 'X' }), 403, 'request.role_needed')
      }
    }
    expectProblem(await world.anyone('GET', '/teams'), 401, 'request.sign_in')
  })
})

describe('the workspace', () => {
  test('a setting that is changed leaves the others as they are', async () => {
    const path = '/workspace'
    expect((await boss.call('GET', path)).body.settings).toEqual({
      reopenDays: 14,
      mergesVerified: false,
      sector: 'none',
      complaintAcknowledge: true,
      complaintWarnAcknowledge: 3,
      complaintWarnAnswer: 10,
      undoSeconds: 10,
      companySharesThreads: false,
      recoveryHours: 8,
      calendarId: shop.calendarId,
      reasonRequiredAtClosure: false,
      acknowledge: true,
      mailAnswerHours: 48,
    })
    await boss.call('PATCH', path, { settings: { reopenDays: 30, acknowledge: false } })
    const changed = await boss.call('PATCH', path, { name: 'Maison Bleuet', settings: { undoSeconds: 0 } })
    expect(changed.body).toMatchObject({
      name: 'Maison Bleuet',
      settings: { reopenDays: 30, acknowledge: false, undoSeconds: 0, calendarId: shop.calendarId },
    })
    expect(await shop.inside(tx => world.workspaces.workspaceSettings(tx))).toMatchObject({ reopenDays: 30 })
    expect((await eventsOf(world, shop.id, shop.id)).map(event => event.type)).toEqual([
      'workspace.created',
      'workspace.updated',
      'workspace.updated',
    ])
  })

  test('a time zone that no clock knows and hours of another workspace are refused', async () => {
    const foreign = await aWorkspace(world, 'Ailleurs')
    expectProblem(await boss.call('PATCH', '/workspace', { timeZone: 'Lyon' }), 422, 'calendar.time_zone')
    expectProblem(
      await boss.call('PATCH', '/workspace', { settings: { calendarId: foreign.calendarId } }),
      404,
      'request.not_found',
    )
    expectProblem(
      await boss.call('PATCH', '/workspace', { settings: { reopenDays: -1 } }),
      422,
      'request.invalid',
    )
  })
})
