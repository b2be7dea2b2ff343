import type { AnswerDue } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { CalendarRules } from '#server/workspaces/index.ts'
import { givenTo, type ReadyPolicy, type Weakest, weakestTo } from './choosing.ts'
import { type AddOpenTime, countingIn } from './counting.ts'
import { policyRows } from './queries.ts'
import { promiseRoutes } from './routes.ts'

export interface PromiseDeps {
  calendars: { of: (tx: Tx, id: string | null) => Promise<CalendarRules>; addOpenTime: AddOpenTime }
  /** The workspace's own promise, for whoever no policy is made for (E33). */
  ownPromise: (tx: Tx) => Promise<(since: Date) => Date>
}

/** What the targets of a calendar mean; refuses a calendar of another workspace. */
export type Counting = (tx: Tx, calendarId: string | null) => Promise<ReadyPolicy['dueOf']>

/** Time promises: which one is made to whom, and when its answer is due. One truth for the desk, the alerts and the public pages. */
export function createTimePromises(ground: Ground, { calendars, ownPromise }: PromiseDeps) {
  const countingOf: Counting = async (tx, calendarId) =>
    countingIn(await calendars.of(tx, calendarId), calendars.addOpenTime)

  async function load(tx: Tx) {
    const policies: ReadyPolicy[] = []
    for (const policy of await policyRows(tx))
      if (policy.enabled) policies.push({ policy, dueOf: await countingOf(tx, policy.calendarId) })
    return { policies, own: await ownPromise(tx) }
  }

  return {
    router: promiseRoutes(ground, countingOf),
    /** When an answer is due to each request. */
    async answerDue(tx: Tx): Promise<AnswerDue> {
      const { policies, own } = await load(tx)
      return request => givenTo(policies, own, request)
    },
    /** E27: what a channel may promise in public to whoever writes at an instant. */
    async published(tx: Tx): Promise<(channelId: string | null, since: Date) => Weakest> {
      const { policies, own } = await load(tx)
      return (channelId, since) => weakestTo(policies, own, { channelId, since, isFirst: true })
    },
  }
}
