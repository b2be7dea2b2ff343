import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { listDemoPeople } from '../index.ts'
import {
  aPerson,
  aWorkspace,
  cookiesOf,
  expectProblem,
  type Person,
  type TestWorkspace,
  type World,
  workspacesApp,
} from '../testing/app.ts'

// Of its own: there is one demonstration in a Boucle.
let database: OwnDatabase
let world: World
let demo: TestWorkspace
let boss: Person
let adviser: Person
beforeAll(async () => {
  database = await ownDatabase()
  world = await workspacesApp(database)
})
beforeEach(async () => {
  await world.db.system.deleteFrom('workspaces').execute()
  demo = await aWorkspace(world, 'Maison Bleuet')
  await world.db.system.updateTable('workspaces').set({ is_demo: true }).where('id', '=', demo.id).execute()
  boss = await aPerson(world, demo, { role: 'administrator', name: 'Élodie Marchand' })
  adviser = await aPerson(world, demo, { role: 'adviser', name: 'Nadia Petit' })
  await listDemoPeople(world.db.system, demo.id, [boss.memberId, adviser.memberId])
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

const enter = (role: string) => world.anyone('POST', '/demo-sessions', { role })

describe('entering the demonstration', () => {
  test('the sign-in page lists one person for each role, and lets anybody in as them', async () => {
    const start = await world.anyone('GET', '/start')
    expect(start.body).toMatchObject({
      needsSetUp: false,
      demo: {
        slug: demo.slug,
        name: 'Maison Bleuet',
        people: [
          { role: 'administrator', name: 'Élodie Marchand', jobTitle: '' },
          { role: 'adviser', name: 'Nadia Petit', jobTitle: '' },
        ],
      },
    })
    const entered = await enter('adviser')
    expect({ status: entered.status, body: entered.body }).toEqual({ status: 201, body: { slug: demo.slug } })
    const me = await world.anyone('GET', '/me', undefined, { cookie: cookiesOf(entered.setCookies) })
    expect(me.body).toMatchObject({ member: { id: adviser.memberId }, workspace: { isDemo: true } })
  })

  test('a role with nobody listed lets nobody in', async () => {
    await aPerson(world, demo, { role: 'supervisor' })
    expectProblem(await enter('supervisor'), 404, 'request.not_found')
    expect((await enter('supervisor')).setCookies).toEqual([])
  })

  test('SEC-5: a real person who joins the demonstration is never on the list, whatever its settings say', async () => {
    const real = await aPerson(world, demo, { role: 'supervisor', name: 'Vraie personne' })
    await boss.call('PATCH', '/workspace', { settings: { demoPeople: [real.memberId], reopenDays: 20 } })
    expectProblem(await enter('supervisor'), 404, 'request.not_found')
    // The list itself stays through a change of the settings.
    expect((await enter('adviser')).status).toBe(201)
  })

  test('SEC-5: nobody enters as a person who also works in a true workspace', async () => {
    const company = await aWorkspace(world, 'Vraie entreprise')
    await aPerson(world, company, { role: 'administrator', userId: adviser.userId })
    const refused = await enter('adviser')
    expectProblem(refused, 403, 'workspace.demo_person_is_real')
    expect(refused.setCookies).toEqual([])
  })

  test('a workspace that is no demonstration has no such door', async () => {
    await world.db.system
      .updateTable('workspaces')
      .set({ is_demo: false })
      .where('id', '=', demo.id)
      .execute()
    expectProblem(await enter('adviser'), 404, 'request.not_found')
    expect((await world.anyone('GET', '/start')).body).toMatchObject({ needsSetUp: false, demo: null })
  })

  test('a person whose access was closed is no longer offered', async () => {
    await boss.call('POST', `/members/${adviser.memberId}/deactivation`)
    expectProblem(await enter('adviser'), 404, 'request.not_found')
  })
})

describe('deleting the demonstration', () => {
  test('removes the workspace and the accounts that were only of it, then asks for the set-up', async () => {
    const company = await aWorkspace(world, 'Vraie entreprise')
    const both = await aPerson(world, demo)
    await aPerson(world, company, { role: 'administrator', userId: both.userId })
    expect((await boss.call('DELETE', '/workspace/demo')).body).toEqual({ done: true })
    expect(world.removed).toContain(demo.id)
    expect(await world.auth.findUserByEmail(boss.email)).toBeUndefined()
    expect(await world.auth.findUserByEmail(adviser.email)).toBeUndefined()
    expect(await world.auth.findUserByEmail(both.email)).toBeDefined()
    expectProblem(await boss.call('GET', '/me'), 401, 'request.sign_in')
    expectProblem(await adviser.api('GET', '/workspace'), 401, 'request.sign_in')
    expect((await world.anyone('GET', '/start')).body).toMatchObject({ demo: null })
  })

  test('is for its administrator alone', async () => {
    expectProblem(await adviser.call('DELETE', '/workspace/demo'), 403, 'request.role_needed')
    expect(world.removed).not.toContain(demo.id)
  })

  test('never removes a true workspace', async () => {
    const company = await aWorkspace(world, 'Vraie entreprise')
    const owner = await aPerson(world, company, { role: 'administrator' })
    expectProblem(await owner.call('DELETE', '/workspace/demo'), 409, 'workspace.not_demo')
    expect(world.removed).not.toContain(company.id)
    expect((await owner.call('GET', '/workspace')).status).toBe(200)
  })
})
