import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConversationRow } from '#contract/conversations.ts'
import type { PromiseConditions } from '#contract/promises.ts'
import { openPage } from '#server/platform/testing/pages.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { defaultChoices, urgencyOf } from '#server/routing/defaults.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

// A Tuesday at eleven in Paris; houses are there from Monday to Friday, nine to six.
const now = new Date('2026-03-10T10:00:00Z')
const inTwoHours = '2026-03-10T12:00:00.000Z'
let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let lea: TestMember

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})
beforeEach(async () => {
  workspace = await aWorkspace(app)
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
})

async function received(mail: Parameters<typeof aMail>[0] = {}): Promise<string> {
  const raw = aMail({ to: workspace.address, from: 'anna@mail.test', text: 'Bonjour', ...mail })
  const { body } = await workspace.call<{ conversationId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    raw,
  )
  await app.settle()
  return body.conversationId
}
const aReason = async (body: object = {}) =>
  (
    await workspace.call<{ id: string }>('POST', '/reasons', {
      labelFr: 'Deuil',
      labelEn: 'Mourning',
      ...body,
    })
  ).body.id
const promised = (name: string, conditions: Partial<PromiseConditions>, amount = 2) =>
  workspace.call<{ id: string; code?: string }>('POST', '/sla-policies', {
    name,
    conditions,
    first: { amount, unit: 'openHour' },
  })
/** As the list says it, which is what was written for it, once clocks were looked at. */
async function listed(id: string): Promise<ConversationRow> {
  await app.timePromises.chores.timers!.find(({ name }) => name === 'promises.tell')!.run()
  const { body } = await lea.call<{ items: ConversationRow[] }>('GET', '/conversations')
  return body.items.find(row => row.id === id)!
}
const read = async (id: string) =>
  (await lea.call<ConversationRow & { promisedBy: object | null }>('GET', `/conversations/${id}`)).body

describe('Q31: moments of truth', () => {
  test('a reason, its family or a tag makes one of a conversation, in the list and in the thread', async () => {
    const family = await aReason({ isMoment: true })
    const inFamily = await aReason({ parentId: family })
    const plain = await aReason()
    const id = await received()
    for (const [reasonId, expected] of [
      [null, false],
      [family, true],
      [plain, false],
      [inFamily, true],
    ] as const) {
      await lea.call('PATCH', `/conversations/${id}`, { reasonId })
      expect((await listed(id)).isMoment).toBe(expected)
      expect((await read(id)).isMoment).toBe(expected)
    }
    await lea.call('PATCH', `/conversations/${id}`, { reasonId: plain, tags: ['obsèques'] })
    expect((await listed(id)).isMoment).toBe(false)
    const tags = await workspace.call<{ items: { id: string; name: string }[] }>('GET', '/tags')
    const tag = tags.body.items.find(({ name }) => name === 'obsèques')!
    expect((await lea.call('PATCH', `/tags/${tag.id}`, { isMoment: true })).status).toBe(403)
    expect((await workspace.call('PATCH', `/tags/${tag.id}`, { isMoment: true })).body).toMatchObject({
      isMoment: true,
    })
    expect((await listed(id)).isMoment).toBe(true)
  })

  test('a complaint on one is emotional once a person confirmed it, and gets a shorter promise; neither alone does', async () => {
    await promised('Moments', { moment: true, complaint: true })
    const reasonId = await aReason()
    const id = await received()
    await lea.call('PATCH', `/conversations/${id}`, { reasonId })
    const late = (await listed(id)).dueAt!
    expect(Date.parse(late)).toBeGreaterThan(Date.parse(inTwoHours))
    await workspace.call('PATCH', `/reasons/${reasonId}`, { isMoment: true })
    expect(await listed(id)).toMatchObject({ isMoment: true, isEmotional: false, dueAt: late })
    await lea.call('POST', `/conversations/${id}/complaint`)
    expect(await listed(id)).toMatchObject({ isEmotional: false, dueAt: late })
    await lea.call('POST', `/conversations/${id}/complaint/confirmation`)
    expect(await listed(id)).toMatchObject({ isEmotional: true, dueAt: inTwoHours })
    await workspace.call('PATCH', `/reasons/${reasonId}`, { isMoment: false })
    expect(await listed(id)).toMatchObject({ isMoment: false, isEmotional: false, dueAt: late })
  })

  test('it weighs more where requests are given out, as much as the house says', () => {
    const asked = { channel: 'email', priority: 'normal', isVip: false, isComplaint: true, isMoment: false }
    const weight = (isMoment: boolean, momentWeight: number) =>
      urgencyOf({ ...defaultChoices, momentWeight }, { ...asked, isMoment }).weight
    expect(weight(false, 3)).toBe(defaultChoices.complaintWeight)
    expect(weight(true, 3)).toBe(3 * defaultChoices.complaintWeight)
  })
})

