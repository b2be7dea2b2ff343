import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { roles } from '#contract/common.ts'
import { type Http, httpOver } from '#server/surveys/testing/http.ts'
import {
  anInvitation,
  aShop,
  type Shop,
  type SurveyWorld,
  surveyWorld,
} from '#server/surveys/testing/world.ts'
import { createLoops } from './index.ts'

let world: SurveyWorld
let loops: ReturnType<typeof createLoops>
let http: Http
let shop: Shop
let nora: string
let as: ReturnType<Http['as']>
/** How long an open hour lasts by the clock, so that a test can change the shop's hours. */
let pace = 1

beforeAll(async () => {
  world = await surveyWorld()
  loops = createLoops(world.ground, {
    surveys: world.surveys,
    addOpenTime: async (_tx, from, minutes) => new Date(from.getTime() + minutes * pace * 60_000),
  })
  http = await httpOver(world, { surveys: world.surveys.router, loops: loops.router }, [world.surveys.plugin])
})
afterAll(async () => {
  await http.close()
  await world.close()
})
beforeEach(async () => {
  pace = 1
  shop = await aShop(world)
  nora = await shop.aMember('supervisor', 'Nora')
  as = http.as('supervisor', shop.id, nora)
})

const subscribers = () => loops.chores.subscribers!
/** Everything customers said so far reaches the loop, each thing `times` times. */
async function hear(times = 1) {
  const said = (await world.events(shop.id)).filter(event => event.type.startsWith('survey.answer'))
  for (let time = 0; time < times; time += 1)
    for (const event of said) await world.deliver(event, subscribers())
}

async function aRecovery(score = 2, options: Parameters<typeof anInvitation>[2] = {}) {
  const invitation = await anInvitation(world, shop, options)
  await http.send(invitation.path, { score: String(score), comment: 'Fleurs fanées' })
  await hear()
  const { items } = (await as('GET', `/recoveries?conversation=${invitation.id}`)).json()
  return { ...invitation, recovery: items[0] }
}

const all = async () => (await as('GET', '/recoveries')).json().items

describe('a bad answer opens a recovery (Q37)', () => {
  test.each([
    [1, 1],
    [2, 1],
    [3, 0],
    [4, 0],
    [5, 0],
  ])('%i of 5 opens %i', async (score, opened) => {
    const { path } = await anInvitation(world, shop)
    await http.send(path, { score: String(score) })
    await hear()
    expect(await all()).toHaveLength(opened)
  })

  test('once, even when the event is delivered twice and at the same time', async () => {
    const { path, id } = await anInvitation(world, shop)
    await http.send(path, { score: '1', comment: 'Jamais reçu' })
    await Promise.all([hear(), hear(), hear()])
    await hear(2)
    expect(await all()).toMatchObject([
      {
        conversationId: id,
        score: 1,
        comment: 'Jamais reçu',
        state: 'to_take',
        owner: { id: nora, name: 'Nora' },
        contact: { name: 'Anna Petit' },
        version: 1,
      },
    ])
    expect(await world.events(shop.id, 'recovery.opened')).toMatchObject([
      { conversationId: id, data: { score: 1, ownerId: nora } },
    ])
  })

  test('with a deadline so many open hours after the answer, whenever it is heard', async () => {
    await world.db.system
      .updateTable('workspaces')
      .set({ settings: JSON.stringify({ undoSeconds: 0, recoveryHours: 4 }) })
      .where('id', '=', shop.id)
      .execute()
    const { path } = await anInvitation(world, shop)
    await http.send(path, { score: '2' })
    const answeredAt = world.clock.now()
    world.pass(0.1)
    await hear()
    expect(await all()).toMatchObject([
      {
        openedAt: answeredAt.toISOString(),
        dueAt: new Date(answeredAt.getTime() + 4 * 3_600_000).toISOString(),
      },
    ])
  })

  test('for the supervisor of the team, else for the supervisor with the least to do, else for an administrator', async () => {
    const lea = await shop.aMember('administrator', 'Léa')
    const [sam, adviser] = [await shop.aMember('supervisor', 'Sam'), await shop.aMember('adviser', 'Karim')]
    const team = await shop.aTeam('Livraisons', [sam, adviser])
    const ofTeam = await aRecovery(1, { closingTeamId: team })
    const again = await aRecovery(1, { closingTeamId: team })
    expect([ofTeam.recovery.owner.name, again.recovery.owner.name]).toEqual(['Sam', 'Sam'])
    expect((await aRecovery(1)).recovery.owner.name).toBe('Nora')
    expect((await aRecovery(1)).recovery.owner.name).toBe('Nora') // Sam has two, Nora one
    expect((await aRecovery(1)).recovery.owner.name).toBe('Nora') // as many each: the oldest member
    expect((await aRecovery(1)).recovery.owner.name).toBe('Sam')
    await world.db.system
      .updateTable('members')
      .set({ status: 'deactivated' })
      .where('workspace_id', '=', shop.id)
      .where('role', '=', 'supervisor')
      .execute()
    expect((await aRecovery(1, { closingTeamId: team })).recovery.owner.id).toBe(lea)
  })

  test('for nobody when there is nobody yet: it is in the list all the same', async () => {
    await world.db.system.deleteFrom('members').where('workspace_id', '=', shop.id).execute()
    expect((await aRecovery(1)).recovery.owner).toBeNull()
  })
})

