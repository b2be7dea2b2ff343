import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { decodeCursor, toPage } from '#server/platform/paging.ts'
import { minimumAnswers, satisfactionOf, satisfiedFrom, summaryOf } from './csat.ts'
import { changeSurvey, listSurveys, surveyById } from './queries.ts'
import {
  type AnswerRow,
  listAnswers,
  refusedIn,
  type Slice,
  scoresOf,
  sentIn,
  weeksOf,
} from './report-queries.ts'

const os = implement(contract.surveys).$context<RequestContext>().use(guard)

/** Days shown when nobody says a period, and the longest period, in years: a week each is a line. */
const usualDays = 90
const longestYears = 5

/** The routes of the contract that read and set surveys. */
export function surveyRoutes(ground: Ground) {
  return os.router({
    list: os.list.handler(async ({ context: { tx } }) => ({ items: await listSurveys(tx) })),

    update: os.update.handler(async ({ input: { id, ...change }, context: { tx, actor } }) => {
      const before = await surveyFor(tx, id)
      await changeSurvey(tx, id, change)
      const after = await surveyFor(tx, id)
      const changed = (['enabled', 'delayMinutes', 'quietDays', 'asksInChat'] as const).filter(
        key => before[key] !== after[key],
      )
      if (changed.length > 0)
        await ground.recordEvent(tx, {
          type: 'survey.updated',
          actor: asEventActor(actor),
          subject: { kind: 'survey', id },
          data: Object.fromEntries(changed.map(key => [key, { before: before[key], after: after[key] }])),
        })
      return after
    }),

    csat: os.csat.handler(async ({ input, context: { tx, language } }) => {
      const survey = await surveyFor(tx, input.id)
      const slice = sliceOf(input, ground.clock.now())
      const from = satisfiedFrom(survey.scaleMax)
      const scores = await scoresOf(tx, slice)
      const weeks = await weeksOf(tx, slice, from)
      return {
        definition: ground.t(language, 'survey:csat_definition', {
          from,
          max: survey.scaleMax,
          minimum: minimumAnswers,
        }),
        from: slice.from.toISOString(),
        to: slice.to.toISOString(),
        sent: await sentIn(tx, slice),
        ...summaryOf(scores, survey.scaleMax),
        minimum: minimumAnswers,
        refused: await refusedIn(tx, slice),
        weeks: weeks.map(week => ({
          from: week.from.toISOString(),
          ...satisfactionOf(week.satisfied, week.answered),
        })),
      }
    }),

    answers: os.answers.handler(async ({ input, context: { tx, actor } }) => {
      await surveyFor(tx, input.id)
      const [at, id] = input.cursor ? decodeCursor(input.cursor, 2) : []
      const rows = await listAnswers(tx, actor, {
        ...sliceOf(input, ground.clock.now()),
        score: input.score,
        commented: input.commented,
        after: at && id ? { at, id } : undefined,
        limit: input.limit,
      })
      return toPage(rows, input.limit, row => [row.at.toISOString(), row.id], toAnswer)
    }),
  })
}

/** The one door to a survey. */
async function surveyFor(tx: Tx, id: string) {
  const survey = await surveyById(tx, id)
  if (!survey) throw new NotFound('survey')
  return survey
}

type Period = { from?: string | undefined; to?: string | undefined }

function sliceOf(
  input: Period & { id: string; teamId?: string | undefined; channel?: string | undefined },
  now: Date,
): Slice {
  const to = input.to ? new Date(input.to) : now
  const from = input.from ? new Date(input.from) : new Date(to.getTime() - usualDays * 86_400_000)
  if (from >= to) throw new Invalid('survey.period_reversed')
  if (to.getTime() - from.getTime() > longestYears * 366 * 86_400_000)
    throw new Invalid('survey.period_too_long', { years: longestYears })
  return { surveyId: input.id, from, to, teamId: input.teamId, channel: input.channel }
}

const toAnswer = (row: AnswerRow) => ({
  id: row.id,
  at: row.at.toISOString(),
  score: row.score,
  comment: row.comment,
  language: row.language,
  contact: { id: row.contact_id, name: row.contact_name },
  conversationId: row.conversation_id,
  conversationNumber: row.conversation_number,
  channel: row.channel,
  member: named(row.member_id, row.member_name),
  team: named(row.team_id, row.team_name),
})

const named = (id: string | null, name: string | null) => (id ? { id, name: name ?? '' } : null)
