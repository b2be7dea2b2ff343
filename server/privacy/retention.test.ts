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
  await app.ground.db.system
    .updateTable('contacts')
    .set({ last_contact_at: months(count), created_at: months(count), stage_since: months(count) })
    .where('id', '=', body.id)
    .execute()
  return body.id
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