describe('an answer that changes', () => {
  test('from 2 to 5 keeps the recovery and writes the second score on it, once', async () => {
    const { path, recovery } = await aRecovery(2)
    world.pass(0.01)
    await http.send(path, { score: '5', comment: 'Tout est réglé' })
    await hear(3)
    expect(await all()).toMatchObject([
      { id: recovery.id, score: 2, comment: 'Fleurs fanées', state: 'to_take' },
    ])
    expect(await world.events(shop.id, 'recovery.rescored')).toMatchObject([
      { subject: { kind: 'recovery', id: recovery.id }, data: { before: 2, after: 5 } },
    ])
  })

  test('from 5 to 1 opens one', async () => {
    const { path } = await anInvitation(world, shop)
    await http.send(path, { score: '5' })
    await hear()
    expect(await all()).toEqual([])
    world.pass(0.01)
    await http.send(path, { score: '1', comment: 'Finalement non' })
    await hear(2)
    expect(await all()).toMatchObject([{ score: 1, comment: 'Finalement non' }])
    expect(await world.events(shop.id, 'recovery.rescored')).toEqual([])
  })

  test('leads to the same recovery when its events arrive late and in the wrong order', async () => {
    const { path } = await anInvitation(world, shop)
    for (const score of ['2', '1', '5']) {
      await http.send(path, { score })
      world.pass(0.01)
    }
    const said = (await world.events(shop.id)).filter(event => event.type.startsWith('survey.answer'))
    for (const event of said.toReversed()) await world.deliver(event, subscribers())
    expect(await all()).toMatchObject([{ score: 1 }])
    expect(
      (await world.events(shop.id, 'recovery.rescored')).map(({ data }) => [data.before, data.after]),
    ).toEqual([
      [2, 1],
      [1, 5],
    ])
  })
})

