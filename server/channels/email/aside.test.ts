import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Message } from '#contract/conversations.ts'
import type { SideConversation } from '#contract/side-conversations.ts'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

/** Asking a supplier or a store by mail, inside a customer's conversation, out of the customer's sight. */

let now = new Date('2026-03-10T09:00:00Z')
let app: TestApp
let database: Awaited<ReturnType<typeof ownDatabase>>
let workspace: TestWorkspace
let lea: TestMember
let id: string

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
  id = (await arrived({ from: 'anna@mail.test', subject: 'Bouquet fané', text: 'Les roses sont fanées' }))
    .conversationId
  await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
})

async function arrived(options: Parameters<typeof aMail>[0]) {
  const { body } = await workspace.call<{ state: string; conversationId: string; messageId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, ...options }),
  )
  return body
}

const supplier = { name: 'Serres du Val', address: 'ventes@serres.test' }
const path = (rest = '') => `/conversations/${id}/side-conversations${rest}`

async function asked(more: object = {}) {
  const { body, status } = await lea.call<SideConversation>('POST', path(), {
    to: [supplier],
    subject: 'Lot de roses du 8 mars',
    text: 'Avez-vous eu d’autres retours ?',
    ...more,
  })
  expect(status).toBe(201)
  return body
}

const sides = async () => (await lea.call<{ items: SideConversation[] }>('GET', path())).body.items
const thread = async () =>
  (await lea.call<{ items: Message[] }>('GET', `/conversations/${id}/messages`)).body.items

/** What left for the supplier. */
async function left() {
  const { body } = await workspace.call<{ items: { id: string }[] }>('GET', '/deliveries?purpose=side')
  const { rows } = await app.ground.db.pools.system.query(
    'select mail, recipients, message_id from deliveries where workspace_id = $1 and purpose = $2 order by created_at',
    [workspace.id, 'side'],
  )
  expect(body.items).toHaveLength(rows.length)
  return rows as {
    mail: { replyTo: string; messageId: string; text: string }
    recipients: string[]
    message_id: string
  }[]
}

test('A10: the supplier is asked by mail, their answer comes beside the conversation, the customer sees nothing', async () => {
  const [message] = await thread()
  const side = await asked({ includesMessageId: message!.id })
  expect(side).toMatchObject({
    state: 'open',
    subject: 'Lot de roses du 8 mars',
    openedBy: { id: lea.id },
    messages: [{ direction: 'out', to: [supplier], deliveryStatus: 'queued' }],
  })
  const [mail] = await left()
  expect(mail!.recipients).toEqual(['ventes@serres.test'])
  expect(mail!.mail.text).toContain('Les roses sont fanées')
  now = new Date(now.getTime() + 60_000)
  const answer = await arrived({
    from: 'ventes@serres.test',
    to: mail!.mail.replyTo,
    subject: 'Re: Lot de roses du 8 mars',
    text: 'Oui, trois. Nous remplaçons.',
  })
  expect(answer).toMatchObject({ state: 'parsed', conversationId: id })
  expect(await sides()).toMatchObject([
    {
      hasNews: true,
      messages: [
        { direction: 'out' },
        { direction: 'in', text: 'Oui, trois. Nous remplaçons.', from: { address: 'ventes@serres.test' } },
      ],
    },
  ])
  expect((await thread()).map(one => one.text)).toEqual(['Les roses sont fanées'])
  const { body: found } = await lea.call<{ items: unknown[] }>('GET', '/conversations?view=all')
  expect(found.items).toHaveLength(1)
  const { body: opened } = await lea.call<SideConversation>('PUT', path(`/${side.id}/reading`))
  expect(opened.hasNews).toBe(false)
})

test('an answer is known by the mail it answers, also where our address was lost', async () => {
  await asked()
  const [mail] = await left()
  await arrived({
    from: 'ventes@serres.test',
    headers: { 'In-Reply-To': mail!.mail.messageId },
    text: 'Voici',
    messageId: '<reponse@serres.test>',
  })
  await arrived({
    from: 'ventes@serres.test',
    headers: { 'In-Reply-To': mail!.mail.messageId },
    text: 'Voici',
    messageId: '<reponse@serres.test>',
  })
  expect((await sides())[0]!.messages.map(one => one.text)).toEqual([
    'Avez-vous eu d’autres retours ?',
    'Voici',
  ])
})

