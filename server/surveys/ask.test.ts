import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  aCustomer,
  anInvitation,
  aRequest,
  aShop,
  closeIt,
  type Shop,
  type SurveyWorld,
  surveyWorld,
} from './testing/world.ts'

let world: SurveyWorld
let shop: Shop

beforeAll(async () => {
  world = await surveyWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.mails.length = 0
  shop = await aShop(world)
})

const invitations = () =>
  world.db.system
    .selectFrom('survey_invitations')
    .selectAll()
    .where('workspace_id', '=', shop.id)
    .orderBy('id')
    .execute()

const refusals = async () =>
  (
    await world.db.system
      .selectFrom('survey_refusals')
      .selectAll()
      .where('workspace_id', '=', shop.id)
      .execute()
  ).map(row => row.reason)

describe('a closed request is followed by one mail (D19)', () => {
  test('team, person, channel and reason are fixed when it is sent; reassigning later changes nothing', async () => {
    const [karim, nora] = [await shop.aMember(), await shop.aMember('supervisor', 'Nora')]
    const team = await shop.aTeam('Livraisons', [karim])
    const { id } = await anInvitation(world, shop, { assigneeId: karim, by: nora, closingTeamId: team })
    await world.db.system
      .updateTable('conversations')
      .set({ assignee_id: nora, team_id: null })
      .where('workspace_id', '=', shop.id)
      .where('id', '=', id)
      .execute()
    // Karim answered; Nora only closed.
    expect(await invitations()).toMatchObject([
      { member_id: karim, team_id: team, channel_kind: 'email', reason_id: null, survey_id: shop.surveyId },
    ])
  })

  test('a closure heard twice asks once', async () => {
    const request = await aRequest(world, shop, { contact: await aCustomer(shop) })
    const event = await closeIt(world, shop, request)
    await Promise.all([world.deliver(event), world.deliver(event)])
    await world.deliver(event)
    expect(world.mails).toHaveLength(1)
    expect(await invitations()).toHaveLength(1)
    expect(await refusals()).toEqual([])
  })

  test('it goes to the address the customer wrote from, in their language, else in the workspace’s', async () => {
    const anna = await aCustomer(shop, { name: 'Anna', language: 'en' })
    const other = `${anna.id}@other.test`
    await shop.insert('identities', {
      contact_id: anna.id,
      kind: 'email',
      value: other,
      shown: other,
      last_used_at: new Date(),
    })
    const { mail } = await anInvitation(world, shop, { contact: anna })
    expect(mail).toMatchObject({
      to: { name: 'Anna', address: anna.address },
      language: 'en',
      purpose: 'survey',
    })
    expect((await anInvitation(world, shop)).mail.language).toBe('fr')
  })

  test('only the hash of the token is kept, and it is not the token of another', async () => {
    const [one, two] = [await anInvitation(world, shop), await anInvitation(world, shop)]
    const tokens = [one, two].map(({ path }) => path.slice('/s/'.length))
    expect(new Set(tokens).size).toBe(2)
    for (const [index, { token_hash }] of (await invitations()).entries()) {
      expect(token_hash).toHaveLength(32)
      expect(Buffer.from(tokens[index]!, 'base64url')).toHaveLength(32)
      expect(token_hash.toString('base64url')).not.toContain(tokens[index])
    }
  })

  test('it waits until the closure and its reply can no longer be undone', async () => {
    shop = await aShop(world, { undoSeconds: 10 })
    const request = await aRequest(world, shop, { contact: await aCustomer(shop) })
    const event = await closeIt(world, shop, request)
    await world.deliver(event)
    expect(world.mails).toEqual([])
    const jobs = await world.db.system
      .selectFrom('outbox')
      .selectAll()
      .where('workspace_id', '=', shop.id)
      .where('task', 'is not', null)
      .execute()
    expect(jobs).toMatchObject([{ task: 'surveys.ask', run_at: new Date(event.at.getTime() + 10_000) }])

    const job = world.surveys.chores.jobs.find(one => one.name === 'surveys.ask')!
    await job.run(jobs[0]!.payload as never)
    await job.run(jobs[0]!.payload as never)
    expect(world.mails).toHaveLength(1)
  })

  test('a survey that is off asks nobody and refuses nobody', async () => {
    await shop.setSurvey({ enabled: false })
    const request = await aRequest(world, shop, { contact: await aCustomer(shop) })
    await world.deliver(await closeIt(world, shop, request))
    expect(world.mails).toEqual([])
    expect(await refusals()).toEqual([])
  })
})

