import { sql } from 'kysely'
import type { PromiseTarget, SlaPolicy } from '#contract/promises.ts'
import type { AnswersDue } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import type { SegmentsOfCustomers } from '#server/segments/index.ts'
import type { CalendarRules } from '#server/workspaces/index.ts'
import { type ActingDeps, actOn } from './acting.ts'
import { asksForSegments, givenTo, type ReadyPolicy, type Weakest, weakestTo } from './choosing.ts'
import { clockRuler, type OpenTime, rulersIn } from './counting.ts'
import { createKeeping, type Loaded, type StandingAsked } from './keeping.ts'
import { policyRows } from './queries.ts'
import { promiseRoutes } from './routes.ts'
import { tellDue } from './telling.ts'

export interface PromiseDeps extends ActingDeps {
  calendars: { of: (tx: Tx, id: string | null) => Promise<CalendarRules> } & OpenTime
  segments: Pick<SegmentsOfCustomers, 'standingOf' | 'requireAll'>
  /** The workspace's own promise, for whoever no policy is made for (E33): hours of the clock, that end when somebody is there. */
  ownPromise: (tx: Tx) => Promise<{ hours: number; roll: (due: Date) => Date }>
}

/** What the targets of a calendar mean; refuses a calendar of another workspace. */
export type Counting = (tx: Tx, calendarId: string | null) => Promise<ReadyPolicy['dueOf']>

/** Time promises: which one is made to whom, when it is due, and how it was kept. One truth for the desk, the alerts and the public pages. */
export function createTimePromises(
  ground: Ground,
  { calendars, ownPromise, segments, ...deps }: PromiseDeps,
) {
  const rulerIn = async (tx: Tx, calendarId: string | null) =>
    rulersIn(await calendars.of(tx, calendarId), calendars)
  const ready = (policy: SlaPolicy, rulerOf: ReadyPolicy['rulerOf'], isOwn = false): ReadyPolicy => ({
    ...{ policy, rulerOf, isOwn },
    dueOf(target, since) {
      const { dueOf, totalMs } = rulerOf(target)
      return dueOf(since, totalMs)
    },
  })

  async function load(tx: Tx): Promise<Loaded> {
    const policies: ReadyPolicy[] = []
    for (const policy of await policyRows(tx))
      if (policy.enabled) policies.push(ready(policy, await rulerIn(tx, policy.calendarId)))
    const { hours, roll } = await ownPromise(tx)
    const own = { ...houseRules, first: { amount: hours, unit: 'clockHour' } } satisfies SlaPolicy
    return { policies, own: ready(own, ({ amount }) => clockRuler(amount * 3_600_000, roll), true) }
  }
  const ownDue =
    ({ own }: Loaded) =>
    (since: Date) =>
      own.dueOf(own.policy.first, since)

  /** How some people stand with the segments; nothing is asked where no promise asks for them. */
  const standing: StandingAsked = async (tx, policies, contactIds) =>
    policies.some(({ policy }) => asksForSegments(policy.conditions))
      ? segments.standingOf(tx, contactIds)
      : () => ({})

  const keeping = createKeeping(ground, load, standing)

  const chores: Partial<Chores> = {
    subscribers: [
      {
        name: 'promises.follow',
        on: [
          ...['sla_policy.created', 'sla_policy.updated', 'sla_policy.deleted'],
          ...['calendar.created', 'calendar.updated', 'workspace.updated'],
        ],
        handle: ({ workspaceId }) => keeping.keep(workspaceId),
      },
    ],
    timers: [
      {
        name: 'promises.tell',
        pattern: '* * * * *',
        async run() {
          await keeping.settle()
          await keeping.keepAll()
          await tellDue(ground, load, (tx, asked) => actOn(ground, deps, tx, asked))
          await keeping.keepAll()
        },
      },
      {
        // Days pass: somebody is a year older, an order a year old, and nothing was written that would say so.
        name: 'promises.segments',
        pattern: '17 3 * * *',
        async run() {
          await sql`
            update conversations c set clocks_stale = true
            from (select id from workspaces w where promises_ask_for_segments(w.id)) w
            where c.workspace_id = w.id and c.status <> 'closed' and c.joined_into is null`.execute(
            ground.db.system,
          )
          await keeping.keepAll()
        },
      },
    ],
  }

  return {
    chores,
    start: keeping.start,
    stop: keeping.stop,
    settle: keeping.settle,
    /** The clocks of the present episode of some conversations, as they stand now. */
    clocksOf: keeping.standing,
    router: promiseRoutes(ground, segments, async (tx, calendarId) => {
      const rulerOf = await rulerIn(tx, calendarId)
      return (target, since) => rulerOf(target).dueOf(since, rulerOf(target).totalMs)
    }),
    /** When a target is due in the workspace's own hours and holidays. */
    dueOf: async (tx: Tx, target: PromiseTarget, since: Date) => {
      const ruler = (await rulerIn(tx, null))(target)
      return ruler.dueOf(since, ruler.totalMs)
    },
    /** When an answer is due to each request. */
    async answerDue(tx: Tx): Promise<AnswersDue> {
      const loaded = await load(tx)
      return async (tx, contactIds) => {
        const standingOf = await standing(tx, loaded.policies, contactIds)
        return request =>
          givenTo(loaded.policies, ownDue(loaded), { ...request, ...standingOf(request.contactId) })
      }
    },
    /** E27: what a channel may promise in public to whoever writes at an instant. */
    async published(tx: Tx): Promise<(channelId: string | null, since: Date) => Weakest> {
      const loaded = await load(tx)
      return (channelId, since) =>
        weakestTo(loaded.policies, ownDue(loaded), { channelId, since, isFirst: true })
    },
  }
}

/** The workspace's own promise as a policy: made to everybody, of answers alone. */
const houseRules: Omit<SlaPolicy, 'first'> = {
  ...{ id: '', name: '', position: 0, enabled: true, version: 0, updatedAt: '' },
  conditions: {
    channels: [],
    reasons: [],
    teams: [],
    languages: [],
    priorities: [],
    vip: false,
    segments: [],
    touches: [],
    complaint: false,
    moment: false,
    attributes: [],
  },
  ...{ next: null, resolution: null, calendarId: null, pausesOnHold: false, warnPercent: 75 },
  onWarning: { notify: [], byMail: false, priority: null, teamId: null },
  // E33: whoever has it is told, and those who lead where nobody has.
  onBreach: { notify: ['owner'], byMail: false, priority: null, teamId: null },
}
