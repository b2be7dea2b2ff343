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
  const chats = await chatsOfAddress(tx, question)
  const among = await fewConversations(tx, actor, filters, few)
  const place = cursor ? idOf(decodeCursor(cursor, 1)[0]!) : null
  let before: string | null = place
  let looked = 0
  for (let count = firstCount(actor, question); ; count = Math.min(count * 4, 2000)) {
    const page = await pageOfWords(tx, question, { before, among, count })
    const isLast = page.length < count
    const found = withChats(page, chats, { before, isLast })
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
    if (isLast) return { rows, next: null }
    if (looked >= mostLookedAt) return { rows, next: encodeCursor([before]) }
  }
}

/** One more than the page where nothing is filtered out; else a guess, that grows. */
const firstCount = (actor: Actor, { filters, limit }: SearchQuestion) =>
  isUnfiltered(actor, filters) ? limit + 2 : limit * 4

async function pageOfWords(
  tx: Tx,
  { q, withoutPerson }: Pick<SearchQuestion, 'q' | 'withoutPerson'>,
  { before, among, count }: { before: string | null; among: string[] | undefined; count: number },
) {
  const { rows } = await sql<{ conversation_id: string; message_id: string }>`
    select conversation_id, message_id
    from search_page(${q.replaceAll('\0', ' ')}, ${withoutPerson}, ${before}::uuid, ${among ?? null}::uuid[], ${count})`.execute(
    tx,
  )
  return rows
}

type Found = Awaited<ReturnType<typeof pageOfWords>>

/** Chats by the address of who wrote them: it stands on their card, never in what they write. */
async function chatsOfAddress(tx: Tx, { q, withoutPerson }: SearchQuestion): Promise<Found> {
  const address = q.trim().toLowerCase()
  if (withoutPerson || !/^\S+@\S+\.\S+$/.test(address)) return []
  const { rows } = await sql<Found[number]>`
    select c.id as conversation_id, c.last_message_id as message_id
    from identities i
    join conversations c on c.workspace_id = i.workspace_id and c.contact_id = i.contact_id
    where i.workspace_id = ${tx.workspaceId} and i.kind = 'email' and i.value = ${address}
      and c.channel_kind = 'chat' and c.last_message_id is not null
    order by c.last_message_id desc
    limit ${mostChats}`.execute(tx)
  if (rows.length === 0) return []
  const ids = rows.map(row => row.conversation_id)
  const byWords = await pageOfWords(tx, { q, withoutPerson }, { before: null, among: ids, count: ids.length })
  const found = new Set(byWords.map(row => row.conversation_id))
  return rows.filter(row => !found.has(row.conversation_id))
}

const mostChats = 200

/** Both, newest first, as far down as the words were looked for. */
function withChats(
  page: Found,
  chats: Found,
  { before, isLast }: { before: string | null; isLast: boolean },
): Found {
  const down = isLast ? '' : page.at(-1)!.message_id
  const here = chats.filter(({ message_id: id }) => (before === null || id < before) && id > down)
  return [...page, ...here].sort((one, other) => (one.message_id < other.message_id ? 1 : -1))
}

async function numberedBy(tx: Tx, actor: Actor, { q, filters }: SearchQuestion): Promise<string | undefined> {
  const number = /^#?(\d{1,12})$/.exec(q.trim())?.[1]
  return number === undefined ? undefined : idOfNumber(tx, actor, filters, Number(number))
}
