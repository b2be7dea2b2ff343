import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Conversation, ConversationRow } from '#contract/conversations.ts'
import type { PromiseKept } from '#contract/promises.ts'
import type { Tx } from '#server/platform/db.ts'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

// A Tuesday at eleven in Paris; houses are there from Monday to Friday, nine to six.
const tuesday = new Date('2026-03-10T10:00:00Z')
let now = tuesday
let app: TestApp
let database: Awaited<ReturnType<typeof ownDatabase>>
let shop: TestWorkspace

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})
beforeEach(async () => {
  now = tuesday
  shop = await aWorkspace(app)
})

const at = (time: string) => {
  now = new Date(`2026-03-${time}:00Z`)
}
const openHours = (amount: number) => ({ amount, unit: 'openHour' })
const promise = async (body: object) => {
  const made = await shop.call<{ id: string }>('POST', '/sla-policies', {
    name: 'Vive',
    first: openHours(4),
    ...body,
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.id
}
const received = async (options: Parameters<typeof aMail>[0] = {}) =>
  (
    await shop.call<{ conversationId: string }>(
      'POST',
      `/channels/${shop.channelId}/raw`,
      aMail({ to: shop.address, from: 'anna@mail.test', ...options }),
    )
  ).body.conversationId
const shown = async (id: string) => (await shop.call<Conversation>('GET', `/conversations/${id}`)).body
const minute = async () => {
  // What this node does beside holds rows, and leaves them to the next minute.
  await app.settle()
  await app.timePromises.chores.timers!.find(({ name }) => name === 'promises.tell')!.run()
}
const list = async (query: string) =>
  (await shop.call<{ items: ConversationRow[] }>('GET', `/conversations?${query}`)).body.items
const ids = async (query: string) => (await list(query)).map(({ id }) => id)
const told = async (type: string) =>
  (
    await shop.call<{ items: { type: string; conversationId: string; data: Record<string, unknown> }[] }>(
      'GET',
      '/events?after=0&limit=200',
    )
  ).body.items.filter(event => event.type === type)
const counts = async () => {
  const { items } = (await shop.call<{ items: { view: string; count: number }[] }>('GET', '/views')).body
  return Object.fromEntries(items.map(({ view, count }) => [view, count]))
}

const aTeam = (name: string) => ({
  ...{ name, kind: 'sales', siteId: null, partnerId: null, calendarId: null, positions: null },
})

describe('warned, then late', () => {
  test('E33, Q31: each is told of once, soon then late, however many nodes look, and stands in its view', async () => {
    await promise({ onWarning: { notify: ['owner', 'team'] } })
    const id = await received()
    at('10T12:59')
    await minute()
    expect(await told('conversation.due_soon')).toEqual([])
    // Three of four hours.
    at('10T13:00')
    await Promise.all([minute(), minute()])
    await minute()
    expect(await told('conversation.due_soon')).toMatchObject([
      { conversationId: id, data: { kind: 'first_response', notify: ['owner', 'team'] } },
    ])
    expect([await ids('view=soon'), await ids('view=late')]).toEqual([[id], []])
    expect(await counts()).toMatchObject({ soon: 1, late: 0 })
    at('10T14:01')
    await Promise.all([minute(), minute()])
    expect((await told('conversation.overdue')).map(event => event.conversationId)).toEqual([id])
    expect([await ids('view=soon'), await ids('view=late')]).toEqual([[], [id]])
    expect(await counts()).toMatchObject({ soon: 0, late: 1 })
    expect((await shown(id)).clocks).toMatchObject([
      { state: 'running', breachedAt: '2026-03-10T14:00:00.000Z' },
    ])
  })

  test('whoever comes late tells what is late, and not that it will be', async () => {
    await promise({})
    const id = await received()
    at('12T10:00')
    await minute()
    expect((await told('conversation.overdue')).map(event => event.conversationId)).toEqual([id])
    expect(await told('conversation.due_soon')).toEqual([])
  })

  test('E33: what moved to a later end after it was told is told again once that comes, and never for a pause', async () => {
    await promise({ first: openHours(1), conditions: { priorities: ['high'] } })
    await promise({ first: openHours(4), resolution: openHours(2) })
    const id = await received({ messageId: '<moved.1@mail.test>' })
    await shop.call('PATCH', `/conversations/${id}`, { priority: 'high' })
    at('10T11:30')
    await minute()
    expect(await ids('view=late')).toEqual([id])
    await shop.call('PATCH', `/conversations/${id}`, { priority: 'normal' })
    const firsts = async (type: string) =>
      (await told(type)).filter(({ data }) => data.kind === 'first_response').map(({ data }) => data.dueAt)
    at('10T13:30')
    await minute()
    expect(await firsts('conversation.due_soon')).toEqual(['2026-03-10T14:00:00.000Z'])
    at('10T14:30')
    await minute()
    await minute()
    expect(await firsts('conversation.overdue')).toEqual([
      '2026-03-10T11:00:00.000Z',
      '2026-03-10T14:00:00.000Z',
    ])
    expect(await ids('view=late')).toEqual([id])
    // Its resolution is late since 12:00: it stays so through a pause, and nobody is told again.
    await shop.call('PUT', `/conversations/${id}/status`, { status: 'waiting' })
    at('10T15:30')
    await shop.call('PUT', `/conversations/${id}/status`, { status: 'open' })
    await minute()
    at('10T16:30')
    await minute()
    const ends = (await told('conversation.overdue')).filter(({ data }) => data.kind === 'resolution')
    expect(ends.map(({ data }) => data.dueAt)).toEqual(['2026-03-10T12:00:00.000Z'])
    const kept = (await shown(id)).clocks.find(({ kind }) => kind === 'resolution')
    expect(kept).toMatchObject({ state: 'running', dueAt: '2026-03-10T12:00:00.000Z' })
  })

  test('Q31: once broken it is raised, given to a team and mailed, as its policy says; never lowered', async () => {
    await aMember(app, shop, 'supervisor')
    const made = await shop.call<{ id: string }>('POST', '/teams', aTeam('Urgences'))
    await promise({
      first: openHours(1),
      onBreach: { notify: ['supervisors'], byMail: true, priority: 'high', teamId: made.body.id },
    })
    const plain = await received({ from: 'a@mail.test' })
    const urgent = await received({ from: 'b@mail.test' })
    await shop.call('PATCH', `/conversations/${urgent}`, { priority: 'urgent' })
    at('10T11:01')
    await minute()
    expect(await shown(plain)).toMatchObject({ priority: 'high', team: { id: made.body.id } })
    expect(await shown(urgent)).toMatchObject({ priority: 'urgent', team: { id: made.body.id } })
    const mails = await app.ground.db.system
      .selectFrom('deliveries')
      .select('mail')
      .where('workspace_id', '=', shop.id)
      .where('purpose', '=', 'notice')
      .execute()
    const { number } = await shown(plain)
    expect(mails.map(({ mail }) => (mail as { subject: string }).subject).join()).toContain(`#${number}`)
  })

  test('what is answered before the minute comes is told of to nobody, and was late all the same', async () => {
    await promise({ first: openHours(1) })
    const id = await received()
    await minute()
    at('10T11:30')
    await shop.call('POST', `/conversations/${id}/messages`, { text: 'Bonjour' })
    await minute()
    expect(await told('conversation.overdue')).toEqual([])
    expect((await shown(id)).clocks).toMatchObject([
      {
        ...{ state: 'met', metAt: '2026-03-10T11:30:00.000Z', breachedAt: '2026-03-10T11:00:00.000Z' },
        usedMinutes: 90,
      },
    ])
  })
})

describe('kept right', () => {
  test('E47: what came at night is served in its order at opening, and counts from then on', async () => {
    await promise({ first: openHours(1) })
    at('11T01:00')
    const first = await received({ from: 'a@mail.test' })
    at('11T03:00')
    const second = await received({ from: 'b@mail.test' })
    at('11T08:00')
    const third = await received({ from: 'c@mail.test' })
    await minute()
    expect(await ids('view=all&order=due')).toEqual([first, second, third])
    expect((await shown(first)).clocks).toMatchObject([
      {
        startedAt: '2026-03-11T01:00:00.000Z',
        countsFrom: '2026-03-11T08:00:00.000Z',
        dueAt: '2026-03-11T09:00:00.000Z',
      },
    ])
  })

  test('what is due first comes first, and what nothing is promised for comes last', async () => {
    await promise({ conditions: { priorities: ['urgent'] }, first: openHours(1) })
    const plain = await received({ from: 'a@mail.test' })
    const urgent = await received({ from: 'b@mail.test' })
    const answered = await received({ from: 'c@mail.test' })
    await shop.call('PATCH', `/conversations/${urgent}`, { priority: 'urgent' })
    await shop.call('POST', `/conversations/${answered}/messages`, { text: 'Bonjour' })
    await minute()
    expect(await ids('view=all&order=due')).toEqual([urgent, plain, answered])
    const page = await shop.call<{ items: ConversationRow[]; next: string }>(
      'GET',
      '/conversations?order=due&limit=1',
    )
    expect((await ids(`order=due&limit=2&cursor=${page.body.next}`))[0]).toBe(plain)
  })

  test('a policy that changes moves the end of what is open, and the thread says from when to when', async () => {
    const policy = await promise({})
    const id = await received()
    await app.settle()
    expect((await list('view=all'))[0]?.dueAt).toBe('2026-03-10T14:00:00.000Z')
    await shop.call('PATCH', `/sla-policies/${policy}`, { first: openHours(2) })
    await app.settle()
    expect((await list('view=all'))[0]?.dueAt).toBe('2026-03-10T12:00:00.000Z')
    expect(await told('conversation.promise_moved')).toMatchObject([
      {
        conversationId: id,
        data: { fromDueAt: '2026-03-10T14:00:00.000Z', dueAt: '2026-03-10T12:00:00.000Z', policyId: policy },
      },
    ])
  })

  test('what has no clock at all is looked at once, and is in nobody’s way', async () => {
    const ids = await Promise.all(
      Array.from({ length: 3 }, (_, nth) => received({ from: `nobody-${nth}@mail.test` })),
    )
    await app.settle()
    await app.ground.db.inWorkspace(shop.id, async tx => {
      await tx.deleteFrom('episodes').where('conversation_id', 'in', ids).execute()
      await tx.updateTable('conversations').set({ clocks_stale: true }).where('id', 'in', ids).execute()
    })
    await received()
    await app.settle()
    expect(
      await app.ground.db.system
        .selectFrom('conversations')
        .select('id')
        .where('workspace_id', '=', shop.id)
        .where('clocks_stale', '=', true)
        .execute(),
    ).toEqual([])
  })

  test('a promise that changes while somebody looks at a clock has it looked at again', async () => {
    await received()
    await app.settle()
    const [locked, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const mark = (tx: Tx, isStale: boolean) =>
      tx
        .updateTable('conversations')
        .set({ clocks_stale: isStale })
        .where('workspace_id', '=', shop.id)
        .execute()
    await app.ground.db.inWorkspace(shop.id, tx => mark(tx, true))
    // Whoever looks has read the promises of before, and says that all is well when it is not any more.
    const looking = app.ground.db.inWorkspace(shop.id, async tx => {
      await mark(tx, true)
      locked.resolve()
      await end.promise
      await mark(tx, false)
    })
    await locked.promise
    const changing = promise({ first: openHours(1) })
    await new Promise(resolve => setTimeout(resolve, 200))
    end.resolve()
    await Promise.all([looking, changing])
    await app.settle()
    expect((await list('view=all'))[0]?.dueAt).toBe('2026-03-10T11:00:00.000Z')
  })

  test('a transfer leaves the clock as it runs; a closure and its undoing too', async () => {
    await promise({ resolution: { amount: 2, unit: 'jourOuvre' } })
    const id = await received()
    await minute()
    const before = (await shown(id)).clocks
    expect(before.map(({ kind }) => kind)).toEqual(['first_response', 'resolution'])
    at('10T11:00')
    const team = await shop.call<{ id: string }>('POST', '/teams', aTeam('Lyon'))
    await shop.call('PUT', `/conversations/${id}/assignment`, { memberId: null, teamId: team.body.id })
    await minute()
    const started = (clocks: Conversation['clocks']) =>
      clocks.map(clock => [clock.kind, clock.startedAt, clock.dueAt])
    expect(started((await shown(id)).clocks)).toEqual(started(before))
    await shop.call('POST', `/conversations/${id}/closure`, {})
    await minute()
    expect((await shown(id)).clocks.map(({ state }) => state)).toEqual(['ended', 'met'])
  })

  test('while the customer has to answer it pauses, and the row has nothing due', async () => {
    await promise({ resolution: { amount: 1, unit: 'jourOuvre' } })
    const id = await received()
    await shop.call('POST', `/conversations/${id}/messages`, { text: 'Bonjour', afterwards: 'wait' })
    await minute()
    expect((await shown(id)).clocks).toMatchObject([
      { kind: 'first_response', state: 'met' },
      { kind: 'resolution', state: 'paused', pausedBecause: 'customer', dueAt: null },
    ])
    expect((await list('view=all'))[0]).toMatchObject({ dueAt: null, dueKind: null })
  })

  test('A12: who writes on through another channel is promised what is promised there', async () => {
    const other = await shop.call<{ id: string }>('POST', '/channels', {
      kind: 'email',
      name: 'Direct',
      language: 'fr',
      address: `direct-${shop.slug}@boutique.test`,
    })
    expect(other.status, JSON.stringify(other.body)).toBe(201)
    await promise({ conditions: { channels: [other.body.id] }, first: { amount: 5, unit: 'openMinute' } })
    const id = await received({ messageId: '<un@mail.test>' })
    expect((await shown(id)).dueAt).toBe('2026-03-12T10:00:00.000Z')
    await shop.call('POST', `/conversations/${id}/messages`, { text: 'Bonjour' })
    at('10T11:00')
    await shop.call(
      'POST',
      `/channels/${other.body.id}/raw`,
      aMail({
        to: `direct-${shop.slug}@boutique.test`,
        from: 'anna@mail.test',
        headers: { 'In-Reply-To': '<un@mail.test>' },
      }),
    )
    expect(await shown(id)).toMatchObject({ dueAt: '2026-03-10T11:05:00.000Z', dueKind: 'next_response' })
  })

  test('A8: every open request of a customer says when it is due', async () => {
    const one = await received({ subject: 'Un' })
    const two = await received({ subject: 'Deux' })
    await minute()
    const { contact } = await shown(one)
    const rows = await list(`view=all&contact=${contact.id}`)
    expect(rows.map(({ id, dueKind }) => [id, dueKind]).sort()).toEqual(
      [
        [one, 'first_response'],
        [two, 'first_response'],
      ].sort(),
    )
  })

  test('M16: a partner sees when, and not to whom such promises are made', async () => {
    const partner = await aMember(app, shop, 'partner', { teamIds: [shop.teamId], visibleFields: ['name'] })
    await promise({ name: 'Grands comptes' })
    const id = await received()
    await minute()
    const { body } = await partner.call<Conversation>('GET', `/conversations/${id}`)
    expect(body.clocks).toMatchObject([{ dueAt: '2026-03-10T14:00:00.000Z', policy: { name: '' } }])
    expect(JSON.stringify(body)).not.toContain('Grands comptes')
  })
})

describe('E27: how it was kept', () => {
  const kept = async () => (await shop.call<{ items: PromiseKept[] }>('GET', '/sla-policies/kept')).body.items

  test('is said of fifty answers or more, with what was broken and without what was owed to nobody', async () => {
    const policy = await promise({ first: openHours(1) })
    const id = await received()
    await minute()
    at('10T11:30')
    await shop.call('POST', `/conversations/${id}/messages`, { text: 'Bonjour' })
    await minute()
    expect(await kept()).toEqual([{ policyId: policy, asked: 1, share: null }])
    // As if forty-nine others had been kept, and one had been closed without an answer.
    const [clock] = await app.ground.db.system
      .selectFrom('sla_clocks')
      .selectAll()
      .where('workspace_id', '=', shop.id)
      .execute()
    await app.ground.db.system
      .insertInto('sla_clocks')
      .values(
        Array.from({ length: 50 }, (_, place) => ({
          ...clock!,
          id: app.ground.newId(),
          target: JSON.stringify(clock!.target),
          ran: JSON.stringify(clock!.ran),
          started_at: new Date(clock!.started_at.getTime() - (place + 1) * 60_000),
          breached_at: null,
          met_at: place === 0 ? null : clock!.met_at,
        })),
      )
      .execute()
    const [said] = await kept()
    expect(said).toMatchObject({ asked: 50, share: { value: 0.98 } })
    expect(said!.share!.low).toBeLessThan(0.98)
    at('31T12:00')
    now = new Date('2026-04-30T12:00:00Z')
    expect(await kept()).toEqual([])
  })
})
