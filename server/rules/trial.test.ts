import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CannedAnswer } from '#contract/knowledge.ts'
import type { RuleHit, RuleTrial } from '#contract/rules.ts'
import { aMail, aPerson, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'

let app: TestApp

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

/** What happens in a house: somebody writes (in a thread, as somebody), or a person changes a thread. */
type Step =
  | { writes: string; as?: string; text?: string }
  | { changes: string; to: object }
  | { hands: string }
  | { closes: string }

/** A house of its own, where everything that a rule of the table names is there. */
async function aHouse() {
  const workspace = await aWorkspace(app)
  const boss = await aPerson(app, workspace, 'supervisor', { name: 'Inès Roy' })
  const team = async (name: string) =>
    (
      await workspace.call<{ id: string }>('POST', '/teams', {
        ...{ name, kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null },
      })
    ).body.id
  const reason = async (label: string) =>
    (await workspace.call<{ id: string }>('POST', '/reasons', { labelFr: label, labelEn: label })).body.id
  const named = {
    teamId: await team('Ventes'),
    otherTeamId: await team('Experts'),
    reasonId: await reason('Retard'),
    otherReasonId: await reason('Autre'),
    cannedAnswerId: (
      await boss.call<CannedAnswer>('POST', '/canned-answers', {
        ...{ name: 'Suivi', textFr: 'Votre suivi est en ligne.', audience: 'everyone' },
      })
    ).body.id,
  }
  const threads = new Map<string, { id: string; last: string }>()
  let count = 0

  async function go(step: Step): Promise<void> {
    if ('writes' in step) {
      const before = threads.get(step.writes)
      count += 1
      const messageId = `<${step.writes}.${count}@mail.test>`
      const { body } = await workspace.call<{ conversationId: string }>(
        'POST',
        `/channels/${workspace.channelId}/raw`,
        aMail({
          ...{ to: workspace.address, messageId, from: `${step.as ?? 'anna'}@client.test` },
          ...{ subject: `Bouquet ${step.writes}`, text: step.text ?? 'Mon bouquet est en retard.' },
          ...(before && { headers: { 'In-Reply-To': before.last, References: before.last } }),
        }),
      )
      if (before) expect(body.conversationId).toBe(before.id)
      threads.set(step.writes, { id: body.conversationId, last: messageId })
    } else {
      const [thread] = Object.values(step) as [string]
      const path = `/conversations/${threads.get(thread)!.id}`
      const done =
        'changes' in step
          ? await boss.call('PATCH', path, withIds(step.to))
          : 'hands' in step
            ? await boss.call('POST', `${path}/transfers`, { teamId: named.otherTeamId, reason: 'skill' })
            : await boss.call('POST', `${path}/closure`, { reasonId: named.otherReasonId })
      expect(done.status, JSON.stringify(done.body)).toBeLessThan(300)
    }
    await app.settle()
  }

  /** Names stand for what is there. */
  const withIds = (body: object) =>
    JSON.parse(
      JSON.stringify(body, (_, value: unknown) =>
        typeof value === 'string' && value in named ? named[value as keyof typeof named] : value,
      ),
    ) as object

  const hits = async () => {
    const each = await Promise.all(
      [...threads.values()].map(({ id }) =>
        boss.call<{ items: RuleHit[] }>('GET', `/conversations/${id}/rule-hits`),
      ),
    )
    return each.flatMap(({ body }) => body.items)
  }
  return { boss, go, hits, named: withIds }
}

const reason = { do: 'setReason', reasonId: 'reasonId' }
const urgent = { do: 'setPriority', priority: 'urgent' }
const team = { do: 'setTeam', teamId: 'teamId' }
const reply = { do: 'reply', cannedAnswerId: 'cannedAnswerId' }
const colis = { do: 'addTag', tag: 'Colis' }
const thrice: Step[] = [{ writes: 'a' }, { writes: 'a' }, { writes: 'a' }]

test.for<[string, object[], Step[], Record<string, [done: number, leftOut: number]>]>([
  [
    'what was set is in hand when the customer writes again',
    [reason, urgent, team, colis],
    thrice,
    { setReason: [1, 2], setPriority: [1, 2], setTeam: [3, 0], addTag: [3, 0] },
  ],
  [
    'each conversation for itself',
    [reason],
    [...thrice, { writes: 'b', as: 'luc' }, { writes: 'b', as: 'luc' }],
    { setReason: [2, 3] },
  ],
  [
    'E49: one answer a day to one person, whatever the conversation',
    [reply],
    [{ writes: 'a' }, { writes: 'a' }, { writes: 'b' }, { writes: 'c', as: 'luc' }],
    { reply: [2, 2] },
  ],
  [
    'what a person handed on stays there, from then on',
    [team],
    [{ writes: 'a' }, { hands: 'a' }, { writes: 'a' }, { writes: 'b', as: 'luc' }, { hands: 'b' }],
    { setTeam: [2, 1] },
  ],
  [
    'what a person said is not said otherwise, a tag taken is not given again',
    [reason, urgent, colis, { do: 'needsPerson' }],
    [
      { writes: 'a' },
      { changes: 'a', to: { tags: ['Colis', 'suivi'] } },
      {
        changes: 'a',
        to: { tags: ['suivi'], priority: 'normal', reasonId: 'otherReasonId', needsPerson: false },
      },
      { writes: 'a' },
    ],
    { setReason: [1, 1], setPriority: [1, 1], addTag: [1, 1], needsPerson: [1, 1] },
  ],
  [
    'a reason given in closing counts from the closing',
    [reason],
    [
      { writes: 'b', text: 'Autre chose' },
      { changes: 'b', to: { reasonId: 'otherReasonId' } },
      { changes: 'b', to: { reasonId: null } },
      { writes: 'a' },
      { closes: 'a' },
      { writes: 'a' },
    ],
    { setReason: [2, 1] },
  ],
  [
    'Q15: what a person keeps for a person gets no answer after that',
    [reply],
    [
      { writes: 'a', text: 'Je vous raconte toute l’histoire. '.repeat(15) },
      { changes: 'a', to: { needsPerson: true } },
      { writes: 'a' },
    ],
    { reply: [0, 2] },
  ],
  [
    'Q15, CMP-1: what it keeps for a person, or proposes as a complaint, gets no answer the next time either',
    [{ do: 'needsPerson' }, { do: 'proposeComplaint' }, reply],
    [{ writes: 'a' }, { writes: 'a' }],
    { needsPerson: [2, 0], proposeComplaint: [2, 0], reply: [0, 2] },
  ],
])('a trial counts what the rule does when it lives: %s', async ([, actions, steps, expected]) => {
  const [tried, lived] = [await aHouse(), await aHouse()]
  for (const step of steps) await tried.go(step)
  const trial = await tried.boss.call<RuleTrial>('POST', '/rule-trials', { body: tried.named({ actions }) })
  expect(trial.status, JSON.stringify(trial.body)).toBe(200)
  const counted = Object.fromEntries(trial.body.acts.map(act => [act.do, [act.done, act.leftOut]]))
  expect(counted).toEqual(expected)

  const made = await lived.boss.call('POST', '/rules', {
    ...{ name: 'Tri', state: 'enabled', body: lived.named({ actions }) },
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  for (const step of steps) await lived.go(step)
  const hits = await lived.hits()
  const count = (what: (hit: RuleHit) => string[], act: string) =>
    hits.filter(hit => what(hit).includes(act)).length
  const live = Object.keys(expected).map(act => [
    act,
    [count(hit => hit.done, act), count(hit => hit.leftOut.map(one => one.do), act)],
  ])
  expect(Object.fromEntries(live)).toEqual(expected)

  // Tried again where it has lived, it says the same: what it did itself does not stand in its own way.
  const again = await lived.boss.call<RuleTrial>('POST', '/rule-trials', {
    ...{ body: lived.named({ actions }), ruleId: (made.body as { id: string }).id },
  })
  expect(Object.fromEntries(again.body.acts.map(act => [act.do, [act.done, act.leftOut]]))).toEqual(expected)
})
