import { once } from 'node:events'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Board, BoardLink, BoardServerToClient } from '#contract/supervision.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { cookieOf, keyOf, listening } from '#server/testing/screens.ts'

let database: OwnDatabase
let app: TestApp
let url: string
let shop: TestWorkspace
let shift = 0
const clock = { now: () => new Date(Date.now() + shift) }

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock })
  url = await listening(app)
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})
beforeEach(async () => {
  shift = 0
  shop = await aWorkspace(app)
})

/** A customer asks, as a member notes it. */
async function asked(more: object = {}): Promise<string> {
  const { body, status } = await shop.call<{ id: string }>('POST', '/conversations', {
    to: { name: 'Rosalie Quimper', address: `rosalie${Math.random()}@mail.test` },
    subject: 'Bouquet fané',
    message: { direction: 'in', text: 'Le bouquet est arrivé fané.' },
    ...more,
  })
  expect(status).toBe(201)
  // What a member notes began with the customer.
  await app.ground.db.system
    .updateTable('episodes')
    .set({ opened_by: 'contact' })
    .where('workspace_id', '=', shop.id)
    .where('conversation_id', '=', body.id)
    .execute()
  return body.id
}

async function board(key = 'all'): Promise<Board> {
  const { status, body } = await shop.call<Board>('GET', `/wallboards/${key}`)
  expect(status).toBe(200)
  return body
}

const asChannel = (kind: string, id: string) =>
  app.ground.db.system
    .updateTable('conversations')
    .set({ channel_kind: kind })
    .where('workspace_id', '=', shop.id)
    .where('id', '=', id)
    .execute()

/** Routing is on, and another node decides there: what a test writes stays as it is. */
const routed = () =>
  app.ground.db.system
    .insertInto('dispatchers')
    .values({ workspace_id: shop.id, holder: app.ground.newId(), until: new Date('2999-01-01') })
    .execute()

async function inState(
  member: TestMember,
  more: { status: 'available' | 'busy' | 'break' | 'away'; is_silent?: boolean; used?: number },
) {
  const now = clock.now()
  await app.ground.db.system
    .insertInto('work_states')
    .values({ workspace_id: shop.id, member_id: member.id, since: now, idle_since: now, ...more })
    .execute()
}

interface Wall {
  boards: Board[]
  changes: (Partial<Board> & { asOf: string })[]
  ended: Promise<string>
  close(): void
}

/** A screen that shows a board, by a session or by a link; rejects with the reason when it may not. */
async function aWall(how: { cookie: string; board?: string } | { link: string }): Promise<Wall> {
  const socket = io(url, {
    path: '/wallboard/live',
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...('link' in how
      ? { query: { link: '1' }, auth: { link: how.link } }
      : {
          query: { workspace: shop.slug, board: how.board ?? 'all' },
          extraHeaders: { cookie: how.cookie },
        }),
  })
  const wall: Wall = {
    boards: [],
    changes: [],
    ended: new Promise(done => socket.once('disconnect', done)),
    close: () => socket.disconnect(),
  }
  onTestFinished(() => wall.close())
  const heard = socket as unknown as {
    on<Name extends keyof BoardServerToClient>(name: Name, act: BoardServerToClient[Name]): void
  }
  heard.on('board', shown => wall.boards.push(shown))
  heard.on('change', change => wall.changes.push(change))
  await Promise.race([
    once(socket as never, 'connect'),
    once(socket as never, 'connect_error').then(([error]) => Promise.reject(error)),
  ])
  return wall
}

/** What a wall shows now: the board it was given, with every change since. */
const shownBy = ({ boards, changes }: Wall): Board => Object.assign({}, boards.at(-1), ...changes) as Board