describe('following a recovery', () => {
  test('it moves, changes owner and deadline; the log says from what to what', async () => {
    const karim = await shop.aMember('adviser', 'Karim')
    const { recovery } = await aRecovery()
    const dueAt = new Date(world.clock.at.getTime() + 86_400_000).toISOString()
    const moved = (
      await as('PATCH', `/recoveries/${recovery.id}`, {
        state: 'contacted',
        ownerId: karim,
        dueAt,
        version: 1,
      })
    ).json()
    expect(moved).toMatchObject({
      state: 'contacted',
      owner: { id: karim, name: 'Karim' },
      dueAt,
      version: 2,
    })
    expect(await world.events(shop.id, 'recovery.updated')).toMatchObject([
      {
        actor: { kind: 'member', id: nora },
        data: { state: { before: 'to_take', after: 'contacted' }, ownerId: { before: nora, after: karim } },
      },
    ])
    await as('PATCH', `/recoveries/${recovery.id}`, { state: 'contacted', ownerId: karim, dueAt })
    expect(await world.events(shop.id, 'recovery.updated')).toHaveLength(1)
    const past = new Date(world.clock.at.getTime() - 1).toISOString()
    const refused = await as('PATCH', `/recoveries/${recovery.id}`, { dueAt: past })
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'recovery.deadline_past'])
  })

  test('who writes on a stale view is told so in words and changes nothing', async () => {
    const { recovery } = await aRecovery()
    const path = `/recoveries/${recovery.id}`
    await as('PATCH', path, { state: 'waiting', version: 1 })
    const outcome = { outcome: 'repaired', customerTold: { how: 'phone' }, version: 1 }
    for (const refused of [
      await as('PATCH', path, { state: 'contacted', version: 1 }),
      await as('PUT', `${path}/outcome`, outcome),
    ])
      expect([refused.statusCode, refused.json()]).toMatchObject([
        409,
        {
          code: 'recovery.changed_meanwhile',
          title: 'Quelqu’un d’autre vient de modifier ce rattrapage. Relisez-le avant de recommencer.',
        },
      ])
    expect((await as('GET', path)).json()).toMatchObject({ state: 'waiting', version: 2, closedAt: null })
  })

  test('two who move it at once on the same view: one does, the other is told', async () => {
    const { recovery } = await aRecovery()
    const moves = await Promise.all(
      ['contacted', 'waiting'].map(state => as('PATCH', `/recoveries/${recovery.id}`, { state, version: 1 })),
    )
    expect(moves.map(move => move.statusCode).sort()).toEqual([200, 409])
  })

  test('an owner must be able to follow it', async () => {
    const { recovery } = await aRecovery()
    const gone = await shop.aMember('adviser', 'Parti')
    await world.db.system
      .updateTable('members')
      .set({ status: 'deactivated' })
      .where('id', '=', gone)
      .execute()
    for (const ownerId of [gone, randomUUID()]) {
      const refused = await as('PATCH', `/recoveries/${recovery.id}`, { ownerId })
      expect([refused.statusCode, refused.json().code]).toEqual([422, 'recovery.owner_unknown'])
    }
  })

  test('when its owner leaves, it goes to who follows now', async () => {
    const sam = await shop.aMember('supervisor', 'Sam')
    const { recovery } = await aRecovery()
    expect(recovery.owner.id).toBe(nora)
    const leaving = {
      ...(await world.events(shop.id))[0]!,
      type: 'member.deactivated',
      subject: { kind: 'member', id: nora },
    }
    await world.deliver(leaving, subscribers())
    expect((await all())[0].owner.id).toBe(nora) // still active: heard late, after coming back
    await world.db.system
      .updateTable('members')
      .set({ status: 'deactivated' })
      .where('id', '=', nora)
      .execute()
    await world.deliver(leaving, subscribers())
    await world.deliver(leaving, subscribers())
    expect((await all())[0].owner.id).toBe(sam)
    expect(await world.events(shop.id, 'recovery.updated')).toHaveLength(1)
  })

  test('new opening hours move the deadlines ahead, not those past nor those that someone chose', async () => {
    const past = await aRecovery()
    world.pass(1)
    const [ahead, chosen] = [await aRecovery(), await aRecovery()]
    const dueAt = new Date(world.clock.at.getTime() + 86_400_000).toISOString()
    await as('PATCH', `/recoveries/${chosen.recovery.id}`, { dueAt })
    pace = 1.5
    const changed = { ...(await world.events(shop.id))[0]!, type: 'calendar.updated' }
    await world.deliver(changed, subscribers())
    await world.deliver(changed, subscribers())
    const due = Object.fromEntries(
      (await all()).map((one: { id: string; dueAt: string }) => [one.id, one.dueAt]),
    )
    expect(due[past.recovery.id]).toBe(past.recovery.dueAt)
    expect(due[chosen.recovery.id]).toBe(dueAt)
    expect(new Date(due[ahead.recovery.id]).getTime() - new Date(ahead.recovery.openedAt).getTime()).toBe(
      12 * 3_600_000,
    )
  })
})

