import { sql } from 'kysely'
import type { Ground } from '#server/platform/ground.ts'
import type { Board } from './board.ts'
import type { Lease } from './lease.ts'
import { storedPeople } from './stored-people.ts'
import { storedItems, workAmiss } from './storing.ts'

/** What is to be read again, because it is not written as it was last told. */
export interface Unlike {
  conversationIds?: string[]
  memberIds?: string[]
  /** People of whose capacity another part is written as taken than their work takes. */
  miscountedIds?: string[]
}

/** Items in one reading: whatever happens meanwhile is decided between two of them. */
const slice = 250

/**
 * Compares all that is written with what the board was told, beside whatever it decides meanwhile: it changes nothing, and
 * only tells `found` what to read again. What it gives are its doubts: items that the core holds otherwise than is written.
 * One that it had the time before too is no matter of the moment.
 */
export async function compareWritten(
  { db, clock }: Ground,
  lease: Lease,
  now: Board,
  { found, isOver }: { found: (those: Unlike) => void; isOver: () => boolean },
): Promise<Set<string>> {
  const { workspaceId } = lease
  found({ conversationIds: await workAmiss(db.system, lease, clock.now(), now.channels) })
  const people = await storedPeople(db.system, workspaceId, null)
  found({ memberIds: people.filter(person => !now.isPersonAsTold(person)).map(({ id }) => id) })
  const { rows } = await sql<{ id: string }>`
    select member_id as id from work_states
    where workspace_id = ${workspaceId} and used <> least(count_units(workspace_id, member_id), cap)`.execute(
    db.system,
  )
  found({ miscountedIds: rows.map(({ id }) => id) })

  const doubts = new Set<string>()
  const open = await sql<{ id: string }>`
    select conversation_id as id from work_items where workspace_id = ${workspaceId} and ended_at is null`.execute(
    db.system,
  )
  const those = [...new Set([...open.rows.map(({ id }) => id), ...now.conversations()])]
  for (let first = 0; first < those.length && !isOver(); first += slice) {
    const ids = those.slice(first, first + slice)
    const written = new Map(
      (await storedItems(db.system, workspaceId, ids)).map(item => [item.conversationId, item]),
    )
    const unlike = ids.filter(id => {
      const item = written.get(id)
      if (!item?.holder) return !now.isAsTold(id, item)
      const here = countedAs(item.holder.memberId, item.state === 'parked', item.holder.isSuspended)
      const held = now.holding(item.id)
      const there = held ? countedAs(held.adviserId, held.isParked, held.isSuspended) : 'nobody'
      if (here !== there) doubts.add(`${item.id}: ${there}, written ${here}`)
      return here !== there
    })
    found({ conversationIds: unlike })
  }
  return doubts
}

/** Whose an item is and what it takes of them. */
const countedAs = (memberId: string, isParked: boolean, isSuspended: boolean): string =>
  `${memberId}${isParked ? ' parked' : ''}${isSuspended ? ' aside' : ''}`