describe('A16: one board for every channel', () => {
  test('A8: a mail and a chat wait in the same list, each with the one who waits longest', async () => {
    shift = -3_600_000
    await asked()
    shift = -60_000
    await asked()
    await asChannel('chat', await asked())
    shift = 0
    const { waiting, isRouted, people } = await board()
    expect(waiting.map(({ channel, count }) => [channel, count])).toEqual([
      ['chat', 1],
      ['email', 2],
    ])
    const oldest = Date.parse(waiting[1]!.oldestSince!)
    expect(Math.abs(oldest - (Date.now() - 3_600_000))).toBeLessThan(60_000)
    // Routing is off: what needs it is absent, and not zero.
    expect(isRouted).toBe(false)
    expect(people).toMatchObject({ basis: 'connected', states: null, capacityUsed: null })
  })

  test('what somebody has taken waits for nobody any more', async () => {
    const id = await asked()
    const lea = await aMember(app, shop, 'adviser', { teamIds: [shop.teamId] })
    expect((await board()).waiting).toHaveLength(1)
    await shop.call('PUT', `/conversations/${id}/assignment`, {
      memberId: lea.id,
    })
    expect((await board()).waiting).toEqual([])
  })

  test('the day of a channel: asked, answered, abandoned, and how long people waited', async () => {
    // Noon, so that an hour earlier is the same day whenever this runs.
    const noon = new Date()
    noon.setUTCHours(11, 0, 0, 0)
    shift = noon.getTime() - Date.now()
    const ids: string[] = []
    for (let n = 0; n < 8; n++) {
      ids.push(await asked())
      await asChannel('chat', ids[n]!)
    }
    const opened = new Date(clock.now().getTime() - 600_000)
    const later = (seconds: number) => new Date(opened.getTime() + seconds * 1000)
    // Five answered, one of them after more than a minute; one left after 20 s, one after 2 s; one waits.
    const replies = [10, 20, 30, 40, 200]
    for (const [index, id] of ids.entries())
      await app.ground.db.system
        .updateTable('episodes')
        .set({
          opened_at: opened,
          ...(index < 5 && { first_reply_at: later(replies[index]!) }),
          ...(index === 5 && { closed_at: later(20), closed_by_kind: 'contact' as const }),
          ...(index === 6 && { closed_at: later(2), closed_by_kind: 'contact' as const }),
        })
        .where('workspace_id', '=', shop.id)
        .where('conversation_id', '=', id)
        .execute()
    const [chat] = (await board()).flow
    expect(chat).toMatchObject({
      channel: 'chat',
      offered: 8,
      answered: 5,
      abandoned: 2,
      shortAbandoned: 1,
      meanWaitSeconds: 60,
    })
    expect(chat!.p90WaitSeconds).toBeCloseTo(136, 5) // between the fourth and the fifth of five, 0.6 of the way
    // 4 / (5 + 2 − 1 + 1): the short one counts on neither side, what waits for ten minutes is late already.
    expect(chat!.serviceLevel).toMatchObject({
      withinSeconds: 60,
      target: 0.8,
      answeredInTime: 4,
      lateStill: 1,
    })
    expect(chat!.serviceLevel!.measured).toMatchObject({ n: 7, share: 4 / 7 })
    // A mail has no such seconds, and too few cases are no figure.
    await asked()
    const mail = (await board()).flow.find(({ channel }) => channel === 'email')
    expect(mail!.serviceLevel).toBeNull()
  })

  test('with routing, each person is counted once, in one state, and rates about fewer than five people are absent', async () => {
    await routed()
    const [free, atWork, silent, resting, gone] = await Promise.all(
      ['Ana', 'Bo', 'Cy', 'Di', 'Ed'].map(name => aMember(app, shop, 'adviser', { name })),
    )
    await inState(free!, { status: 'available' })
    await inState(atWork!, { status: 'available', used: 12 })
    await inState(silent!, { status: 'available', is_silent: true })
    await inState(resting!, { status: 'break' })
    await inState(gone!, { status: 'away' })
    const id = await asked()
    const item = app.ground.newId()
    const now = clock.now()
    const { system } = app.ground.db
    await system
      .insertInto('work_items')
      .values({
        ...{ workspace_id: shop.id, id: item, conversation_id: id, channel: 'email', team_id: null },
        ...{ state: 'active', t0: now, since: now },
      })
      .execute()
    await system
      .insertInto('reservations')
      .values({
        ...{ workspace_id: shop.id, id: app.ground.newId(), item_id: item, member_id: atWork!.id },
        ...{ how: 'by_hand', state: 'active', units: 12, at: now },
      })
      .execute()
    const { people, handling } = await board()
    expect(people).toMatchObject({
      basis: 'states',
      states: { free: 1, atWork: 1, notResponding: 1, busy: 0, break: 1 },
      present: 4,
      away: 1,
      capacityUsed: 0.06,
    })
    expect(handling).toBeNull()
  })

  test('EMP-6: how four people are, what they missed and have room for is nobody else’s to count, that of five is a figure of the team', async () => {
    await routed()
    const team = async (name: string, of: number) => {
      const people = await Promise.all(
        Array.from({ length: of }, (_, n) => aMember(app, shop, 'adviser', { name: `${name} ${n}` })),
      )
      await inState(people[0]!, { status: 'available', used: 40 })
      const made = await shop.call<{ id: string }>('POST', '/teams', {
        ...{ name, kind: 'sales', siteId: null, partnerId: null, calendarId: null, positions: null },
        memberIds: people.map(({ id }) => id),
      })
      return `team-${made.body.id}`
    }
    const [few, enough] = [await team('Quatre', 4), await team('Cinq', 5)]
    expect(await board(few)).toMatchObject({
      missedOffers: null,
      people: { states: null, capacityUsed: null },
    })
    expect(await board(enough)).toMatchObject({
      missedOffers: 0,
      people: { states: { free: 1, atWork: 0 }, capacityUsed: 0.4 },
    })
  })

  test('A16, EMP-6: occupancy is time with work in hand over time available, of five people and not of four', async () => {
    await routed()
    const { timeZone } = await board()
    // Noon of the workspace’s day: two hours before it are of the same day, whatever the hour this runs at.
    const hour = Number(
      new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone }).format(new Date()),
    )
    shift = (36 - hour) * 3_600_000
    const noon = clock.now().getTime()
    const ago = (minutes: number) => new Date(noon - minutes * 60_000)
    const available = async (from: number, until: number) => {
      const { id } = await aMember(app, shop, 'adviser')
      const said = { workspace_id: shop.id, member_id: id, cause: 'declared' as const }
      await app.ground.db.system
        .insertInto('work_state_changes')
        .values([
          { ...said, at: ago(from), status: 'available' },
          { ...said, at: ago(until), status: 'break' },
        ])
        .execute()
      return id
    }
    const people = [
      await available(120, 60),
      await available(120, 60),
      await available(120, 60),
      await available(120, 60),
    ]
    const work = async (memberId: string, from: number, until: number, parkedAt: number) => {
      const [conversation_id, item] = [await asked(), app.ground.newId()]
      const here = { workspace_id: shop.id }
      await app.ground.db.system
        .insertInto('work_items')
        .values({
          ...here,
          id: item,
          conversation_id,
          channel: 'email',
          team_id: null,
          state: 'active',
          t0: ago(from),
          since: ago(from),
        })
        .execute()
      await app.ground.db.system
        .insertInto('reservations')
        .values({
          ...{
            ...here,
            id: app.ground.newId(),
            item_id: item,
            member_id: memberId,
            how: 'by_hand',
            state: 'ended',
          },
          ...{ units: 12, at: ago(from), ended_at: ago(until), outcome: 'done' },
        })
        .execute()
      await app.ground.db.system
        .insertInto('routing_events')
        .values([
          { ...here, at: ago(from), kind: 'active', item_id: item, member_id: memberId },
          { ...here, at: ago(parkedAt), kind: 'parked', item_id: item, member_id: memberId },
        ])
        .execute()
    }
    // Half an hour of two at once counts once; what is parked, or on a break, does not count.
    await work(people[0]!, 120, 80, 90)
    await work(people[0]!, 120, 90, 90)
    await work(people[1]!, 75, 30, 30)
    expect((await board()).people.occupancy).toBeNull()
    people.push(await available(120, 60))
    // 30 and 15 minutes of five hours.
    expect((await board()).people.occupancy).toBeCloseTo(45 / 300, 3)
  })

  test('Q54, M18, D8: by team, site, employer and language, and a board for each, with the places of a team', async () => {
    const partner = await shop.call<{ id: string }>('POST', '/partners', {
      ...{ name: 'Relais Azur', visibleContactFields: ['name'] },
    })
    const site = await shop.call<{ id: string }>('POST', '/sites', {
      ...{
        name: 'Tunis',
        kind: 'partner',
        partnerId: partner.body.id,
        country: 'TN',
        city: null,
        calendarId: null,
        timeZone: 'Africa/Tunis',
      },
    })
    const made = await shop.call<{ id: string }>('POST', '/teams', {
      ...{
        name: 'Renfort',
        kind: 'digital',
        siteId: site.body.id,
        partnerId: partner.body.id,
        positions: 15,
        calendarId: null,
        memberIds: [],
      },
    })
    expect([partner.status, site.status, made.status]).toEqual([201, 201, 201])
    const theirs = await asked()
    await app.ground.db.system
      .updateTable('conversations')
      .set({ team_id: made.body.id, language: 'en' })
      .where('workspace_id', '=', shop.id)
      .where('id', '=', theirs)
      .execute()
    await asked()
    const whole = await board()
    const waitingOf = (parts: Board['teams']) =>
      Object.fromEntries(parts.map(part => [part.name ?? part.key, part.waiting]))
    expect(waitingOf(whole.teams)).toMatchObject({ Renfort: 1 })
    expect(waitingOf(whole.sites)).toMatchObject({ Tunis: 1 })
    expect(waitingOf(whole.employers)).toEqual({ house: 1, 'Relais Azur': 1 })
    expect(waitingOf(whole.languages)).toMatchObject({ 'language-en': 1 })
    for (const key of [
      `team-${made.body.id}`,
      `site-${site.body.id}`,
      `partner-${partner.body.id}`,
      'language-en',
    ])
      expect((await board(key)).waiting).toMatchObject([{ channel: 'email', count: 1 }])
    expect((await board(`team-${made.body.id}`)).people.positions).toBe(15)
  })
})

