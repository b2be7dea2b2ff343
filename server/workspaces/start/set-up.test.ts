import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMailAddress } from '../sign-in/testing/app.ts'
import { cookiesOf, expectProblem, type World, workspacesApp } from '../testing/app.ts'
import type { CreatedWorkspace } from './new-workspace.ts'
import { slugOf } from './new-workspace.ts'

// Of its own: these tests need a Boucle where there is no workspace at all.
let database: OwnDatabase
let world: World
beforeAll(async () => {
  database = await ownDatabase()
  world = await workspacesApp(database)
})
beforeEach(async () => {
  await world.db.system.deleteFrom('workspaces').execute()
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

const password = 'correct horse battery'
const wanted = (more: object = {}) => ({
  workspaceName: 'Maison Bleuet',
  language: 'fr',
  timeZone: 'Europe/Paris',
  name: 'Élodie Marchand',
  email: aMailAddress('elodie'),
  password,
  ...more,
})
const setUp = (body: object) => world.anyone('POST', '/set-up', body)

describe('a first start', () => {
  test('asks to be set up, then creates the workspace, its administrator, hours, site and team', async () => {
    expect((await world.anyone('GET', '/start')).body).toEqual({
      needsSetUp: true,
      demo: null,
      oidcName: null,
      version: '0.0.0-test',
    })
    const answer = await setUp(wanted())
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 201,
      body: { slug: 'maison-bleuet' },
    })
    expect((await world.anyone('GET', '/start')).body).toMatchObject({ needsSetUp: false, demo: null })

    const boss = world.caller({ cookie: cookiesOf(answer.setCookies) })
    const me = await boss('GET', '/me')
    expect(me.body).toMatchObject({
      member: { name: 'Élodie Marchand', role: 'administrator' },
      workspace: { name: 'Maison Bleuet', isDemo: false, language: 'fr', timeZone: 'Europe/Paris' },
    })
    const calendars = (await boss('GET', '/calendars')).body.items
    expect(calendars).toMatchObject([
      {
        name: 'Heures d’ouverture',
        holidays: 'FR',
        timeZone: 'Europe/Paris',
        weeklyHours: { mon: [['09:00', '18:00']] },
      },
    ])
    expect((me.body.workspace as { settings: object }).settings).toMatchObject({
      calendarId: calendars?.[0]?.id,
    })
    expect((await boss('GET', '/sites')).body.items).toMatchObject([{ name: 'Siège', kind: 'in_house' }])
    expect((await boss('GET', '/teams')).body.items).toMatchObject([
      { name: 'Service client', kind: 'digital', memberIds: [(me.body.member as { id: string }).id] },
    ])
  })

  test('in English, overseas, it speaks English and keeps the holidays of the place', async () => {
    const answer = await setUp(wanted({ language: 'en', timeZone: 'America/Martinique' }))
    const boss = world.caller({ cookie: cookiesOf(answer.setCookies) })
    expect((await boss('GET', '/calendars')).body.items).toMatchObject([
      { name: 'Opening hours', holidays: 'FR-MQ', timeZone: 'America/Martinique' },
    ])
    expect((await boss('GET', '/teams')).body.items).toMatchObject([{ name: 'Customer care' }])
  })

  test('happens once, even when two people press the button together', async () => {
    const bodies = [wanted(), wanted(), wanted()]
    const answers = await Promise.all(bodies.map(setUp))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
    for (const refused of answers.filter(answer => answer.status !== 201)) {
      expectProblem(refused, 409, 'workspace.already_set_up')
    }
    expect(await world.db.system.selectFrom('workspaces').select('id').execute()).toHaveLength(1)
    const accounts = await Promise.all(bodies.map(body => world.auth.findUserByEmail(body.email)))
    expect(accounts.filter(Boolean)).toHaveLength(1)
    expectProblem(await setUp(wanted()), 409, 'workspace.already_set_up')
  })

  test('other domains add theirs in the same transaction, or nothing is created at all', async () => {
    const heard: CreatedWorkspace[] = []
    let fails = true
    world.workspaces.onWorkspaceCreated(async (tx, created) => {
      heard.push(created)
      await tx
        .insertInto('tags')
        .values({ workspace_id: tx.workspaceId, id: world.ground.newId(), name: 'Première' })
        .execute()
      if (fails) throw new Error('the listener fails')
    })
    const body = wanted({ address: 'bonjour@bleuet.test' })
    expect((await setUp(body)).status).toBe(500)
    expect(await world.db.system.selectFrom('workspaces').select('id').execute()).toEqual([])
    expect(await world.db.system.selectFrom('tags').select('id').execute()).toEqual([])
    expect(await world.auth.findUserByEmail(body.email)).toBeUndefined()

    fails = false
    expect((await setUp(body)).status).toBe(201)
    expect(heard.at(-1)).toMatchObject({
      language: 'fr',
      timeZone: 'Europe/Paris',
      address: 'bonjour@bleuet.test',
    })
    expect(await world.db.system.selectFrom('tags').select('name').execute()).toEqual([{ name: 'Première' }])
  })

  test('an account left by a set-up that was cut short does not block the next', async () => {
    const body = wanted()
    await world.auth.createUser(body.email, 'Cut short', 'another password')
    expect((await setUp(body)).status).toBe(201)
    const signedIn = await world.anyone(
      'POST',
      '/api/auth/sign-in/email',
      { email: body.email, password },
      {
        origin: 'https://care.example.test',
      },
    )
    expect(signedIn.status).toBe(200)
  })

  test('a wrong answer is refused with its reason and creates nothing', async () => {
    expectProblem(await setUp(wanted({ timeZone: 'Lyon' })), 422, 'calendar.time_zone')
    expectProblem(await setUp(wanted({ password: 'short' })), 422, 'request.invalid')
    expectProblem(await setUp(wanted({ email: 'nobody' })), 422, 'request.invalid')
    expect((await world.anyone('GET', '/start')).body).toMatchObject({ needsSetUp: true })
  })
})

test('the word for addresses comes from the name, and is free', async () => {
  expect(slugOf('Fleurs d’Été')).toBe('fleurs-d-ete')
  expect(slugOf('  Œuvre & Cie — Lyon  ')).toBe('oeuvre-cie-lyon')
  expect(slugOf('花')).toBe('boucle')
  expect(slugOf('X')).toBe('boucle-x')
  expect(slugOf('a'.repeat(120))).toHaveLength(50)
  const wantedTwice = { name: 'Maison Bleuet', language: 'fr', timeZone: 'Europe/Paris' } as const
  const slugs = []
  for (let count = 0; count < 3; count++)
    slugs.push((await world.workspaces.createWorkspace(wantedTwice)).slug)
  expect(slugs).toEqual(['maison-bleuet', 'maison-bleuet-2', 'maison-bleuet-3'])
})
