import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BulkOutcome } from '#contract/bulk-acts.ts'
import type { Complaint, ComplaintCause, ComplaintCounts, ComplaintLine } from '#contract/complaints.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { mediationOf } from './clocks.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let boss: TestMember
let lea: TestMember
let causes: ComplaintCause[]
let now = new Date('2026-07-06T08:00:00Z')

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})
beforeEach(async () => {
  now = new Date('2026-07-06T08:00:00Z')
  workspace = await aWorkspace(app)
  boss = await aMember(app, workspace, 'supervisor', { name: 'Inès Roy' })
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
  causes = (await lea.call<{ items: ComplaintCause[] }>('GET', '/complaint-causes')).body.items
})

async function received(from = 'Anna <anna@mail.test>', at = now): Promise<string> {
  const raw = aMail({
    ...{ to: workspace.address, from, subject: 'Avis', text: 'Très mécontent.' },
    headers: { Date: at.toUTCString() },
  })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  return body.conversationId as string
}
const confirmed = async (...mail: Parameters<typeof received>) => {
  const id = await received(...mail)
  await lea.call('POST', `/conversations/${id}/complaint/confirmation`)
  return id
}
const close = (id: string, by: Pick<TestMember, 'call'> = lea) =>
  by.call<{ code?: string; title?: string }>('POST', `/conversations/${id}/closure`, {})
const conclude = (id: string, outcome: string, causeId = causes[0]!.id) =>
  lea.call<{ complaint: Complaint; code?: string }>('PUT', `/conversations/${id}/complaint/conclusion`, {
    ...{ causeId, outcome },
  })
const complaintOf = async (id: string) =>
  (await lea.call<{ complaint: Complaint }>('GET', `/conversations/${id}/complaint`)).body.complaint
const mediator = {
  mediatorName: 'Médiation du Commerce Test',
  mediatorAddress: '12 rue de l’Exemple\n75000 Paris',
  mediatorSite: 'https://www.mediation-test.example/',
}
async function withMediator() {
  const [brand] = (await workspace.call<{ items: { id: string }[] }>('GET', '/brands')).body.items
  return workspace.call('PATCH', `/brands/${brand!.id}`, mediator)
}

describe('CMP-7: a complaint cannot be closed without its cause', () => {
  test('alone, by a key, with its answer, among many, by a macro: refused with a sentence; with its cause and outcome it closes', async () => {
    const id = await confirmed()
    const refused = { status: 422, body: { code: 'complaint.cause_required' } }
    expect(await close(id)).toMatchObject(refused)
    expect((await close(id)).body.title).toContain('Dites d’abord la cause')
    expect(await close(id, workspace)).toMatchObject(refused)
    const answer = (call = lea.call) =>
      call('POST', `/conversations/${id}/messages`, { text: 'Nous avons tout réparé.', afterwards: 'close' })
    expect(await answer()).toMatchObject(refused)
    for (const act of [{ kind: 'close' }, { kind: 'macro', acts: { afterwards: 'close' } }]) {
      const { body } = await lea.call<BulkOutcome>('POST', '/bulk-acts', { ids: [id], act })
      expect(body.items, JSON.stringify(body)).toMatchObject([{ code: 'complaint.cause_required' }])
      expect(body.items[0]!.sentence).toContain('cause')
    }
    expect(await conclude(id, 'upheld')).toMatchObject({
      status: 200,
      body: {
        complaint: {
          conclusion: {
            ...{ outcome: 'upheld', cause: { id: causes[0]!.id } },
            by: { name: 'Léa Martin' },
          },
        },
      },
    })
    expect((await answer()).status).toBe(201)
    expect((await lea.call('GET', `/conversations/${id}`)).body).toMatchObject({ status: 'closed' })
  })

  test('what is only proposed, or was dismissed, closes as any request', async () => {
    const [proposed, dismissed] = [await received(), await confirmed('Luc <luc@mail.test>')]
    await lea.call('POST', `/conversations/${dismissed}/complaint/dismissal`, { reason: 'Une question.' })
    expect([(await close(proposed)).status, (await close(dismissed)).status]).toEqual([201, 201])
    expect(await conclude(dismissed, 'upheld')).toMatchObject({
      status: 409,
      body: { code: 'complaint.conclude_confirmed' },
    })
  })

  test('the list is the house’s: an administrator adds, renames, archives; what is archived is chosen no more, and kept where it was', async () => {
    expect(causes.length).toBeGreaterThan(5)
    const added = { labelFr: 'Météo', labelEn: 'Weather' }
    expect((await lea.call('POST', '/complaint-causes', added)).status).toBe(403)
    const { body: cause } = await workspace.call<ComplaintCause>('POST', '/complaint-causes', added)
    const id = await confirmed()
    await conclude(id, 'upheld', cause.id)
    expect((await workspace.call('DELETE', `/complaint-causes/${cause.id}`)).status).toBe(200)
    const other = await confirmed('Luc <luc@mail.test>')
    expect(await conclude(other, 'upheld', cause.id)).toMatchObject({
      body: { code: 'complaint.cause_archived' },
    })
    expect(await complaintOf(id)).toMatchObject({ conclusion: { cause: { labelFr: 'Météo' } } })
    const back = await workspace.call('PATCH', `/complaint-causes/${cause.id}`, { isArchived: false })
    expect(back).toMatchObject({ status: 200, body: { isArchived: false } })
    const elsewhere = await aWorkspace(app)
    expect((await elsewhere.call('DELETE', `/complaint-causes/${cause.id}`)).status).toBe(404)
  })
})

