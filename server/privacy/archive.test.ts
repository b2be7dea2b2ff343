import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMember,
  aPerson,
  aWorkspace,
  type Call,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
  workspace = await aWorkspace(app)
  await workspace.call('PATCH', '/retention', { enabled: true, months: { conversations: 96 } })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const monthsAgo = (count: number) => {
  const at = new Date()
  at.setUTCMonth(at.getUTCMonth() - count)
  at.setUTCDate(at.getUTCDate() - 1)
  return at
}

/** As if a customer had last written so long ago. */
const fallAsleep = (contactId: string, at: Date) =>
  app.ground.db.system
    .updateTable('contacts')
    .set({ stage: 'customer', last_contact_at: at, created_at: at, stage_since: at })
    .where('id', '=', contactId)
    .execute()

/** A customer of forty months ago: a closed conversation, an answer with its comment, the recovery that came of it. */
async function aCustomerOfLongAgo() {
  const { db, newId } = app.ground
  const at = monthsAgo(40)
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: 'Cliente lointaine' })
  const contactId = contact.body.id
  const { body } = await workspace.call<{ id: string; episodes: { id: string }[] }>(
    'POST',
    '/conversations',
    {
      ...{ contactId, channelId: workspace.channelId, subject: 'Pivoines' },
      message: { direction: 'in', text: 'Mes pivoines sont fanées.' },
    },
  )
  const conversationId = body.id
  await db.system
    .updateTable('conversations')
    .set({ status: 'closed', closed_at: at })
    .where('id', '=', conversationId)
    .execute()
  const survey = await db.system
    .selectFrom('surveys')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const invitation = {
    ...{ workspace_id: workspace.id, id: newId(), survey_id: survey.id, contact_id: contactId },
    ...{ conversation_id: conversationId, episode_id: body.episodes[0]!.id, channel_kind: 'email' },
    ...{ language: 'fr' as const, token_hash: Buffer.from(newId()), sent_at: at, expires_at: at },
  }
  await db.system.insertInto('survey_invitations').values(invitation).execute()
  const answer = { workspace_id: workspace.id, invitation_id: invitation.id, survey_id: survey.id }
  await db.system
    .insertInto('survey_answers')
    .values({ ...answer, score: 1, comment: 'Fanées dès le soir', answered_at: at })
    .execute()
  const recoveryId = newId()
  await db.system
    .insertInto('recoveries')
    .values({
      ...{
        workspace_id: workspace.id,
        id: recoveryId,
        contact_id: contactId,
        conversation_id: conversationId,
      },
      ...{ invitation_id: invitation.id, score: 1, comment: 'Fanées dès le soir', state: 'repaired' },
      ...{ opened_at: at, due_at: at, updated_at: at, closed_at: at, outcome: 'repaired' },
    })
    .execute()
  await fallAsleep(contactId, at)
  return { contactId, conversationId, recoveryId, surveyId: survey.id }
}

type Known = Awaited<ReturnType<typeof aCustomerOfLongAgo>>

/** What somebody is shown of a person. */
async function seenBy(call: Call, { contactId, conversationId, recoveryId, surveyId }: Known) {
  const since = monthsAgo(41).toISOString()
  const said = await call<{ items: { contact: { id: string } }[] }>(
    'GET',
    `/surveys/${surveyId}/answers?from=${since}`,
  )
  const kept = await call<{ items: { id: string }[] }>('GET', '/recoveries?state=repaired')
  return {
    card: (await call('GET', `/contacts/${contactId}`)).status,
    thread: (await call('GET', `/conversations/${conversationId}`)).status,
    // A list of answers is for those who lead.
    comment:
      said.status === 403 ? undefined : said.body.items.some(({ contact }) => contact.id === contactId),
    recovery: (await call('GET', `/recoveries/${recoveryId}`)).status,
    listed: kept.body.items.some(({ id }) => id === recoveryId),
  }
}
const all = { card: 200, thread: 200, comment: true, recovery: 200, listed: true }
const nothing = { card: 404, thread: 404, comment: false, recovery: 404, listed: false }
const forAdviser = { comment: undefined }

test('retention: what somebody in the archive said of us is for administrators alone, as the rest of it', async () => {
  const known = await aCustomerOfLongAgo()
  const people = {
    adviser: await aMember(app, workspace, 'adviser'),
    supervisor: await aMember(app, workspace, 'supervisor'),
    administrator: await aMember(app, workspace, 'administrator'),
  }
  expect(await seenBy(people.supervisor.call, known)).toEqual(all)
  expect(await seenBy(people.adviser.call, known)).toEqual({ ...all, ...forAdviser })
  await app.privacy.purge()
  for (const role of ['adviser', 'supervisor'] as const) {
    expect(await seenBy(people[role].call, known), role).toEqual({
      ...nothing,
      ...(role === 'adviser' && forAdviser),
    })
    const acts = await people[role].call('DELETE', `/recoveries/${known.recoveryId}/outcome`)
    expect(acts.status, role).toBe(404)
  }
  expect(await seenBy(people.administrator.call, known)).toEqual(all)
})

test('retention: an administrator takes somebody out of the archive with a reason, and their data lives no longer by it', async () => {
  const known = await aCustomerOfLongAgo()
  const { contactId } = known
  const supervisor = await aMember(app, workspace, 'supervisor')
  const administrator = await aPerson(app, workspace, 'administrator', { name: 'Inès' })
  const leave = (call: Call, reason: string) =>
    call('POST', `/contacts/${contactId}/archive-exit`, { reason })
  expect(await leave(administrator.call, 'Trop tôt')).toMatchObject({
    status: 409,
    body: { code: 'privacy.not_archived' },
  })
  await app.privacy.purge()
  expect((await leave(supervisor.call, 'Pour voir')).status).toBe(403)
  expect((await leave(administrator.call, '  ')).status).toBeGreaterThanOrEqual(400)
  expect(await seenBy(supervisor.call, known)).toEqual(nothing)
  expect((await leave(administrator.call, 'Réclamation rouverte')).status).toBe(200)
  expect(await seenBy(supervisor.call, known)).toEqual(all)
  const { body } = await administrator.call<{ items: { type: string; actor: { name: string } }[] }>(
    'GET',
    `/audit?subjectId=${contactId}`,
  )
  const left = body.items.find(({ type }) => type === 'contact.left_archive')
  expect(left).toMatchObject({ actor: { name: 'Inès' } })
  expect(JSON.stringify(left)).toContain('Réclamation rouverte')

  // The night leaves them at hand, and their data ends on the day it would have ended.
  await app.privacy.purge()
  expect(await seenBy(supervisor.call, known)).toEqual(all)
  await fallAsleep(contactId, monthsAgo(97))
  await app.privacy.purge()
  expect((await workspace.call('GET', `/contacts/${contactId}`)).body).toMatchObject({ name: '' })
})
