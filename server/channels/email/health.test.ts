import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { noteHealth } from './health.ts'
import { mailWorld } from './testing/world.ts'

let app: TestApp
let now = new Date('2026-03-10T09:00:00Z')
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
afterAll(() => app.close())

const look = async (at: string) => {
  now = new Date(at)
  await app.email.chores.timers.find(timer => timer.name === 'email.silence')!.run()
  await app.settle()
}
const stateOf = async (workspace: TestWorkspace) =>
  (await workspace.call<{ health: { state: string } }>('GET', `/channels/${workspace.channelId}`)).body.health
    .state
const eventsOf = async (workspace: TestWorkspace) =>
  (
    await app.ground.db.system
      .selectFrom('events')
      .select('type')
      .where('workspace_id', '=', workspace.id)
      .where('type', 'in', ['channel.silent', 'channel.failing', 'channel.recovered'])
      .orderBy('id')
      .execute()
  ).map(event => event.type)

test('an address without a mail for 24 open hours is silent: told once to each administrator, in their language', async () => {
  now = new Date('2026-03-10T17:00:00Z') // Tuesday, an hour after the last opening of the day
  const workspace = await aWorkspace(app)
  const world = mailWorld(app, workspace)
  const ada = await aMember(app, workspace, 'administrator', { name: 'Ada' })
  const bob = await aMember(app, workspace, 'administrator', { name: 'Bob' })
  const supervisor = await aMember(app, workspace, 'supervisor')
  await app.ground.db.system.updateTable('members').set({ language: 'en' }).where('id', '=', bob.id).execute()

  await look('2026-03-10T18:00:00Z')
  expect(await stateOf(workspace)).toBe('unknown') // one that never received is being set up
  now = new Date('2026-03-10T17:00:00Z')
  await world.post(aMail())
  // Nine open hours a day, from nine to six in Paris: 24 of them are over on Friday at three.
  await look('2026-03-13T13:50:00Z')
  expect(await stateOf(workspace)).toBe('works')
  await look('2026-03-13T14:10:00Z')
  await look('2026-03-13T15:10:00Z')
  expect(await stateOf(workspace)).toBe('silent')
  const subjects = async (address: string) => (await world.mailsTo(address)).map(mail => mail.subject)
  expect(await subjects(ada.email)).toEqual([`L’adresse ${workspace.address} ne reçoit plus rien`])
  expect(await subjects(bob.email)).toEqual([`The address ${workspace.address} receives nothing any more`])
  expect(await subjects(supervisor.email)).toEqual([])
  const [mail] = await world.mailsTo(ada.email)
  expect(mail!.text).toContain('10 mars 2026 à 18\u00a0h\u00a000')
  expect(mail!.text).toContain(`/settings/channels/${workspace.channelId}`)

  await world.post(aMail({ from: 'enfin@mail.test' }))
  await look('2026-03-13T15:15:00Z')
  expect(await stateOf(workspace)).toBe('works')
  expect(await eventsOf(workspace)).toEqual(['channel.silent', 'channel.recovered'])
})

test('nobody of a demonstration is told anything', async () => {
  now = new Date('2026-03-10T09:00:00Z')
  const workspace = await aWorkspace(app)
  const world = mailWorld(app, workspace)
  const ada = await aMember(app, workspace, 'administrator')
  await world.post(aMail())
  await app.ground.db.system
    .updateTable('workspaces')
    .set({ is_demo: true })
    .where('id', '=', workspace.id)
    .execute()
  await look('2026-05-10T09:00:00Z')
  expect(await stateOf(workspace)).toBe('unknown')
  await noteHealth(app.ground, { id: workspace.channelId, workspace_id: workspace.id }, 'in', {
    state: 'failing',
    error: 'NO',
  })
  await app.settle()
  expect(await world.mailsTo(ada.email)).toEqual([])
})

test('an address that comes and goes is told of once an hour; receiving again does not hide that sending fails', async () => {
  now = new Date('2026-03-10T09:00:00Z')
  const workspace = await aWorkspace(app)
  const world = mailWorld(app, workspace)
  const ada = await aMember(app, workspace, 'administrator')
  const channel = { id: workspace.channelId, workspace_id: workspace.id }
  const note = (side: 'in' | 'out', state: 'works' | 'failing') =>
    noteHealth(app.ground, channel, side, { state, ...(state === 'failing' && { error: 'NO' }) })
  for (let fall = 0; fall < 5; fall++) {
    now = new Date(now.getTime() + 5 * 60_000)
    await note('in', 'failing')
    await note('in', 'works')
  }
  await app.settle()
  expect(await world.mailsTo(ada.email)).toHaveLength(1)

  await note('out', 'failing')
  await note('in', 'works')
  expect(await stateOf(workspace)).toBe('failing')
  await note('out', 'works')
  expect(await stateOf(workspace)).toBe('works')
})