describe('each survey that is not sent has its reason in the log', () => {
  test.each([
    ['automatic', ['autoReply', 'out']],
    ['automatic', ['out']],
    ['never_answered', ['in']],
    ['never_answered', ['in', 'acknowledgement', 'note']],
    ['never_answered', ['in', 'cancelled']],
  ] as const)('%s: %j', async (reason, messages) => {
    const request = await aRequest(world, shop, { contact: await aCustomer(shop), messages: [...messages] })
    await world.deliver(await closeIt(world, shop, request))
    expect(await refusals()).toEqual([reason])
    expect(world.mails).toEqual([])
    expect(await world.events(shop.id, 'survey.refused')).toMatchObject([
      { data: { reason }, conversationId: request.id, contactId: request.contactId },
    ])
  })

  test('spam, a customer without address, a blocked one, one who opted out', async () => {
    const blocked = await aCustomer(shop)
    await world.db.system
      .updateTable('contacts')
      .set({ blocked_at: new Date() })
      .where('id', '=', blocked.id)
      .execute()
    const muted = await aCustomer(shop)
    await world.db.system
      .updateTable('identities')
      .set({ blocked_at: new Date() })
      .where('contact_id', '=', muted.id)
      .execute()
    const out = await aCustomer(shop)
    for (const given of [true, false])
      await shop.insert('consent_entries', {
        contact_id: out.id,
        purpose: 'survey',
        given,
        source: 'test',
        at: new Date(world.clock.at.getTime() - (given ? 2 : 1) * 60_000),
      })
    const cases = [
      { contact: await aCustomer(shop), isSpam: true },
      { contact: await aCustomer(shop, { address: null }) },
      { contact: blocked },
      { contact: muted },
      { contact: out },
    ]
    for (const one of cases) await world.deliver(await closeIt(world, shop, await aRequest(world, shop, one)))
    expect((await refusals()).sort()).toEqual(['blocked', 'blocked', 'no_address', 'opted_out', 'spam'])
    expect(world.mails).toEqual([])
  })

  test('reopened before the delay is over; closed again, it is asked about after all and counted once', async () => {
    const request = await aRequest(world, shop, { contact: await aCustomer(shop) })
    const event = await closeIt(world, shop, request)
    await world.db.system
      .updateTable('conversations')
      .set({ status: 'open' })
      .where('id', '=', request.id)
      .execute()
    await world.deliver(event)
    expect(await refusals()).toEqual(['reopened'])
    await world.deliver(await closeIt(world, shop, request))
    expect(await refusals()).toEqual([])
    expect(await invitations()).toHaveLength(1)
  })

  test('a second request of the same person within 30 days, and asked again on the thirtieth', async () => {
    const anna = await aCustomer(shop)
    const closeOne = async () =>
      world.deliver(await closeIt(world, shop, await aRequest(world, shop, { contact: anna })))
    await closeOne()
    world.pass(29.99)
    await closeOne()
    expect(await refusals()).toEqual(['recently_asked'])
    world.pass(0.01)
    await closeOne()
    expect(await invitations()).toHaveLength(2)
  })
})

test('at most one survey per person in the quiet days, whatever the order of closures, even at once (OUT-9)', async () => {
  const closures = fc.array(
    fc.record({ person: fc.nat(2), hours: fc.integer({ min: 0, max: 200 }), together: fc.boolean() }),
    { minLength: 2, maxLength: 9 },
  )
  await fc.assert(
    fc.asyncProperty(closures, async planned => {
      shop = await aShop(world)
      await shop.setSurvey({ quiet_days: 3 })
      const people = [await aCustomer(shop), await aCustomer(shop), await aCustomer(shop)]
      let waiting: (() => Promise<unknown>)[] = []
      const flush = async () => {
        await Promise.all(waiting.map(deliver => deliver()))
        waiting = []
      }
      for (const { person, hours, together } of planned) {
        if (!together) {
          await flush()
          world.pass(hours / 24)
        }
        const event = await closeIt(world, shop, await aRequest(world, shop, { contact: people[person]! }))
        waiting.push(() => world.deliver(event))
      }
      await flush()

      const sent = await invitations()
      for (const { id } of people) {
        const moments = sent
          .filter(one => one.contact_id === id)
          .map(one => one.sent_at.getTime())
          .sort((a, b) => a - b)
        for (const [index, moment] of moments.entries())
          if (index > 0) expect(moment - moments[index - 1]!).toBeGreaterThanOrEqual(3 * 86_400_000)
      }
      // Nobody is forgotten either: who has a closure has a survey, and each closure its line.
      expect(new Set(sent.map(one => one.contact_id)).size).toBe(new Set(planned.map(one => one.person)).size)
      expect(sent.length + (await refusals()).length).toBe(planned.length)
    }),
    { numRuns: 15 },
  )
})
