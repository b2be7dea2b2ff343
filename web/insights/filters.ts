import { type Period, readDay, readPeriod, type UsualPeriod, writePeriod } from '../reports/period.ts'
import { readId } from '../ui/read-id.ts'

/** What the counts are about and how they are shown; all of it lives in the address. */
export interface Filters {
  period: Period
  channel?: string | undefined
  /** A reason, a family of them, or `none`. */
  reason?: string | undefined
  /** The day whose conversations are listed. */
  day?: string | undefined
  /** The days as a table rather than drawn. */
  asTable: boolean
}

/** What the page begins with: a month is what a supervisor compares. */
const first: UsualPeriod = 30

/** Reads the address; what means nothing is no filter. */
export function readFilters(search: string): Filters {
  const query = new URLSearchParams(search)
  const reason = query.get('reason')
  return {
    period: readPeriod(query, first),
    channel: query.get('channel')?.trim() || undefined,
    reason: reason === 'none' ? reason : readId(reason),
    day: readDay(query.get('day')),
    asTable: query.get('days') === 'table',
  }
}

/** Writes the address; the part of the page to go to may follow. */
export function insightsPath(filters: Filters, part?: 'conversations'): string {
  const { period, channel, reason, day, asTable } = filters
  const query = new URLSearchParams()
  writePeriod(query, period, first)
  if (channel) query.set('channel', channel)
  if (reason) query.set('reason', reason)
  if (day) query.set('day', day)
  if (asTable) query.set('days', 'table')
  const text = query.toString()
  return `/insights${text ? `?${text}` : ''}${part ? `#${part}` : ''}`
}
