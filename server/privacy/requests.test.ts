import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RightsRequest } from '#contract/privacy.ts'
import type { OwnDatabase } from '#server/platform/testing/postgres.ts'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let now = new Date('2027-01-31T10:00:00Z')
let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let contactId: string
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
  await app.ground.db.pools.system.query(`select ensure_partitions('2027-01-01', '2027-06-01')`)
  workspace = await aWorkspace(app)
  await aMember(app, workspace, 'administrator')
  const { body } = await workspace.call<{ id: string }>('POST', '/contacts', { name: 'Anna' })
  contactId = body.id
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const open = async (kind: RightsRequest['kind'] = 'access') =>
  (await workspace.call<RightsRequest>('POST', `/contacts/${contactId}/rights-requests`, { kind })).body

test('DAT-3: a request of 31 January is due on 28 February, and may be extended once, before, with a reason', async () => {
  now = new Date('2027-01-31T10:00:00Z')
  const request = await open()
  expect(request).toMatchObject({ receivedOn: '2027-01-31', dueOn: '2027-02-28', daysLeft: 28 })
  const extend = (id: string, reason = 'Dossier complexe.') =>
    workspace.call<RightsRequest>('PUT', `/rights-requests/${id}/extension`, { reason })
  expect((await extend(request.id, '')).status).toBe(422)
  const extended = await extend(request.id)
  expect(extended.body).toMatchObject({ dueOn: '2027-04-30', extensionReason: 'Dossier complexe.' })
  expect((await extend(request.id)).body).toMatchObject({ code: 'privacy.already_extended' })

  const late = await open('erasure')
  now = new Date('2027-03-01T10:00:00Z')
  const refused = await extend(late.id)
  expect(refused.status).toBe(409)
  expect(refused.body).toMatchObject({ code: 'privacy.extension_late' })
})

test('DAT-3: a refusal says why, an answer is given once, and answered requests leave the list', async () => {
  const request = await open('objection')
  const decide = (body: object) =>
    workspace.call<RightsRequest>('PUT', `/rights-requests/${request.id}/decision`, body)
  expect((await decide({ decision: 'refused' })).status).toBe(422)
  expect((await decide({ decision: 'refused', reason: 'Obligation légale.' })).body).toMatchObject({
    decision: 'refused',
  })
  expect((await decide({ decision: 'granted' })).status).toBe(409)
  const { body } = await workspace.call<{ items: RightsRequest[] }>('GET', '/rights-requests?open=true')
  expect(body.items.map(({ id }) => id)).not.toContain(request.id)
})

test('DAT-3: administrators are told 15, 7 and 2 days before, each once', async () => {
  now = new Date('2027-04-01T10:00:00Z')
  const { dueOn } = await open('portability')
  expect(dueOn).toBe('2027-05-01')
  const told = async (day: string) => {
    now = new Date(`${day}T10:00:00Z`)
    return app.privacy.remind()
  }
  await told('2027-04-15') // the others of this file
  expect(await told('2027-04-15')).toBe(0)
  expect(await told('2027-04-16')).toBe(1)
  expect(await told('2027-04-17')).toBe(0)
  expect(await told('2027-04-24')).toBeGreaterThanOrEqual(1)
  expect(await told('2027-04-24')).toBe(0)
  expect(await told('2027-04-29')).toBeGreaterThanOrEqual(1)
  expect(await told('2027-04-30')).toBeLessThanOrEqual(1)
  const mails = await app.ground.db.system
    .selectFrom('deliveries')
    .select('subject')
    .where('workspace_id', '=', workspace.id)
    .where('purpose', '=', 'notice')
    .execute()
  expect(mails.some(({ subject }) => subject.includes('2027-05-01'))).toBe(true)
})
