import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversation } from '#contract/conversations.ts'
import type { PartCount, Retention } from '#contract/privacy.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

const start = Date.now()
let daysLater = 0
let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => new Date(start + daysLater * 86_400_000) } })
  workspace = await aWorkspace(app)
  await aMember(app, workspace, 'administrator')
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

const trial = async () => {
  const { body } = await workspace.call<PartCount[]>('GET', '/retention/trial')
  return Object.fromEntries(body.filter(({ count }) => count > 0).map(({ part, count }) => [part, count]))
}
const retention = async () => (await workspace.call<Retention>('GET', '/retention')).body
const announcements = async () =>
  (
    await app.ground.db.system
      .selectFrom('deliveries')
      .select('mail')
      .where('workspace_id', '=', workspace.id)
      .where('purpose', '=', 'notice')
      .execute()
  ).map(({ mail }) => (mail as unknown as { text: string }).text)

test('retention: the first purge is announced with what it would take, and takes it two weeks later, and nobody else', async () => {
  const old = await dormantFor(36, 'Vieux prospect')
  const recent = await dormantFor(35, 'Prospect récent')
  const customer = await dormantFor(96, 'Cliente de jadis', 'customer')
  const held = await dormantFor(48, 'En litige')
  const asking = await dormantFor(48, 'En attente de réponse')
  await workspace.call('PUT', `/contacts/${held}/legal-hold`, { reason: 'Litige' })
  await workspace.call('POST', `/contacts/${asking}/rights-requests`, { kind: 'access' })
  const all = [old, recent, customer, held, asking]
  const erased = async () => (await namesOf(all)).filter(name => name === 'erased').length

  expect(await retention()).toMatchObject({ enabled: true, hasStarted: false, startsAt: null })
  expect(await trial()).toEqual({ prospects: 1, customers: 1, archive: 1 })
  await app.privacy.purge()
  expect(await announcements()).toHaveLength(1)
  expect((await announcements())[0]).toMatch(/Prospects?.*: 1$/m)
  expect((await retention()).startsAt).not.toBeNull()
  daysLater = 13
  await app.privacy.purge()
  expect(await erased()).toBe(0)
  expect(await announcements()).toHaveLength(1)
  daysLater = 15
  await app.privacy.purge()
  expect((await namesOf(all)).sort()).toEqual([
    'En attente de réponse',
    'En litige',
    'Prospect récent',
    'erased',
    'erased',
  ])
  const { runs, hasStarted } = await retention()
  expect(hasStarted).toBe(true)
  expect(runs[0]!.parts.filter(({ count }) => count > 0).map(({ part, count }) => [part, count])).toEqual([
    ['prospects', 1],
    ['customers', 1],
  ])
})

test('retention: turned off it takes nothing, turned on by somebody it takes at once', async () => {
  const another = await aWorkspace(app)
  const { body } = await another.call<{ id: string }>('POST', '/contacts', { name: 'Ancien' })
  const long = months(40)
  await app.ground.db.system
    .updateTable('contacts')
    .set({ last_contact_at: long, created_at: long, stage_since: long })
    .where('id', '=', body.id)
    .execute()
  await another.call('PATCH', '/retention', { enabled: false })
  await app.privacy.purge()
  expect(await namesOf([body.id])).toEqual(['Ancien'])
  await another.call('PATCH', '/retention', { enabled: true })
  await app.privacy.purge()
  expect(await namesOf([body.id])).toEqual(['erased'])
})

