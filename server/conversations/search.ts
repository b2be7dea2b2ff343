import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { decodeCursor, encodeCursor, idOf } from '#server/platform/paging.ts'
import { type Filters, fewConversations, idOfNumber, isUnfiltered, rowsAmong } from './queries.ts'
import type { RowRecord } from './rows.ts'

export interface SearchQuestion {
  q: string
  filters: Filters
  cursor?: string | undefined
  limit: number
  /** Names and addresses do not find: whoever asks may not know them. */
  withoutPerson: boolean
}

/** Conversations looked at for one page of a question whose filters let few through; the next page goes on from there. */
const mostLookedAt = 4000
/** So many conversations are looked through one by one: the index of words is for the whole workspace. */
const few = 1000

/**
 * One page of the conversations whose messages hold the words, newest first, that the filters let through. Accents and
 * word endings do not matter, a typing mistake is corrected from the workspace's own words, the last word may be
 * unfinished. `#4812` or a number is that conversation, first. A page may be short and yet not the last.
 */
export async function searchConversations(
  tx: Tx,
  actor: Actor,
  question: SearchQuestion,
): Promise<{ rows: RowRecord[]; next: string | null }> {
  const { filters, limit, cursor } = question
  const numbered = await numberedBy(tx, actor, question)
  const rows: RowRecord[] = []
  if (numbered && !cursor) rows.push(...(await rowsAmong(tx, actor, filters, [numbered])).values())
  const among = await fewConversations(tx, actor, filters, few)
  const place = cursor ? idOf(decodeCursor(cursor, 1)[0]!) : null
  let before: string | null = place
  let looked = 0
  for (let count = firstCount(actor, question); ; count = Math.min(count * 4, 2000)) {
    const found = await pageOfWords(tx, question, { before, among, count })
    const known = await rowsAmong(
      tx,
      actor,
      filters,
      found.map(one => one.conversation_id),
    )
    for (const { conversation_id, message_id } of found) {
      const row = known.get(conversation_id)
      if (row && row.id !== numbered) {
        if (rows.length === limit) return { rows, next: encodeCursor([before]) }
        rows.push(row)
      }
      before = message_id
    }
    looked += found.length
    if (found.length < count) return { rows, next: null }
    if (looked >= mostLookedAt) return { rows, next: encodeCursor([before]) }
  }
}

/** One more than the page where nothing is filtered out; else a guess, that grows. */
const firstCount = (actor: Actor, { filters, limit }: SearchQuestion) =>
  isUnfiltered(actor, filters) ? limit + 2 : limit * 4

async function pageOfWords(
  tx: Tx,
  { q, withoutPerson }: SearchQuestion,
  { before, among, count }: { before: string | null; among: string[] | undefined; count: number },
) {
  const { rows } = await sql<{ conversation_id: string; message_id: string }>`
    select conversation_id, message_id
    from search_page(${q.replaceAll('\0', ' ')}, ${withoutPerson}, ${before}::uuid, ${among ?? null}::uuid[], ${count})`.execute(
    tx,
  )
  return rows
}

async function numberedBy(tx: Tx, actor: Actor, { q, filters }: SearchQuestion): Promise<string | undefined> {
  const number = /^#?(\d{1,12})$/.exec(q.trim())?.[1]
  return number === undefined ? undefined : idOfNumber(tx, actor, filters, Number(number))
}