test('SEC-4: whoever knows the address but takes no part opens a request of their own', async () => {
  const side = await asked()
  const [mail] = await left()
  const stranger = await arrived({ from: 'curieux@mail.test', to: mail!.mail.replyTo, text: 'Et moi ?' })
  expect(stranger.conversationId).not.toBe(id)
  // Nor does the customer enter it, whose address the supplier was never written with.
  const anna = await arrived({
    from: 'anna@mail.test',
    headers: { 'In-Reply-To': mail!.mail.messageId },
    text: 'Je lis tout',
  })
  expect(anna.conversationId).not.toBe(undefined)
  expect((await sides()).find(one => one.id === side.id)!.messages).toHaveLength(1)
})

test('the customer is not asked about themselves: an address of theirs is refused', async () => {
  const refused = await lea.call('POST', path(), {
    to: [{ name: '', address: 'Anna@mail.test' }],
    subject: 'Qui est-ce ?',
    text: 'Cliente difficile',
  })
  expect([refused.status, refused.body.code]).toEqual([422, 'side_conversation.customer'])
  expect(await sides()).toEqual([])
})

test('it can be taken back before it leaves, closed, and opened again by an answer', async () => {
  const first = await asked()
  const taken = await lea.call('DELETE', path(`/${first.id}/messages/${first.messages[0]!.id}`))
  expect([taken.status, taken.body]).toEqual([200, null])
  expect(await sides()).toEqual([])

  const side = await asked()
  await lea.call('PUT', path(`/${side.id}/closure`))
  const refused = await lea.call('POST', path(`/${side.id}/messages`), { text: 'Encore' })
  expect([refused.status, refused.body.code]).toEqual([409, 'side_conversation.closed'])
  const mail = (await left()).at(-1)!
  await arrived({ from: 'ventes@serres.test', to: mail.mail.replyTo, text: 'Ah, encore un mot' })
  expect(await sides()).toMatchObject([{ state: 'open', hasNews: true }])
  const again = await lea.call<SideConversation>('POST', path(`/${side.id}/messages`), { text: 'Merci' })
  expect(again.body.messages.at(-1)).toMatchObject({ text: 'Merci', to: [supplier] })
})

test('a conversation put to sleep wakes when the supplier answers', async () => {
  await asked()
  const until = new Date(now.getTime() + 86_400_000).toISOString()
  await lea.call('PUT', `/conversations/${id}/snooze`, { until })
  const [mail] = await left()
  await arrived({ from: 'ventes@serres.test', to: mail!.mail.replyTo, text: 'Réponse' })
  expect((await lea.call('GET', `/conversations/${id}`)).body).toMatchObject({
    status: 'open',
    snoozedUntil: null,
  })
})

test('a mail that cannot reach the supplier is told beside the conversation, not in the customer’s thread', async () => {
  await asked()
  const [mail] = await left()
  await app.ground.db.pools.system.query(`update deliveries set state = 'sent' where message_id = $1`, [
    mail!.message_id,
  ])
  const report = [
    'From: MAILER-DAEMON@serres.test',
    `To: ${workspace.address}`,
    'Subject: Undelivered',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'No such mailbox',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; serres.test',
    '',
    'Final-Recipient: rfc822; ventes@serres.test',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 No such mailbox',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${mail!.mail.messageId}`,
    'Subject: Lot',
    '',
    'x',
    '--b--',
    '',
  ].join('\r\n')
  await workspace.call('POST', `/channels/${workspace.channelId}/raw`, Buffer.from(report))
  expect((await sides())[0]!.messages[0]).toMatchObject({
    deliveryStatus: 'bounced',
    deliveryError: expect.stringContaining('No such mailbox'),
  })
  expect(await thread()).toHaveLength(1)
})