describe('closing a recovery', () => {
  test('asks for the outcome and how the customer was told; card numbers in the note are masked (Q37, REC-5)', async () => {
    const { recovery } = await aRecovery()
    const closed = (
      await as('PUT', `/recoveries/${recovery.id}/outcome`, {
        outcome: 'goodwill',
        note: ' Bon de 20 €, carte 4111 1111 1111 1111 ',
        customerTold: { how: 'phone' },
        version: 1,
      })
    ).json()
    expect(closed).toMatchObject({
      state: 'repaired',
      outcome: 'goodwill',
      outcomeNote: 'Bon de 20 €, carte •••• 1111',
      customerToldHow: 'phone',
      customerToldAt: world.clock.now().toISOString(),
      closedAt: world.clock.now().toISOString(),
    })
    expect(await world.events(shop.id, 'recovery.closed')).toMatchObject([
      { actor: { id: nora }, data: { outcome: 'goodwill', customerToldHow: 'phone', wasLate: false } },
    ])
    const refused = await as('PATCH', `/recoveries/${recovery.id}`, { state: 'waiting' })
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'recovery.closed'])
  })

  test('the same closing again changes nothing; another is refused until the first is undone', async () => {
    const { recovery } = await aRecovery()
    const path = `/recoveries/${recovery.id}/outcome`
    const told = { outcome: 'explained', customerTold: { how: 'email' }, version: 1 }
    const first = (await as('PUT', path, told)).json()
    expect((await as('PUT', path, told)).json()).toEqual(first)
    expect(await world.events(shop.id, 'recovery.closed')).toHaveLength(1)
    const other = await as('PUT', path, { outcome: 'unreachable', customerTold: null })
    expect([other.statusCode, other.json().code]).toEqual([409, 'recovery.already_closed'])
  })

  test('can be undone: it is where it was, and the log keeps what had been said', async () => {
    const { recovery } = await aRecovery()
    const path = `/recoveries/${recovery.id}`
    await as('PATCH', path, { state: 'waiting' })
    await as('PUT', `${path}/outcome`, { outcome: 'refused', customerTold: null })
    expect((await as('DELETE', `${path}/outcome`)).json()).toMatchObject({
      state: 'waiting',
      outcome: null,
      outcomeNote: null,
      customerToldAt: null,
      closedAt: null,
    })
    expect(await world.events(shop.id, 'recovery.reopened')).toMatchObject([
      { data: { outcomeBefore: 'refused' } },
    ])
    const again = await as('DELETE', `${path}/outcome`)
    expect([again.statusCode, again.json().code]).toEqual([409, 'recovery.not_closed'])
  })

  test('nothing deletes a recovery', async () => {
    const { recovery } = await aRecovery()
    expect((await as('DELETE', `/recoveries/${recovery.id}`)).statusCode).toBe(404)
    expect(await all()).toHaveLength(1)
  })
})