describe('CMP-4: a complaint that is rejected, even in part, names the mediator', () => {
  test.each(['rejected', 'partly'])(
    'closed as %s without it, it is refused; with the block in the reply, it closes',
    async outcome => {
      await workspace.call('PATCH', '/workspace', { settings: { sector: 'insurance' } })
      const id = await confirmed()
      await conclude(id, outcome)
      expect(await close(id)).toMatchObject({ status: 422, body: { code: 'complaint.mediator_unknown' } })
      expect((await complaintOf(id)).remedies).toBeNull()
      await withMediator()
      const { remedies } = await complaintOf(id)
      expect(remedies).toContain('Médiation du Commerce Test')
      expect(remedies).toContain('12 rue de l’Exemple, 75000 Paris')
      expect(remedies).toContain('https://www.mediation-test.example/')
      const answer = (text: string) =>
        lea.call<{ id: string }>('POST', `/conversations/${id}/messages`, { text, afterwards: 'close' })
      expect(await answer('Nous ne pouvons pas vous rembourser.')).toMatchObject({
        status: 422,
        body: { code: 'complaint.remedies_required' },
      })
      // Of three, one is not enough.
      expect(await answer('Médiation du Commerce Test, mediation-test.example')).toMatchObject({
        status: 422,
      })
      const sent = await answer(`Nous ne pouvons pas vous rembourser.\n\n${remedies}`)
      expect(sent.status).toBe(201)
      // Taken back, so is the closure, and what was said is said no more.
      await lea.call('POST', `/conversations/${id}/messages/${sent.body.id}/cancellation`)
      expect(await close(id)).toMatchObject({ body: { code: 'complaint.remedies_required' } })
    },
  )

  test('what is kept ready to be sent does not send to the platform that closed on 20 July 2025', async () => {
    const text = 'Voyez aussi https://ec.europa.eu/consumers/odr/ pour un litige.'
    const answer = (textFr: string) =>
      boss.call('POST', '/canned-answers', { name: 'Litige', textFr, audience: 'everyone' })
    expect(await answer(text)).toMatchObject({ status: 422, body: { code: 'canned_answer.odr_closed' } })
    expect((await answer('Voyez notre médiateur.')).status).toBe(201)
    const [brand] = (await workspace.call<{ items: { id: string }[] }>('GET', '/brands')).body.items
    const footer = await workspace.call('PATCH', `/brands/${brand!.id}`, { mailFooterFr: text })
    expect(footer).toMatchObject({ status: 422, body: { code: 'brand.odr_closed' } })
  })

  test('where no sector asks for a mediator, a brand that has none closes what it rejects, with its cause; one that has one, whole or half filled in, names it', async () => {
    const id = await confirmed()
    expect(await close(id)).toMatchObject({ body: { code: 'complaint.cause_required' } })
    await conclude(id, 'rejected')
    const [brand] = (await workspace.call<{ items: { id: string }[] }>('GET', '/brands')).body.items
    const { mediatorName } = mediator
    await workspace.call('PATCH', `/brands/${brand!.id}`, { mediatorName })
    expect(await close(id)).toMatchObject({ status: 422, body: { code: 'complaint.mediator_unknown' } })
    await withMediator()
    expect(await close(id)).toMatchObject({ status: 422, body: { code: 'complaint.remedies_required' } })
    const none = { mediatorName: '', mediatorAddress: '', mediatorSite: null }
    expect((await workspace.call('PATCH', `/brands/${brand!.id}`, none)).status).toBe(200)
    expect((await close(id)).status).toBe(201)
  })

  test('one that is granted needs no mediator', async () => {
    const id = await confirmed()
    await conclude(id, 'upheld')
    expect((await close(id)).status).toBe(201)
  })
})

