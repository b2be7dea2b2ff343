import { createHash } from 'node:crypto'
import type { Customer } from './customers.ts'
import type { Facts } from './facts.ts'
import type { OpenHours } from './open-hours.ts'
import type { Row, Rows } from './plan.ts'
import type { Random } from './random.ts'
import type { Member, Setting } from './setting.ts'
import { asTypedBy } from './slips.ts'
import { fill } from './text-template.ts'
import { recoveryNotes, verbatims } from './texts/verbatims.ts'

/** One closed episode, as the survey sees it. */
export type Closed = {
  atMs: number
  conversationId: string
  episodeId: string
  contactId: string
  customer: Customer
  channelId: string
  member: Member
  teamId: string
  reasonId: string | null
  reason: string
  facts: Facts
  /** Mean score of the reason, before what this conversation went through. */
  expected: number
  /** Open minutes the customer waited for the first answer. */
  waitedMinutes: number
  wasUnhappy: boolean
  isSpam: boolean
  automatic: boolean
  answered: boolean
}

type Refusal = Row<'survey_refusals'>['reason']

/** Asks after each closure unless a rule forbids it, and lets people answer; what they say opens recoveries. */
export function createSurveyor(input: {
  random: Random
  mint: (atMs: number) => string
  nowMs: number
  setting: Setting
  seed: string
  owners: readonly Member[]
  hours: OpenHours
}) {
  const { random, mint, nowMs, setting, seed, owners, hours } = input
  const lastAsked = new Map<string, number>()

  return {
    /** Rows of what followed a closure: an invitation, maybe an answer, maybe a recovery; or the reason there is none. */
    afterClosure(closed: Closed): Rows {
      const atMs = closed.atMs + 30 * 60_000
      if (atMs >= nowMs) return {}
      const reason = refusal(closed, atMs, lastAsked)
      if (reason)
        return {
          survey_refusals: [
            {
              id: mint(atMs),
              survey_id: setting.surveyId,
              conversation_id: closed.conversationId,
              episode_id: closed.episodeId,
              contact_id: closed.contactId,
              reason,
              at: new Date(atMs),
            },
          ],
        }
      lastAsked.set(closed.contactId, atMs)
      const id = mint(atMs)
      const invitation: Row<'survey_invitations'> = {
        id,
        survey_id: setting.surveyId,
        contact_id: closed.contactId,
        conversation_id: closed.conversationId,
        episode_id: closed.episodeId,
        asked_in: 'mail',
        skipped_at: null,
        channel_kind: 'email',
        channel_id: closed.channelId,
        member_id: closed.member.id,
        team_id: closed.teamId,
        reason_id: closed.reasonId,
        language: closed.customer.language,
        token_hash: createHash('sha256').update(`${seed}/${id}`).digest(),
        sent_at: new Date(atMs),
        expires_at: new Date(atMs + 30 * 86_400_000),
      }
      const answer = maybeAnswer(closed, atMs)
      if (!answer) return { survey_invitations: [invitation] }
      const answered: Row<'survey_answers'> = {
        invitation_id: id,
        survey_id: setting.surveyId,
        score: answer.score,
        comment: answer.comment,
        answered_at: new Date(answer.atMs),
        edited_at: null,
        history: '[]',
      }
      return {
        survey_invitations: [invitation],
        survey_answers: [answered],
        ...(answer.score <= 2 && { recoveries: [recover(closed, id, answer)] }),
      }
    },
  }

  function maybeAnswer(
    closed: Closed,
    sentMs: number,
  ): { score: number; comment: string | null; atMs: number } | undefined {
    if (!random.chance(closed.wasUnhappy ? 0.46 : 0.3)) return undefined
    const atMs = sentMs + Math.round(-Math.log(1 - random.next()) * 9 * 3_600_000) + 120_000
    if (atMs >= nowMs) return undefined
    const score = scoreOf(closed)
    const comment = random.chance(score <= 2 ? 0.8 : score === 3 ? 0.5 : 0.36)
      ? commentOf(closed, score)
      : null
    return { score, comment, atMs }
  }

  function scoreOf(closed: Closed): number {
    const waited = closed.waitedMinutes > 900 ? 0.9 : closed.waitedMinutes > 420 ? 0.45 : 0
    const mean = closed.expected - waited - (closed.wasUnhappy ? 1.1 : 0)
    const spread = (random.next() + random.next() + random.next() - 1.5) * 1.9
    return Math.max(1, Math.min(5, Math.round(mean + 0.45 + spread)))
  }

  function commentOf(closed: Closed, score: number): string {
    const words = verbatims[closed.customer.language]
    const subject =
      closed.reason === 'delivery.late' || closed.reason === 'delivery.missing'
        ? 'late'
        : closed.waitedMinutes > 420 || closed.reason.startsWith('service.')
          ? 'wait'
          : closed.reason.startsWith('after_sales.') || closed.reason === 'advice.product_info'
            ? 'product'
            : closed.reason.startsWith('help.') || closed.reason === 'delivery.status'
              ? 'site'
              : 'bad'
    const list =
      score >= 4
        ? words.good
        : score === 3
          ? random.chance(0.5)
            ? words.fair
            : words[subject]
          : random.chance(0.75)
            ? words[subject]
            : words.bad
    return asTypedBy(closed.customer, fill(random.pick(list), closed.facts.slots.customer), random)
  }

  function recover(
    closed: Closed,
    invitationId: string,
    answer: { score: number; comment: string | null; atMs: number },
  ): Row<'recoveries'> {
    const owner = owners[closed.teamId.charCodeAt(30) % owners.length]!
    const openedMs = answer.atMs + 2000
    const dueMs = hours.after(openedMs, 8 * 60)
    const state = recoveryState(random, (nowMs - openedMs) / 86_400_000)
    const closedMs =
      state === 'repaired' ? Math.min(nowMs - 60_000, openedMs + random.int(3, 70) * 3_600_000) : undefined
    const outcome =
      closedMs === undefined
        ? null
        : random.weighted<NonNullable<Row<'recoveries'>['outcome']>>([
            ['repaired', 34],
            ['goodwill', 26],
            ['explained', 24],
            ['unreachable', 11],
            ['refused', 5],
          ])
    const told = outcome && outcome !== 'unreachable'
    return {
      id: mint(openedMs),
      contact_id: closed.contactId,
      conversation_id: closed.conversationId,
      invitation_id: invitationId,
      score: answer.score,
      comment: answer.comment,
      state,
      owner_id: owner.id,
      opened_at: new Date(openedMs),
      due_at: new Date(dueMs),
      outcome,
      outcome_note: outcome && random.chance(0.8) ? random.pick(recoveryNotes[outcome]) : null,
      customer_told_at: told && closedMs ? new Date(closedMs) : null,
      customer_told_how: told
        ? random.weighted([
            ['phone', 55],
            ['email', 45],
          ])
        : null,
      closed_at: closedMs ? new Date(closedMs) : null,
      version: state === 'to_take' ? 1 : 2,
      updated_at: new Date(closedMs ?? openedMs),
    }
  }
}

/** How far a recovery has come after some days: nearly all end within two weeks, a few are late. */
function recoveryState(random: Random, agoDays: number): NonNullable<Row<'recoveries'>['state']> {
  if (agoDays > 14) return 'repaired'
  if (agoDays > 3)
    return random.weighted([
      ['repaired', 38],
      ['waiting', 28],
      ['contacted', 24],
      ['to_take', 10],
    ])
  return random.weighted([
    ['to_take', 58],
    ['contacted', 30],
    ['waiting', 12],
  ])
}

/** The rule that forbids a survey, if one does. */
function refusal(closed: Closed, atMs: number, lastAsked: ReadonlyMap<string, number>): Refusal | undefined {
  if (closed.isSpam) return 'spam'
  if (closed.automatic) return 'automatic'
  if (!closed.answered) return 'never_answered'
  if (closed.customer.blocked) return 'blocked'
  const before = lastAsked.get(closed.contactId)
  return before !== undefined && atMs - before < 30 * 86_400_000 ? 'recently_asked' : undefined
}
