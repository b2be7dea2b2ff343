import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Conversation } from '#contract/conversations.ts'
import type { RuleHit } from '#contract/rules.ts'
import {
  aMail,
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
let boss: TestMember

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  workspace = await aWorkspace(app)
  boss = await aPerson(app, workspace, 'supervisor', { name: 'Inès Roy' })
})

async function wrote(messageId: string, answering?: string): Promise<string> {
  const { body } = await workspace.call<{ conversationId: string }>(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({
      to: workspace.address,
      messageId,
      ...(answering && { headers: { 'In-Reply-To': answering, References: answering } }),
    }),
  )
  await app.settle()
  return body.conversationId
}

const aTeam = async (name: string) =>
  (
    await workspace.call<{ id: string }>('POST', '/teams', {
      ...{ name, kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null },
    })
  ).body.id
const aRule = async (actions: object[]) => {
  const made = await boss.call('POST', '/rules', { name: 'Tri', state: 'enabled', body: { actions } })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
}
const seen = async (id: string) => (await boss.call<Conversation>('GET', `/conversations/${id}`)).body
const lastHit = async (id: string) =>
  (await boss.call<{ items: RuleHit[] }>('GET', `/conversations/${id}/rule-hits`)).body.items.find(
    hit => hit.leftOut.length > 0,
  )

test('A10, D15: what somebody handed on to a team stays with it when the customer writes again', async () => {
  const [sales, experts] = [await aTeam('Ventes'), await aTeam('Experts')]
  await aRule([{ do: 'setTeam', teamId: sales }])
  const id = await wrote('<hand.1@mail.test>')
  expect((await seen(id)).team).toMatchObject({ id: sales })
  const handed = await boss.call('POST', `/conversations/${id}/transfers`, {
    teamId: experts,
    reason: 'skill',
  })
  expect(handed.status, JSON.stringify(handed.body)).toBe(201)
  expect(await wrote('<hand.2@mail.test>', '<hand.1@mail.test>')).toBe(id)
  expect((await seen(id)).team).toMatchObject({ id: experts })
  expect(await lastHit(id)).toMatchObject({ leftOut: [{ do: 'setTeam', because: 'in_hand' }] })
})

test('Q15: what a person took back of a rule is not said again at the next message', async () => {
  await aRule([
    { do: 'setPriority', priority: 'urgent' },
    { do: 'addTag', tag: 'Colis' },
    { do: 'addTag', tag: 'suivi' },
    { do: 'needsPerson' },
  ])
  const id = await wrote('<back.1@mail.test>')
  expect(await seen(id)).toMatchObject({ priority: 'urgent', tags: ['Colis', 'suivi'], needsPerson: true })
  const patched = await boss.call('PATCH', `/conversations/${id}`, {
    ...{ priority: 'normal', tags: ['suivi'], needsPerson: false },
  })
  expect(patched.status, JSON.stringify(patched.body)).toBe(200)
  await wrote('<back.2@mail.test>', '<back.1@mail.test>')
  expect(await seen(id)).toMatchObject({ priority: 'normal', tags: ['suivi'], needsPerson: false })
})

test('a rule goes on saying what only rules have said: its own words do not hold it back', async () => {
  const [sales, experts] = [await aTeam('Ventes'), await aTeam('Experts')]
  const rule = (has: string, teamId: string) =>
    boss.call('POST', '/rules', {
      ...{ name: has, state: 'enabled' },
      body: { all: [{ on: 'words', in: 'text', has: [has] }], actions: [{ do: 'setTeam', teamId }] },
    })
  await rule('n’est pas arrivé', sales)
  const id = await wrote('<rule.1@mail.test>')
  expect((await seen(id)).team).toMatchObject({ id: sales })
  await rule('bouquet', experts)
  const { items } = (await boss.call<{ items: { id: string; name: string }[] }>('GET', '/rules')).body
  await boss.call('PUT', '/rules/order', { ids: items.toReversed().map(one => one.id) })
  await wrote('<rule.2@mail.test>', '<rule.1@mail.test>')
  expect((await seen(id)).team).toMatchObject({ id: experts })
})
