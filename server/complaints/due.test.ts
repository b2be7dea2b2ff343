import fc from 'fast-check'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Complaint } from '#contract/complaints.ts'
import type { ConversationRow } from '#contract/conversations.ts'
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
import { acknowledgeTarget, acknowledgeWarning, answerBy, answerWarning, toTell } from './clocks.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let lea: TestMember
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
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
  await workspace.call('PATCH', '/workspace', { settings: { sector: 'bank' } })
  // A letter that leaves by itself would stop the first clock.
  await workspace.call('PATCH', '/workspace', { settings: { complaintAcknowledge: false } })
})

async function received(text = 'Très mécontent, je veux un remboursement.', from = 'anna@mail.test') {
  const raw = aMail({ to: workspace.address, from, text, headers: { Date: now.toUTCString() } })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  return body.conversationId as string
}
async function minute() {
  await app.settle()
  await app.complaints.chores.timers!.find(({ name }) => name === 'complaints.tell')!.run()
}
const on = (day: string) => {
  now = new Date(`${day}T10:00:00Z`)
}
const listed = async (query: string) =>
  (await lea.call<{ items: ConversationRow[] }>('GET', `/conversations?${query}`)).body.items
async function told(id: string) {
  const { body } = await workspace.call<{
    items: { type: string; conversationId: string; data: Record<string, unknown> }[]
  }>('GET', '/events?after=0&limit=500')
  return body.items
    .filter(({ type, conversationId }) => conversationId === id && /complaint_(due_soon|overdue)$/.test(type))
    .map(({ type, data }) => `${data.kind} ${type.slice('conversation.complaint_'.length)}`)
}
async function mailed(to: string): Promise<string[]> {
  const { rows } = await app.ground.db.pools.system.query<{ subject: string }>(
    "select subject from deliveries where workspace_id = $1 and purpose = 'notice' and $2 = any (recipients) order by subject",
    [workspace.id, to],
  )
  return rows.map(({ subject }) => subject)
}