describe('pushed', () => {
  async function aSupervisor() {
    const member = await aMember(app, shop, 'supervisor')
    return { member, cookie: await cookieOf(app, shop, member) }
  }

  test('a screen has the board at once, and what changes within a second; the figures within five', async () => {
    const { cookie } = await aSupervisor()
    const wall = await aWall({ cookie })
    await vi.waitFor(() => expect(wall.boards).toHaveLength(1), { timeout: 10_000 })
    expect(wall.boards[0]!.waiting).toEqual([])
    await asked()
    await vi.waitFor(() => expect(shownBy(wall).waiting).toMatchObject([{ channel: 'email', count: 1 }]), {
      timeout: 10_000,
    })
    await vi.waitFor(() => expect(shownBy(wall).flow).toMatchObject([{ channel: 'email', offered: 1 }]), {
      timeout: 10_000,
    })
    // It says how old it is even when nothing happens.
    const { length } = wall.changes
    await vi.waitFor(() => expect(wall.changes.length).toBeGreaterThan(length), { timeout: 10_000 })
    expect(Object.keys(wall.changes.at(-1)!)).toEqual(['asOf'])
  })

  test('a hundred viewers cost no more counts than one', async () => {
    const { cookie } = await aSupervisor()
    const first = await aWall({ cookie })
    await vi.waitFor(() => expect(first.boards).toHaveLength(1), { timeout: 10_000 })
    const reads = vi.spyOn(app.ground.db, 'readWorkspace')
    onTestFinished(() => reads.mockRestore())
    const walls = await Promise.all(Array.from({ length: 40 }, () => aWall({ cookie })))
    await vi.waitFor(() => expect(walls.every(({ boards }) => boards.length === 1)).toBe(true), {
      timeout: 10_000,
    })
    const before = first.changes.length
    await vi.waitFor(() => expect(first.changes.length).toBeGreaterThan(before + 1), { timeout: 15_000 })
    // Each count is one reading, told once to every screen.
    expect(reads.mock.calls.length).toBeLessThanOrEqual(first.changes.length + 1)
    for (const wall of walls) expect(wall.changes.length).toBeGreaterThan(0)
  })

  test('SEC-5: an adviser, a partner and nobody see no board; who loses the role loses it', async () => {
    for (const role of ['adviser', 'partner', 'collaborator'] as const) {
      const member = await aMember(app, shop, role)
      await expect(aWall({ cookie: await cookieOf(app, shop, member) })).rejects.toThrow()
    }
    await expect(aWall({ cookie: 'none=1' })).rejects.toThrow()
    const { member, cookie } = await aSupervisor()
    const wall = await aWall({ cookie })
    const demoted = await shop.call('PATCH', `/members/${member.id}`, { role: 'adviser' })
    expect(demoted.status).toBe(200)
    await wall.ended
    await expect(aWall({ cookie })).rejects.toThrow()
  })

  test('a key that may not read conversations opens no socket of a board', async () => {
    const { authorization } = await keyOf(app, shop, { role: 'administrator' })
    const socket = io(url, {
      ...{ path: '/wallboard/live', transports: ['websocket'], forceNew: true, reconnection: false },
      query: { workspace: shop.slug, board: 'all' },
      extraHeaders: { authorization },
    })
    onTestFinished(() => void socket.disconnect())
    await expect(
      Promise.race([
        once(socket as never, 'connect').then(() => 'open'),
        once(socket as never, 'connect_error').then(() => 'refused'),
      ]),
    ).resolves.toBe('refused')
  })
})

