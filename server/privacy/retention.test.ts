import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PartCount, Retention } from '#contract/privacy.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
  workspace = await aWorkspace(app)
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const months = (count: number) => {
  const at = new Date()
  at.setUTCMonth(at.getUTCMonth() - count)
  at.setUTCDate(at.getUTCDate() - 1)
  return at
}

/** Somebody who last wrote so many months ago. */
async function dormantFor(
  count: number,
  name: string,
  stage: 'prospect' | 'customer' = 'prospect',
): Promise<string> {
  const { body } = await workspace.call<{ id: string }>('POST', '/contacts', { name, stage })
  await fallAsleep(body.id, count)
  return body.id
}

/** As if nothing had been heard of somebody for so many months. */
async function fallAsleep(id: string, count: number): Promise<void> {
  await app.ground.db.system
    .updateTable('contacts')
    .set({ last_contact_at: months(count), created_at: months(count), stage_since: months(count) })
    .where('id', '=', id)
    .execute()
}

const namesOf = async (ids: string[]) =>
  (
    await app.ground.db.system
      .selectFrom('contacts')
      .select(['name', 'erased_at'])
      .where('id', 'in', ids)
      .execute()
  ).map(({ name, erased_at }) => (erased_at ? 'erased' : name))

test('retention: the trial counts what the purge then takes, nobody else, and nothing before it is wanted', async () => {
  const old = await dormantFor(36, 'Vieux prospect')
  const recent = await dormantFor(35, 'Prospect récent')
  const customer = await dormantFor(60, 'Cliente', 'customer')
  const held = await dormantFor(48, 'En litige')
  await workspace.call('PUT', `/contacts/${held}/legal-hold`, { reason: 'Litige' })
  const all = [old, recent, customer, held]

  const trial = await workspace.call<PartCount[]>('GET', '/retention/trial')
  expect(trial.body.find(({ part }) => part === 'prospects')?.count).toBe(1)
  expect(trial.body.find(({ part }) => part === 'customers')?.count).toBe(0)
  await app.privacy.purge()
  expect((await namesOf(all)).filter(name => name === 'erased')).toEqual([])

  const changed = await workspace.call<Retention>('PATCH', '/retention', {
    enabled: true,
    months: { customers: 48 },
  })
  expect(changed.body.rules.find(({ key }) => key === 'customers')).toMatchObject({
    months: 48,
    proposed: 96,
  })
  await app.privacy.purge()
  expect((await namesOf(all)).sort()).toEqual(['En litige', 'Prospect récent', 'erased', 'erased'])
  const { body } = await workspace.call<Retention>('GET', '/retention')
  expect(
    body.runs[0]!.parts.filter(({ count }) => count > 0).map(({ part, count }) => [part, count]),
  ).toEqual([
    ['prospects', 1],
    ['customers', 1],
  ])
})

test('DAT-13: the log of accesses is kept 6 to 12 months', async () => {
  for (const accessLog of [5, 13]) {
    const { status } = await workspace.call('PATCH', '/retention', { months: { accessLog } })
    expect(status).toBe(422)
  }
  expect((await workspace.call('PATCH', '/retention', { months: { accessLog: 6 } })).status).toBe(200)
})

test('retention: nobody goes whose request or recovery is still open, on whichever of their cards it was said', async () => {
  const asked = await dormantFor(60, 'Demande ouverte')
  const answered = await dormantFor(60, 'Demande close')
  const repaired = await dormantFor(60, 'Rattrapage ouvert')
  const held = await dormantFor(60, 'Litige sur l’ancienne fiche')
  const heldOnce = await dormantFor(60, 'Ancienne fiche')
  const awake = await dormantFor(1, 'Bien présente', 'customer')
  const awakeOnce = await dormantFor(60, 'Bien présente avant')
  await workspace.call('PUT', `/contacts/${heldOnce}/legal-hold`, { reason: 'Litige' })
  for (const [into, from] of [
    [held, heldOnce],
    [awake, awakeOnce],
  ])
    expect((await workspace.call('POST', `/contacts/${into}/merges`, { otherId: from })).status).toBeLessThan(
      300,
    )
  const { body: open } = await workspace.call<{ id: string }>('POST', `/contacts/${asked}/rights-requests`, {
    kind: 'access',
  })
  const { body: closed } = await workspace.call<{ id: string }>(
    'POST',
    `/contacts/${answered}/rights-requests`,
    { kind: 'objection' },
  )
  await workspace.call('PUT', `/rights-requests/${closed.id}/decision`, { decision: 'withdrawn' })
  const recovery = await anOpenRecovery(repaired)
  const people = [asked, answered, repaired, held, awake, awakeOnce]
  await workspace.call('PATCH', '/retention', { enabled: true })

  await app.privacy.purge()
  expect((await namesOf(people)).sort()).toEqual([
    'Bien présente',
    'Bien présente avant',
    'Demande ouverte',
    'Litige sur l’ancienne fiche',
    'Rattrapage ouvert',
    'erased',
  ])
  // Asked for by hand, a hold on the old card refuses too, and is lifted from the card that shows it.
  const erase = () => workspace.call('POST', `/contacts/${held}/erasure`, { typed: 'effacer' })
  expect((await erase()).status).toBe(409)
  expect((await workspace.call('DELETE', `/contacts/${held}/legal-hold`)).status).toBe(200)

  await workspace.call('PUT', `/rights-requests/${open.id}/decision`, { decision: 'withdrawn' })
  await app.ground.db.system
    .updateTable('recoveries')
    .set({ state: 'repaired', closed_at: months(0) })
    .where('id', '=', recovery)
    .execute()
  await app.privacy.purge()
  expect((await namesOf(people)).sort()).toEqual([
    'Bien présente',
    'Bien présente avant',
    ...Array(4).fill('erased'),
  ])
})

/** A recovery of somebody, over a conversation that is closed. */
async function anOpenRecovery(contactId: string): Promise<string> {
  const { db, newId } = app.ground
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    ...{ contactId, channelId: workspace.channelId, subject: 'Votre avis' },
    message: { direction: 'in', text: 'Bonjour' },
  })
  await workspace.call('POST', `/conversations/${body.id}/closure`, {})
  const row = {
    ...{ workspace_id: workspace.id, id: newId(), contact_id: contactId, conversation_id: body.id },
    ...{ opened_at: months(59), due_at: months(59), updated_at: months(59) },
  }
  await db.system.insertInto('recoveries').values(row).execute()
  await fallAsleep(contactId, 60)
  return row.id
}