describe('CMP-2: whoever has a complaint, and those who lead, are told once before each date and once when it is missed', () => {
  test('the acknowledgement three working days before, the answer ten days before, then both as missed', async () => {
    const id = await received()
    await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
    await lea.call('POST', `/conversations/${id}/complaint/confirmation`)
    const { clocks } = (await lea.call<{ complaint: Complaint }>('GET', `/conversations/${id}/complaint`))
      .body.complaint
    expect([clocks!.acknowledgeBy.slice(0, 10), clocks!.answerBy.slice(0, 10)]).toEqual([
      '2026-07-18',
      '2026-09-06',
    ])
    // Due on Saturday the 18th: Saturday, Friday and Thursday are left.
    on('2026-07-14')
    await minute()
    expect(await told(id)).toEqual([])
    expect(await listed('complaintDue=running')).toMatchObject([
      { id, complaintDue: { kind: 'acknowledgement', state: 'running', at: clocks!.acknowledgeBy } },
    ])
    on('2026-07-16')
    await minute()
    await minute()
    expect(await told(id)).toEqual(['acknowledgement due_soon'])
    expect(await listed('complaintDue=soon&view=complaints')).toMatchObject([{ id }])
    on('2026-07-20')
    await minute()
    await minute()
    expect(await told(id)).toEqual(['acknowledgement due_soon', 'acknowledgement overdue'])
    expect(await listed('complaintDue=late')).toMatchObject([
      { complaintDue: { kind: 'acknowledgement', state: 'late' } },
    ])
    on('2026-08-28')
    await minute()
    on('2026-09-07')
    await minute()
    await minute()
    expect(await told(id)).toEqual([
      'acknowledgement due_soon',
      'acknowledgement overdue',
      'answer due_soon',
      'answer overdue',
    ])
  })

  test('waiting for the customer pauses nothing, an answer ends it, and taking it up again goes on where it was', async () => {
    const id = await received()
    await lea.call('POST', `/conversations/${id}/complaint/confirmation`)
    await lea.call('PUT', `/conversations/${id}/status`, { status: 'waiting' })
    on('2026-07-17')
    await minute()
    expect(await told(id)).toEqual(['acknowledgement due_soon'])
    await lea.call('POST', `/conversations/${id}/messages`, { text: 'Voici notre réponse.' })
    await app.settle()
    expect(await listed('complaintDue=running')).toMatchObject([{ complaintDue: { kind: 'answer' } }])
    const causes = await lea.call<{ items: { id: string }[] }>('GET', '/complaint-causes')
    await lea.call('PUT', `/conversations/${id}/complaint/conclusion`, {
      ...{ causeId: causes.body.items[0]!.id, outcome: 'upheld' },
    })
    await lea.call('POST', `/conversations/${id}/closure`, {})
    await app.settle()
    on('2026-09-20')
    await minute()
    expect(await told(id)).toEqual(['acknowledgement due_soon'])
    expect(await listed('complaint=confirmed&status=closed')).toMatchObject([{ complaintDue: null }])
  })

  test('what was dismissed is due no more', async () => {
    const id = await received()
    await lea.call('POST', `/conversations/${id}/complaint/dismissal`, { reason: 'Une simple question.' })
    on('2026-12-01')
    await minute()
    expect(await told(id)).toEqual([])
    expect(await listed('complaint=dismissed')).toMatchObject([{ id, complaintDue: null }])
  })

  test('the setting says how long before, of what runs already too, and is for administrators', async () => {
    const id = await received()
    const set = (by: Pick<TestMember, 'call'>, settings: object) =>
      by.call('PATCH', '/workspace', { settings })
    expect((await set(lea, { complaintWarnAcknowledge: 9 })).status).toBe(403)
    expect((await set(workspace, { complaintWarnAcknowledge: 10 })).status).toBe(422)
    expect((await set(workspace, { complaintWarnAcknowledge: 9 })).status).toBe(200)
    on('2026-07-07')
    await minute()
    expect(await told(id)).toEqual(['acknowledgement due_soon'])
  })

  test('it is written to those who lead, and to whoever has it', async () => {
    const boss = await aMember(app, workspace, 'supervisor', { name: 'Inès Roy' })
    const other = await aMember(app, workspace, 'adviser', { name: 'Karim' })
    const id = await received()
    await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
    on('2026-09-10')
    await minute()
    await minute()
    for (const { email } of [lea, boss])
      expect(await mailed(email)).toEqual([
        expect.stringContaining('Accusé de réception manqué'),
        expect.stringContaining('Réponse manquée'),
      ])
    expect(await mailed(other.email)).toEqual([])
  })
})

test('CMP-2: lists are ordered by what the law asks first, page by page', async () => {
  on('2026-07-08')
  const second = await received('Je suis déçue.', 'luc@mail.test')
  on('2026-07-06')
  const raw = aMail({
    ...{ to: workspace.address, from: 'ines@mail.test', text: 'C’est inadmissible.' },
    headers: { Date: now.toUTCString() },
  })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  const question = await received('Quelle est votre adresse ?', 'zoe@mail.test')
  const ids = async (query: string) => (await listed(query)).map(({ id }) => id)
  expect(await ids('view=complaints')).toEqual([body.conversationId, second])
  expect(await ids('order=complaint_due')).toEqual([body.conversationId, second, question])
  const first = await lea.call<{ items: { id: string }[]; next: string }>(
    'GET',
    '/conversations?view=complaints&limit=1',
  )
  expect(await ids(`view=complaints&limit=1&cursor=${encodeURIComponent(first.body.next)}`)).toEqual([second])
})

test('CMP-2: without the letter that leaves by itself, the clock of the acknowledgement runs on', async () => {
  const id = await received()
  await lea.call('POST', `/conversations/${id}/complaint/confirmation`)
  const at = async () =>
    (await lea.call<{ complaint: Complaint }>('GET', `/conversations/${id}/complaint`)).body.complaint.clocks!
  expect((await at()).acknowledgedAt).toBeNull()
  await lea.call('POST', `/conversations/${id}/messages`, { text: 'Nous l’avons bien reçue.' })
  await app.settle()
  expect((await at()).acknowledgedAt).toBe(now.toISOString())
})