describe('a link for a television', () => {
  const aLink = async (more: object = {}) => {
    const { status, body } = await shop.call<BoardLink & { url: string }>('POST', '/wallboard-links', {
      name: 'Plateau de Lyon',
      board: 'all',
      ...more,
    })
    expect(status).toBe(201)
    return { ...body, secret: new URL(body.url).hash.slice(1) }
  }

  test('shows one board without a session, names nobody, and ends at once when it is revoked', async () => {
    await asked()
    const link = await aLink()
    const wall = await aWall({ link: link.secret })
    await vi.waitFor(() => expect(wall.boards).toHaveLength(1), { timeout: 10_000 })
    expect(wall.boards[0]!.waiting).toHaveLength(1)
    expect(JSON.stringify(wall.boards)).not.toMatch(/Rosalie|mail\.test|fané/)
    const { body } = await shop.call<{ items: BoardLink[] }>('GET', '/wallboard-links')
    expect(JSON.stringify(body)).not.toContain(link.secret)
    expect(body.items[0]).toMatchObject({ id: link.id, name: 'Plateau de Lyon' })
    expect(body.items[0]!.lastSeenAt).not.toBeNull()
    expect((await shop.call('DELETE', `/wallboard-links/${link.id}`)).status).toBe(200)
    await wall.ended
    await expect(aWall({ link: link.secret })).rejects.toThrow('link_over')
  })

  test('opens nothing after its day, nor when guessed, and gives no way into the program', async () => {
    const link = await aLink({ days: 1 })
    const asSession = await app.http.inject({
      url: '/api/v1/wallboards/all',
      headers: { authorization: `Bearer ${link.secret}`, 'boucle-workspace': shop.slug },
    })
    expect(asSession.statusCode).toBe(401)
    shift = 25 * 3_600_000
    await expect(aWall({ link: link.secret })).rejects.toThrow('link_over')
    await expect(aWall({ link: `${link.secret}x` })).rejects.toThrow('link_over')
  })

  test('a house of televisions comes back at once from one address', async () => {
    const { secret } = await aLink()
    const walls = await Promise.all(Array.from({ length: 40 }, () => aWall({ link: secret })))
    expect(walls).toHaveLength(40)
  })

  test('one address may try no more than thirty secrets in a minute', async () => {
    const tried: Promise<string>[] = []
    for (let n = 0; n < 40; n++)
      tried.push(
        aWall({ link: `wall_${n}` }).then(
          () => 'open',
          () => 'refused',
        ),
      )
    expect(new Set(await Promise.all(tried))).toEqual(new Set(['refused']))
    const link = await aLink()
    await expect(aWall({ link: link.secret })).rejects.toThrow()
  })
})

test('A16: promises that are due in a quarter of an hour, and those that are past, each once', async () => {
  const [soon, late, later] = [await asked(), await asked(), await asked()]
  await app.settle()
  const dueIn = (id: string, minutes: number) =>
    app.ground.db.system
      .updateTable('conversations')
      .set({ due_at: new Date(Date.now() + minutes * 60_000), due_kind: 'first_response' })
      .where('workspace_id', '=', shop.id)
      .where('id', '=', id)
      .execute()
  await dueIn(soon, 10)
  await dueIn(late, -10)
  await dueIn(later, 60)
  expect((await board()).promises).toEqual({ dueSoon: 1, broken: 1 })
})
