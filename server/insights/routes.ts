import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { decodeCursor, idOf, momentOf, toPage } from '#server/platform/paging.ts'
import { presencesOver, turnoverOver, turnoverVersion } from './adviser-turnover.ts'
import { createdOver, version } from './conversations-created.ts'
import type { InsightsDeps } from './index.ts'
import { type Days, dayAt, daysAsked } from './period.ts'
import {
  allReasons,
  type Created,
  type CreatedConversation,
  createdConversations,
  createdEachDay,
} from './queries.ts'

const os = implement(contract.insights).$context<RequestContext>().use(guard)

/** The routes of the contract that add up. */
export function insightRoutes(ground: Ground, deps: InsightsDeps) {
  return os.router({
    conversationsCreated: os.conversationsCreated.handler(async ({ input, context: { tx, language } }) => {
      const { asked, reasons } = await askedOf(tx, input)
      const { from, to, timeZone } = asked
      const rows = await createdEachDay(tx, asked)
      return {
        metric: 'conversations_created' as const,
        version,
        definition: ground.t(language, 'report:conversations_created', { timeZone }),
        timeZone,
        from,
        to,
        ...createdOver({ from, to }, rows, reasons),
      }
    }),

    createdConversations: os.createdConversations.handler(async ({ input, context: { tx } }) => {
      const { asked } = await askedOf(tx, input)
      const [at, id] = input.cursor ? decodeCursor(input.cursor, 2) : []
      const after = at && id ? { at: momentOf(at), id: idOf(id) } : undefined
      const rows = await createdConversations(tx, asked, { after, limit: input.limit })
      return toPage(rows, input.limit, row => [row.at, row.id], toConversation)
    }),

    adviserTurnover: os.adviserTurnover.handler(async ({ input, context: { tx, language } }) => {
      const timeZone = await deps.timeZone(tx)
      const today = dayAt(ground.clock.now(), timeZone)
      const days = daysAsked(input, today, 365)
      if (days.from > today) throw new Invalid('report.not_begun')
      const { span, presences } = await presencesOver(tx, days, timeZone)
      return {
        metric: 'adviser_turnover' as const,
        version: turnoverVersion,
        definition: ground.t(language, 'report:adviser_turnover', { timeZone }),
        timeZone,
        ...days,
        ...turnoverOver(presences, span),
      }
    }),
  })

  async function askedOf(tx: Tx, input: Partial<Days> & Pick<Created, 'channel' | 'reason'>) {
    const timeZone = await deps.timeZone(tx)
    const days = daysAsked(input, dayAt(ground.clock.now(), timeZone))
    const reasons = await allReasons(tx)
    const { channel, reason } = input
    if (reason !== undefined && reason !== 'none' && !reasons.some(({ id }) => id === reason))
      throw new NotFound('reason')
    const asked: Created = { ...days, timeZone, channel, reason }
    return { asked, reasons }
  }
}

const toConversation = (row: CreatedConversation) => ({
  id: row.id,
  number: row.number,
  createdAt: new Date(row.at).toISOString(),
  subject: row.subject,
  language: row.language,
  channel: row.channel,
  reasonId: row.reason_id,
  contact: { id: row.contact_id, name: row.contact_name },
})