describe('M3, M4, E33: promises by segment and touch', () => {
  const aSegment = async (body: object) =>
    (await workspace.call<{ id: string }>('POST', '/segments', body)).body.id
  const vips = { name: 'VIP de la maison', touch: 'high', body: { all: [{ on: 'vip' }] } }
  const makeVip = async (id: string, isVip: boolean) => {
    const { contact } = await read(id)
    const { body } = await lea.call<{ version: number }>('GET', `/contacts/${contact.id}`)
    await lea.call('PATCH', `/contacts/${contact.id}`, { isVip, seenVersion: body.version })
  }

  test.each(['segments', 'touches'] as const)(
    'whoever comes into the %s that a promise is made to has it, and whoever leaves has not',
    async on => {
      const segmentId = await aSegment(vips)
      await promised('Suivi', on === 'segments' ? { segments: [segmentId] } : { touches: ['high'] })
      const id = await received()
      const before = (await listed(id)).dueAt
      await makeVip(id, true)
      // At once, before anybody looked at its clocks again, and after.
      expect((await read(id)).dueAt).toBe(inTwoHours)
      expect((await listed(id)).dueAt).toBe(inTwoHours)
      await workspace.call('PATCH', `/segments/${segmentId}`, {
        body: { all: [{ on: 'vip', not: true }] },
      })
      expect((await listed(id)).dueAt).toBe(before)
      await makeVip(id, false)
      expect((await listed(id)).dueAt).toBe(inTwoHours)
    },
  )

  test('an order that brings somebody into a segment changes what is promised to them', async () => {
    const segmentId = await aSegment({
      name: 'Clients',
      body: { all: [{ on: 'lastRecord', kind: 'order', days: 30 }] },
    })
    await promised('Clients', { segments: [segmentId] })
    const id = await received()
    expect((await listed(id)).dueAt).not.toBe(inTwoHours)
    const { contact } = await read(id)
    const pushed = await workspace.call('PUT', `/contacts/${contact.id}/records/order/A-1`, {
      title: 'Bouquet',
      occurredAt: now.toISOString(),
    })
    expect(pushed.status, JSON.stringify(pushed.body)).toBe(200)
    expect((await listed(id)).dueAt).toBe(inTwoHours)
  })

  test('a segment says which promise asks for it, and is not put away meanwhile; one of elsewhere is refused', async () => {
    const segmentId = await aSegment(vips)
    const { body: policy } = await promised('Suivi', { segments: [segmentId] })
    const { body } = await workspace.call<{ items: object[] }>('GET', '/segments')
    expect(body.items).toMatchObject([{ usedBy: [{ kind: 'sla_policy', id: policy.id, name: 'Suivi' }] }])
    expect((await workspace.call('DELETE', `/segments/${segmentId}`)).body).toMatchObject({
      code: 'segment.in_use',
    })
    const elsewhere = await aWorkspace(app)
    const theirs = await elsewhere.call<{ id: string }>('POST', '/segments', vips)
    expect((await promised('Ailleurs', { segments: [theirs.body.id] })).status).toBe(404)
    await workspace.call('DELETE', `/sla-policies/${policy.id}`)
    expect((await workspace.call('DELETE', `/segments/${segmentId}`)).status).toBe(200)
  })

  test('E27: what is said in public is the weakest promise, and names no segment', async () => {
    const published = () =>
      app.ground.db.readWorkspace(workspace.id, async tx =>
        (await app.timePromises.published(tx))(workspace.channelId, now),
      )
    const before = await published()
    const segmentId = await aSegment({ ...vips, name: 'Clientèle choyée' })
    const { body: policy } = await promised('Suivi choyé', { touches: ['high'] })
    expect(await published()).toEqual(before)
    await workspace.call('PATCH', `/sla-policies/${policy.id}`, { conditions: { segments: [segmentId] } })
    expect(await published()).toEqual(before)
    const id = await received({ headers: { 'Message-ID': '<choyee@mail.test>' } })
    await makeVip(id, true)
    const { mail } = await app.ground.db.system
      .selectFrom('deliveries')
      .select('mail')
      .where('workspace_id', '=', workspace.id)
      .where('purpose', '=', 'acknowledgement')
      .executeTakeFirstOrThrow()
    const { text } = mail as unknown as { text: string }
    const [path] = /\/r\/[\w-]{43}/.exec(text)!
    const page = (await openPage(app, path)).body
    expect(page).toContain('13\u00a0h') // theirs, in Paris
    expect(`${text} ${page}`).not.toMatch(/choyé/i)
  })
})