describe('CMP-5: both dates of the mediation are on the case', () => {
  test('two months of silence open it, a year after the first written complaint ends it', async () => {
    const id = await confirmed()
    expect((await complaintOf(id)).mediation).toEqual({
      ...{ opensAt: '2026-09-06T08:00:00.000Z', endsAt: '2027-07-06T08:00:00.000Z', isOutOfTime: false },
    })
    const sent = new Date('2025-07-06T08:00:00Z')
    const at = (instant: string) =>
      mediationOf({ sentAt: sent, firstSentAt: sent }, 'Europe/Paris', new Date(instant)).isOutOfTime
    expect([at('2026-07-06T08:00:00Z'), at('2026-07-06T08:00:01Z')]).toEqual([false, true])
  })

  test('a complaint of thirteen months ago is out of time, and what is written later moves nothing', async () => {
    const id = await received()
    const { rowCount } = await app.ground.db.pools.system.query(
      'update complaints set first_sent_at = $2, sent_at = $2 where conversation_id = $1',
      [id, new Date('2025-06-06T08:00:00Z')],
    )
    expect(rowCount).toBe(1)
    await lea.call('POST', `/conversations/${id}/complaint/confirmation`)
    expect((await complaintOf(id)).mediation).toMatchObject({ isOutOfTime: true })
    const { body } = await boss.call<{ items: ComplaintLine[] }>('GET', '/complaints')
    expect(body.items).toMatchObject([{ conversationId: id, isOutOfTime: true }])
    await lea.call('POST', `/conversations/${id}/complaint/dismissal`, { reason: 'Doute.' })
    await lea.call('POST', `/conversations/${id}/complaint/confirmation`)
    expect((await complaintOf(id)).mediation).toMatchObject({ endsAt: '2026-06-06T08:00:00.000Z' })
  })
})

describe('CMP-7: the register', () => {
  const register = async (query = '', by: Pick<TestMember, 'call'> = boss) =>
    (await by.call<{ items: ComplaintLine[]; next: string | null }>('GET', `/complaints${query}`)).body

  test('leads read it, filtered, ordered and page by page; others are refused', async () => {
    await workspace.call('PATCH', '/workspace', { settings: { sector: 'bank' } })
    const first = await confirmed()
    now = new Date('2026-08-03T08:00:00Z')
    const second = await confirmed('Luc <luc@mail.test>')
    await conclude(second, 'upheld', causes[2]!.id)
    const ids = ({ items }: { items: ComplaintLine[] }) => items.map(({ conversationId }) => conversationId)
    expect(ids(await register())).toEqual([second, first])
    expect(ids(await register('?order=due'))).toEqual([first, second])
    expect(ids(await register('?from=2026-08-01&to=2026-08-31'))).toEqual([second])
    expect(ids(await register(`?cause=${causes[2]!.id}`))).toEqual([second])
    expect(ids(await register('?due=late'))).toEqual([])
    const page = await register('?limit=1')
    expect(ids(page)).toEqual([second])
    expect(ids(await register(`?limit=1&cursor=${page.next}`))).toEqual([first])
    expect(page.items).toMatchObject([
      { brand: { name: expect.any(String) }, outcome: 'upheld', due: { kind: 'answer', state: 'running' } },
    ])
    expect((await lea.call('GET', '/complaints')).status).toBe(403)
    expect(ids(await register('', await aWorkspace(app)))).toEqual([])
  })

  test('SEC-7: the file holds no formula, who complained only for administrators, and each export is in the audit', async () => {
    const id = await confirmed('=cmd() <zoe@mail.test>')
    await conclude(id, 'partly')
    const file = async (by: Pick<TestMember, 'call'>) =>
      (await by.call<{ csv: string; fileName: string; count: number }>('GET', '/complaints/export')).body
    const { csv, count, fileName } = await file(workspace)
    expect([count, fileName]).toEqual([1, 'reclamations-2026-07-06.csv'])
    expect(csv).toContain('zoe@mail.test')
    expect(csv).not.toMatch(/[;\n"]=cmd/)
    expect(csv).toContain('acceptée en partie')
    expect((await file(boss)).csv).not.toMatch(/zoe|cmd/)
    expect((await lea.call('GET', '/complaints/export')).status).toBe(403)
    const { rows } = await app.ground.db.pools.system.query(
      "select from access_log where workspace_id = $1 and action = 'export'",
      [workspace.id],
    )
    expect(rows.length).toBeGreaterThan(0)
  })

  test('counts by month, reason, cause, channel, brand and outcome are those of the register', async () => {
    await conclude(await confirmed(), 'upheld', causes[0]!.id)
    now = new Date('2026-08-03T08:00:00Z')
    await conclude(await confirmed('Luc <luc@mail.test>'), 'upheld', causes[0]!.id)
    await confirmed('Zoé <zoe@mail.test>')
    await received('Max <max@mail.test>') // only proposed: nobody has said that it is one
    const { body } = await boss.call<ComplaintCounts>(
      'GET',
      '/complaint-counts?from=2026-06-01&to=2026-08-31',
    )
    expect(body).toMatchObject({
      months: ['2026-06', '2026-07', '2026-08'],
      total: [0, 1, 2],
      by: {
        cause: [
          { id: causes[0]!.id, counts: [0, 1, 1] },
          { id: null, counts: [0, 0, 1] },
        ],
        channel: [{ id: 'email', counts: [0, 1, 2] }],
        outcome: [{ id: 'upheld' }, { id: null }],
      },
    })
    const refused = await boss.call('GET', '/complaint-counts?from=2026-08-01&to=2026-06-30')
    expect(refused).toMatchObject({ status: 422, body: { code: 'complaint.period' } })
  })
})
