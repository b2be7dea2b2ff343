import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownDatabase } from './platform/testing/postgres.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from './testing/app.ts'

/** What waits for somebody, mailed to them when they want it: conversations, notes and recoveries in one mail. */

// A Tuesday, one hour after opening in Paris.
let now = new Date('2026-03-10T09:00:00Z')
let app: TestApp
let database: Awaited<ReturnType<typeof ownDatabase>>
let workspace: TestWorkspace
let lea: TestMember

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})
beforeEach(async () => {
  now = new Date('2026-03-10T09:00:00Z')
  workspace = await aWorkspace(app)
  lea = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
})

const hours = (count: number) => {
  now = new Date(now.getTime() + count * 3_600_000)
}
const look = () => app.workspaces.chores.timers!.find(one => one.name === 'workspaces.digests')!.run()
const wants = (digest: string) =>
  app.ground.db.inWorkspace(workspace.id, tx =>
    tx
      .updateTable('members')
      .set({ preferences: JSON.stringify({ digest }) })
      .where('id', '=', lea.id)
      .execute(),
  )

async function hers(subject: string): Promise<string> {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, subject }),
  )
  const id = body.conversationId as string
  await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
  return id
}

async function mails(): Promise<{ subject: string; text: string }[]> {
  const { body } = await workspace.call<{ items: { id: string; recipients: string[] }[] }>(
    'GET',
    '/deliveries?purpose=notice',
  )
  const found = []
  for (const { id, recipients } of body.items)
    if (recipients.includes(lea.email))
      found.push((await workspace.call<{ subject: string; text: string }>('GET', `/deliveries/${id}`)).body)
  return found.reverse()
}

test('nobody is mailed a digest who did not ask for it', async () => {
  await hers('Bouquet non reçu')
  await look()
  expect(await mails()).toEqual([])
})

test('the digest of the day names what waits and where it opens, never the customer’s words', async () => {
  await wants('daily')
  await hers('Bouquet non reçu')
  const { body: other } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, subject: 'Facture', text: 'Mes mots à moi' }),
  )
  await workspace.call('POST', `/conversations/${other.conversationId}/messages`, {
    kind: 'note',
    text: 'Une idée ?',
    mentions: [lea.id],
  })
  await look()
  await look()
  const [mail, ...others] = await mails()
  expect(others).toEqual([])
  expect(mail!.subject).toBe('2 demandes vous attendent')
  expect(mail!.text).toMatch(
    /1 personne attend votre réponse\s+#\d+ Bouquet non reçu, attend depuis mardi 10 mars à 10\u00a0h\u00a000/,
  )
  expect(mail!.text).toMatch(/1 note vous appelle\s+#\d+ Facture/)
  expect(mail!.text).toMatch(/\/desk\/mine\/\d+/)
  expect(mail!.text).not.toContain('Mes mots à moi')
})

test('the next one comes at the next opening, and only when something is new', async () => {
  await wants('daily')
  const id = await hers('Bouquet non reçu')
  await look()
  hours(24)
  await look()
  expect(await mails()).toHaveLength(1)
  hours(1)
  await workspace.call('POST', `/conversations/${id}/messages`, {
    kind: 'note',
    text: 'Vois-tu ?',
    mentions: [lea.id],
  })
  hours(24)
  await look()
  expect(await mails()).toHaveLength(2)
  expect((await mails())[1]!.subject).toBe('2 demandes vous attendent')
})

test('each hour of opening tells a delay once it has passed, and never at night', async () => {
  await wants('hourly')
  await hers('Bouquet non reçu')
  await look()
  hours(0.5)
  await hers('Vase cassé')
  await look()
  expect(await mails()).toHaveLength(1)
  hours(0.5)
  await look()
  expect(await mails()).toHaveLength(2)
  hours(12)
  await hers('De nuit')
  await look()
  expect(await mails()).toHaveLength(2)
  hours(38)
  await look()
  const last = (await mails()).at(-1)!
  expect(last.text).toContain('De nuit')
  expect(last.text).toMatch(/Bouquet non reçu, attend depuis mardi 10 mars à 10\u00a0h\u00a000, en retard/)
})
