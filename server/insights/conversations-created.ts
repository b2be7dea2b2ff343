import type { ConversationsCreated } from '#contract/insights.ts'
import { type Days, everyDay } from './period.ts'
import type { CreatedRow } from './queries.ts'

export interface KnownReason {
  id: string
  parent_id: string | null
  label_fr: string
  label_en: string
  value: 'high' | 'low'
}

/** A changed definition is a new version: a figure noted last year still says what it counted. */
export const version = 1

/** Lays counted rows out over every day of a period; channels and reasons come the most frequent first. */
export function createdOver(
  days: Days,
  rows: readonly CreatedRow[],
  reasons: readonly KnownReason[],
): Pick<ConversationsCreated, 'total' | 'excluded' | 'days' | 'channels' | 'reasons' | 'values'> {
  const calendar = everyDay(days)
  const place = new Map(calendar.map((day, index) => [day, index]))
  const channels = gather(rows, 'channel', row => row.channel)
  const byReason = gather(rows, 'reason', row => row.reason_id)
  const all = rows.find(row => row.kind === 'all')
  const known = new Map(reasons.map(reason => [reason.id, reason]))
  const order = new Map(reasons.map((reason, index) => [reason.id, index]))
  const valued = (value: 'high' | 'low' | undefined) =>
    byReason
      .filter(({ of }) => (of === null ? undefined : known.get(of)?.value) === value)
      .reduce((sum, { count }) => sum + count, 0)

  /** Counts of each day and their sum, for each different thing of one kind. */
  function gather(
    of: readonly CreatedRow[],
    kind: CreatedRow['kind'],
    what: (row: CreatedRow) => string | null,
  ) {
    const found = new Map<string | null, number[]>()
    for (const row of of) {
      if (row.kind !== kind || row.count === 0 || row.day === null) continue
      const counts = found.get(what(row)) ?? calendar.map(() => 0)
      found.set(what(row), counts.with(place.get(row.day)!, row.count))
    }
    return [...found].map(([of, days]) => ({ of, days, count: days.reduce((sum, count) => sum + count, 0) }))
  }

  return {
    total: all?.count ?? 0,
    excluded: { spam: all?.spam ?? 0, joined: all?.joined ?? 0 },
    days: calendar.map((day, index) => ({
      day,
      count: channels.reduce((sum, channel) => sum + channel.days[index]!, 0),
    })),
    channels: channels
      .map(({ of, ...counts }) => ({ channel: of!, ...counts }))
      .sort((a, b) => b.count - a.count || a.channel.localeCompare(b.channel)),
    reasons: byReason
      .sort((a, b) => b.count - a.count || (order.get(a.of ?? '') ?? 1e9) - (order.get(b.of ?? '') ?? 1e9))
      .map(({ of, ...counts }) => ({ reason: asReason(of === null ? undefined : known.get(of)), ...counts })),
    values: { high: valued('high'), low: valued('low'), unknown: valued(undefined) },
  }
}

const asReason = (row: KnownReason | undefined) =>
  row
    ? {
        id: row.id,
        parentId: row.parent_id,
        labelFr: row.label_fr,
        labelEn: row.label_en,
        value: row.value,
      }
    : null
