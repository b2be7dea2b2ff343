import type { ChannelRules, Rules, Step, WorkItem } from './core/model.ts'

/** Channels whose conversations are routed, with what each takes of a person. */
export const channelRules: Readonly<Record<string, ChannelRules>> = {
  chat: {
    ...{ units: 33, parkedUnits: 5, most: 3, isExclusive: false },
    interrupts: ['email', 'form'],
    offerMs: 30_000,
  },
  email: { units: 12, parkedUnits: 0, most: 8, isExclusive: false, interrupts: [] },
  form: { units: 12, parkedUnits: 0, most: 8, isExclusive: false, interrupts: [] },
}

/** What holds in a workspace that says nothing else. */
export const defaultRules: Rules = {
  channels: channelRules,
  backOffMs: 30_000,
  backOffAloneMs: 5000,
  missesAllowed: 2,
  shares: {},
  shareHoldsMs: 120_000,
  prefersFit: false,
  emergenciesPerMinute: 10,
}

const hourMs = 3_600_000
/** Open time in which each kind of request should be answered: two days for mail (E33). */
const targets: Record<string, number> = { chat: 60_000, email: 48 * hourMs, form: 48 * hourMs }
const weights: Record<string, number> = { low: 0.5, normal: 1, high: 2, urgent: 4 }
/** Open time for which only those are asked who speak the customer's language, by channel. */
const languageFirstMs: Record<string, number> = { chat: 60_000, email: 4 * hourMs, form: 4 * hourMs }

/** Open time for which a request waits for whoever answered this customer last, while they are there. */
const ownerFirstMs: Record<string, number> = { chat: 900_000, email: 4 * hourMs, form: 4 * hourMs }

/** Open time for which a request on a channel is its owner's first. */
export const ownerWindowMs = (channel: string): number => ownerFirstMs[channel] ?? hourMs

/** Says how pressing a request is, by its channel and its priority. */
export const urgencyOf = (channel: string, priority: string): Pick<WorkItem, 'targetMs' | 'weight'> => ({
  targetMs: targets[channel] ?? 48 * hourMs,
  weight: weights[priority] ?? 1,
})

/** Whom a queue asks, and then whom as well: its team in the customer's language, then its team. */
export function ladderOf(asked: {
  channel: string
  teamId: string | null
  employers: readonly string[]
  language: string | null
}): Step[] {
  const team = {
    skills: {},
    languages: [],
    groups: asked.teamId === null ? [] : [asked.teamId],
    employers: asked.employers,
  }
  if (asked.language === null) return [{ afterMs: 0, requirement: team }]
  return [
    { afterMs: 0, requirement: { ...team, languages: [asked.language] } },
    { afterMs: languageFirstMs[asked.channel] ?? hourMs, requirement: team },
  ]
}