test('retention: after three years a customer is in an archive that administrators alone read, and leaves it by writing', async () => {
  const { conversationId, contactId } = await aClosedConversation('Cliente lointaine', 40)
  await app.ground.db.system
    .updateTable('contacts')
    .set({ stage: 'customer', last_contact_at: months(40), created_at: months(40), stage_since: months(40) })
    .where('id', '=', contactId)
    .execute()
  await workspace.call('PATCH', '/retention', { months: { conversations: 96 } })
  const adviser = await aMember(app, workspace, 'adviser')
  const sees = async (call: typeof adviser.call) => ({
    card: (await call('GET', `/contacts/${contactId}`)).status,
    thread: (await call('GET', `/conversations/${conversationId}`)).status,
    found: (await call<{ items: unknown[] }>('GET', '/contacts?q=lointaine')).body.items.length,
    searched: (await call<{ items: unknown[] }>('GET', '/conversations?q=pivoines')).body.items.length,
  })
  const all = { card: 200, thread: 200, found: 1, searched: 1 }
  const nothing = { card: 404, thread: 404, found: 0, searched: 0 }
  expect(await sees(adviser.call)).toEqual(all)
  await app.privacy.purge()
  expect(await sees(adviser.call)).toEqual(nothing)
  expect(await sees(workspace.call)).toEqual(all)
  expect(
    (
      await adviser.call('POST', '/conversations', {
        contactId,
        message: { text: 'Bonjour' },
      })
    ).status,
  ).toBe(409)
  await app.privacy.purge()
  expect(await sees(workspace.call)).toEqual(all)
  await app.ground.db.inWorkspace(workspace.id, tx => app.contacts.touchContact(tx, contactId, new Date()))
  expect(await sees(adviser.call)).toEqual(all)
})

test('retention: words of a closed conversation go after three years, those of a complaint after eight, the person stays', async () => {
  await workspace.call('PATCH', '/retention', { months: { conversations: 36, complaints: 96 } })
  await app.privacy.purge()
  const plain = await aClosedConversation('Fidèle', 40)
  const complaint = await aClosedConversation('Fâchée', 40, { complaint: true })
  const lately = await aClosedConversation('Récente', 30)
  expect(await trial()).toEqual({ conversations: 1 })
  await app.privacy.purge()
  const textOf = async ({ conversationId }: { conversationId: string }) =>
    (
      await app.ground.db.system
        .selectFrom('messages')
        .select('text')
        .where('conversation_id', '=', conversationId)
        .execute()
    )
      .map(({ text }) => text)
      .join('')
  expect(await textOf(plain)).toBe('')
  for (const [{ conversationId }, emptied] of [
    [plain, { why: 'retention' }],
    [lately, null],
  ] as const)
    expect((await workspace.call('GET', `/conversations/${conversationId}`)).body).toMatchObject({ emptied })
  expect(await textOf(complaint)).toContain('pivoines')
  expect(await textOf(lately)).toContain('pivoines')
  expect((await workspace.call('GET', `/contacts/${plain.contactId}`)).body).toMatchObject({ name: 'Fidèle' })
  expect(await trial()).toEqual({})
})

/** Somebody who wrote once and is still known, in a conversation closed so many months ago. */
async function aClosedConversation(
  name: string,
  monthsAgo: number,
  { complaint = false } = {},
): Promise<{ conversationId: string; contactId: string }> {
  const address = `${name.normalize('NFD').replaceAll(/\W/g, '').toLowerCase()}@person.test`
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', {
    ...{ name, identities: [{ kind: 'email', value: address }] },
  })
  const { body } = await workspace.call<Conversation>('POST', '/conversations', {
    ...{ contactId: contact.body.id, message: { direction: 'in', text: 'Mes pivoines sont-elles prêtes ?' } },
  })
  await app.settle()
  const reason = await app.ground.db.system
    .selectFrom('reasons')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('is_complaint', '=', complaint)
    .where('parent_id', 'is not', null)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  await app.ground.db.system
    .updateTable('conversations')
    .set({ status: 'closed', closed_at: months(monthsAgo), reason_id: reason.id })
    .where('id', '=', body.id)
    .execute()
  return { conversationId: body.id, contactId: contact.body.id }
}

test('DAT-13: the log of accesses is kept 6 to 12 months', async () => {
  for (const accessLog of [5, 13]) {
    const { status } = await workspace.call('PATCH', '/retention', { months: { accessLog } })
    expect(status).toBe(422)
  }
  for (const wrong of [{ archive: 96 }, { conversations: 97 }])
    expect((await workspace.call('PATCH', '/retention', { months: wrong })).status).toBe(422)
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
