import { type Period, readDay, readPeriod, writePeriod } from '../reports/period.ts'
import { readId } from '../ui/read-id.ts'

/** What the figures are about and which answers are read; all of it lives in the address. */
export interface Filters {
  period: Period
  team?: string | undefined
  channel?: string | undefined
  /** Of the answers read below: one score, one week (its Monday), those without a comment too. */
  score?: number | undefined
  week?: string | undefined
  withSilent: boolean
  /** The weeks as a table rather than drawn. */
  asTable: boolean
}

/** Reads the address; what means nothing is no filter. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search)
  const text = (name: string) => query.get(name)?.trim() || undefined
  const score = Number(query.get('score'))
  return {
    period: readPeriod(query),
    team: readId(query.get('team')),
    channel: text('channel'),
    score: Number.isInteger(score) && score >= 1 && score <= 10 ? score : undefined,
    week: readDay(query.get('week')),
    withSilent: query.get('answers') === 'all',
    asTable: query.get('weeks') === 'table',
  }
}

/** Writes the address; the part of the page to go to may follow. */
export function satisfactionPath(filters: Filters, part?: 'answers'): string {
  const { period, team, channel, score, week, withSilent, asTable } = filters
  const query = new URLSearchParams()
  writePeriod(query, period)
  if (team) query.set('team', team)
  if (channel) query.set('channel', channel)
  if (score !== undefined) query.set('score', String(score))
  if (week) query.set('week', week)
  if (withSilent) query.set('answers', 'all')
  if (asTable) query.set('weeks', 'table')
  const text = query.toString()
  return `/surveys${text ? `?${text}` : ''}${part ? `#${part}` : ''}`
}