describe('the list', () => {
  test('comes by deadline, page by page, none twice and none lost, equal deadlines included', async () => {
    for (let index = 0; index < 5; index += 1) {
      await aRecovery(1)
      if (index % 2) world.pass(0.01)
    }
    const seen: { id: string; dueAt: string }[] = []
    let cursor = ''
    do {
      const page = (await as('GET', `/recoveries?limit=2${cursor}`)).json()
      seen.push(...page.items)
      cursor = page.next ? `&cursor=${page.next}` : ''
    } while (cursor)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(5)
    expect(seen.map(({ dueAt }) => dueAt)).toEqual(seen.map(({ dueAt }) => dueAt).toSorted())
  })

  test('shows those closed from the last closing back, page by page, each in the language of the person', async () => {
    const made = []
    for (let index = 0; index < 3; index += 1) made.push((await aRecovery()).recovery)
    for (const { id } of [made[1], made[2], made[0]]) {
      await as('PUT', `/recoveries/${id}/outcome`, { outcome: 'explained', customerTold: null })
      world.pass(0.01)
    }
    const first = (await as('GET', '/recoveries?state=repaired&limit=2')).json()
    const second = (await as('GET', `/recoveries?state=repaired&limit=2&cursor=${first.next}`)).json()
    const seen = [...first.items, ...second.items].map(({ id }: { id: string }) => id)
    expect(seen).toEqual([made[0].id, made[2].id, made[1].id])
    expect(second.next).toBeNull()
    expect(first.items[0].language).toBe('fr')
  })

  test('Q27: walks by change for a program that polls: what changes meanwhile comes again at the end, nothing is missed', async () => {
    const made: string[] = []
    for (let index = 0; index < 5; index += 1) {
      made.push((await aRecovery(1)).recovery.id)
      world.pass(0.01)
    }
    const since = (await all()).find(({ id }: { id: string }) => id === made[1]).updatedAt
    const [seen, states]: [string[], string[]] = [[], []]
    let cursor = ''
    do {
      const page = (await as('GET', `/recoveries?updatedSince=${since}&limit=2${cursor}`)).json()
      for (const { id, state } of page.items) {
        seen.push(id)
        states.push(state)
      }
      // One that was seen and one that was not yet change between two pages.
      if (seen.length === 2)
        for (const id of [made[1], made[3]])
          expect((await as('PATCH', `/recoveries/${id}`, { state: 'contacted' })).statusCode).toBe(200)
      cursor = page.next ? `&cursor=${page.next}` : ''
    } while (cursor)
    expect(seen).toEqual([made[1], made[2], made[4], made[1], made[3]])
    expect(states.slice(-2)).toEqual(['contacted', 'contacted'])
    const forged = Buffer.from(JSON.stringify(['yesterday', made[0]])).toString('base64url')
    expect((await as('GET', `/recoveries?updatedSince=${since}&cursor=${forged}`)).statusCode).toBe(422)
    expect((await as('GET', `/recoveries?cursor=${forged}`)).statusCode).toBe(422)
  })

  test('filters by state, owner and mine; the badge counts all, mine and late', async () => {
    const karim = await shop.aMember('adviser', 'Karim')
    const [late, mine, closed] = [await aRecovery(), await aRecovery(), await aRecovery()]
    await as('PATCH', `/recoveries/${late.recovery.id}`, {
      dueAt: new Date(world.clock.at.getTime() + 60_000).toISOString(),
    })
    world.clock.at = new Date(world.clock.at.getTime() + 120_000)
    await as('PATCH', `/recoveries/${mine.recovery.id}`, { ownerId: karim, state: 'contacted' })
    await as('PUT', `/recoveries/${closed.recovery.id}/outcome`, {
      outcome: 'repaired',
      customerTold: { how: 'sms' },
    })
    const asKarim = http.as('adviser', shop.id, karim)
    const ids = async (call: typeof as, query: string) =>
      (await call('GET', `/recoveries?${query}`)).json().items.map((one: { id: string }) => one.id)
    expect(await ids(as, 'state=open')).toEqual([late.recovery.id, mine.recovery.id])
    expect(await ids(as, 'state=repaired')).toEqual([closed.recovery.id])
    expect(await ids(as, 'state=contacted')).toEqual([mine.recovery.id])
    expect(await ids(as, `owner=${nora}&state=open`)).toEqual([late.recovery.id])
    expect(await ids(asKarim, 'mine=true')).toEqual([mine.recovery.id])
    expect((await asKarim('GET', '/recovery-counts')).json()).toEqual({ open: 2, mine: 1, late: 1 })
  })

  test('is for administrators, supervisors and advisers; others and other workspaces see none of it', async () => {
    const { recovery } = await aRecovery()
    const path = `/recoveries/${recovery.id}`
    const other = await aShop(world)
    const body = { outcome: 'repaired', customerTold: null }
    for (const role of roles) {
      const call = http.as(role, shop.id, nora)
      const isInside = role !== 'collaborator' && role !== 'partner'
      expect((await call('GET', '/recoveries')).statusCode, role).toBe(isInside ? 200 : 403)
      expect((await call('GET', '/recovery-counts')).statusCode, role).toBe(isInside ? 200 : 403)
      expect((await call('GET', path)).statusCode, role).toBe(isInside ? 200 : 403)
      expect((await call('PATCH', path, {})).statusCode, role).toBe(isInside ? 200 : 403)
      expect((await call('PUT', `${path}/outcome`, body)).statusCode, role).toBe(isInside ? 200 : 403)
      expect((await call('DELETE', `${path}/outcome`)).statusCode, role).toBe(isInside ? 200 : 403)
    }
    const stranger = http.as('administrator', other.id, nora)
    expect((await stranger('GET', '/recoveries')).json().items).toEqual([])
    expect((await stranger('GET', path)).statusCode).toBe(404)
    expect((await stranger('PATCH', path, { state: 'waiting' })).statusCode).toBe(404)
    expect((await stranger('PUT', `${path}/outcome`, body)).statusCode).toBe(404)
    expect((await stranger('DELETE', `${path}/outcome`)).statusCode).toBe(404)
  })
})
