import type * as z from 'zod'
import type { TimelineEntry as Shape } from '#contract/contacts.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'
import { decodeCursor, momentOf, toPage } from '#server/platform/paging.ts'
import { contactFor } from './cards.ts'
import { familyOf } from './merging/tree.ts'
import { type HappeningRow, happenings, type Place } from './timeline-queries.ts'
import type { Sight } from './visibility.ts'

export type TimelineEntry = z.infer<typeof Shape>

export interface TimelineQuestion {
  id: string
  cursor?: string | undefined
  limit: number
}

/** Everything that happened with a person, newest first, in the reader's language. */
export async function timelineOf(
  tx: Tx,
  sight: Sight,
  { id, cursor, limit }: TimelineQuestion,
  say: (key: string, values?: Record<string, unknown>) => string,
): Promise<{ items: TimelineEntry[]; next: string | null }> {
  const { id: shownId } = await contactFor(tx, sight, id)
  const [, ...merged] = await familyOf(tx, shownId)
  const rows = await happenings(
    tx,
    sight,
    [shownId, ...merged],
    cursor ? placeOf(cursor) : undefined,
    limit + 1,
  )
  return toPage(
    rows,
    limit,
    row => [row.key, row.ref],
    row => toEntry(row, say),
  )
}

function placeOf(cursor: string): Place {
  const [key, ref] = decodeCursor(cursor, 2) as [string, string]
  return { key: momentOf(key), ref }
}

/** Says timeline sentences in one language. */
export const sayIn =
  (t: Translate, language: Language) =>
  (key: string, values: Record<string, unknown> = {}): string =>
    t(language, `contact:timeline.${key}`, values)

function toEntry(
  row: HappeningRow,
  say: (key: string, values?: Record<string, unknown>) => string,
): TimelineEntry {
  const { title, detail } = sentences(row, say)
  return {
    id: row.ref,
    at: row.at.toISOString(),
    kind: row.kind,
    title,
    detail,
    conversationId: row.conversation_id,
    conversationNumber: row.number,
    channel: row.channel,
    direction: row.direction,
    data: row.data,
  }
}

function sentences(
  row: HappeningRow,
  say: (key: string, values?: Record<string, unknown>) => string,
): { title: string; detail: string | null } {
  const { title, detail, data } = row
  switch (row.kind) {
    case 'conversation':
      return {
        title: title || say('conversation', { number: row.number }),
        detail: say(`conversation_${data.happened}`),
      }
    case 'message':
      return { title: title || say('conversation', { number: row.number }), detail }
    case 'record':
      if (data.statusAfter === undefined) return { title: title ?? '', detail }
      return {
        title: title ?? String(data.externalId),
        detail: say('record_status', {
          before: data.statusBefore ?? say('no_status'),
          after: data.statusAfter ?? say('no_status'),
        }),
      }
    case 'survey':
      return { title: say('survey', { score: data.score, max: data.scaleMax }), detail }
    case 'recovery':
      return {
        title: say(`recovery_${data.happened}`),
        detail: data.outcome ? say(`outcome.${data.outcome}`) : detail,
      }
    case 'stage':
      return {
        title: say('stage', { stage: say(`stages.${data.to}`) }),
        detail: data.from ? say('stage_before', { stage: say(`stages.${data.from}`) }) : null,
      }
    case 'merge':
      return {
        title: say(`merge_${data.happened}`, { name: title }),
        detail: data.by ? String(data.by) : data.happened === 'merged' ? say(`merge_${data.because}`) : null,
      }
    case 'event':
      return { title: say(`event.${data.type}`), detail }
  }
}