describe('CMP-2: the days of the law, whatever the day', () => {
  const dueOf = (target: { amount: number; unit: 'jourOuvrable' }, since: Date) =>
    app.ground.db.inWorkspace(workspace.id, tx => app.timePromises.dueOf(tx, target, since))
  const instants = fc
    .integer({ min: 0, max: 5 * 366 * 24 * 60 })
    .map(minutes => new Date(Date.UTC(2025, 0, 1) + minutes * 60_000))
  const inParis = (date: Date) => DateTime.fromJSDate(date, { zone: 'Europe/Paris' })

  test('ten jours ouvrables later is never a Sunday nor 14 July, and Saturdays count', async () => {
    await fc.assert(
      fc.asyncProperty(instants, async since => {
        // What ends with a day ends in it.
        const due = inParis(await dueOf(acknowledgeTarget, since)).minus(1)
        expect(due.weekday).not.toBe(7)
        expect(due.toFormat('dd-MM')).not.toBe('14-07')
        // Ten days of which six a week count: eleven to thirteen days, and one more for each public holiday or so.
        const days = due.diff(inParis(since), 'days').days
        expect(days).toBeGreaterThanOrEqual(10.8)
        expect(days).toBeLessThanOrEqual(17)
      }),
      { numRuns: 40 },
    )
    const due = async (day: string) =>
      inParis(await dueOf(acknowledgeTarget, new Date(`${day}T10:00:00Z`))).toISODate()
    expect(await due('2026-06-01')).toBe('2026-06-12')
    expect(await due('2026-07-06')).toBe('2026-07-18')
  })

  test('a warning comes before its date, an earlier one for more days', async () => {
    await fc.assert(
      fc.asyncProperty(instants, fc.integer({ min: 1, max: 8 }), async (since, days) => {
        const due = await dueOf(acknowledgeTarget, since)
        const warned = await dueOf(acknowledgeWarning(days), since)
        const earlier = await dueOf(acknowledgeWarning(days + 1), since)
        expect(warned < due).toBe(true)
        expect(earlier < warned).toBe(true)
        expect(earlier > since).toBe(true)
        const answer = answerBy(since, 'Europe/Paris')
        expect(answerWarning(answer, days, 'Europe/Paris') < answer).toBe(true)
        expect(answer > due).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  test('however often it is looked at, each date is told at most twice, late last', () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 30 }), looks => {
        const row = {
          ...{
            acknowledge_by: day(12),
            acknowledge_warn_at: day(9),
            acknowledge_warned_at: null as Date | null,
          },
          ...{ acknowledge_missed_at: null as Date | null, acknowledged_at: null, answered_at: null },
          ...{ answer_by: day(59), answer_warn_at: day(49), answer_warned_at: null as Date | null },
          answer_missed_at: null as Date | null,
        }
        const said: string[] = []
        for (const at of looks.toSorted((one, other) => one - other))
          for (const { kind, isLate } of toTell(row, day(at))) {
            said.push(`${kind} ${isLate ? 'late' : 'soon'}`)
            if (kind === 'answer') {
              row.answer_warned_at = day(at)
              if (isLate) row.answer_missed_at = row.answer_by
            } else {
              row.acknowledge_warned_at = day(at)
              if (isLate) row.acknowledge_missed_at = row.acknowledge_by
            }
          }
        expect(new Set(said).size).toBe(said.length)
        for (const kind of ['acknowledgement', 'answer'])
          if (said.includes(`${kind} soon`) && said.includes(`${kind} late`))
            expect(said.indexOf(`${kind} soon`)).toBeLessThan(said.indexOf(`${kind} late`))
      }),
    )
  })
})
