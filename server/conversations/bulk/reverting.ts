import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, conversationToChange, requireAct } from '../access.ts'
import { assign, edit, setSpam, setStatus, snooze, wake } from '../changes.ts'
import { reopenConversation } from '../closure.ts'
import { untilTheyWrite } from '../standing.ts'

/** What an act may change of a conversation. */
export interface Snapshot {
  assigneeId: string | null
  teamId: string | null
  reasonId: string | null
  priority: ConversationRecord['priority']
  tags: string[]
  isSpam: boolean
  status: ConversationRecord['status']
  snoozedUntil: string | null
  closedAt: string | null
}

/** How a conversation stands, for what may be changed of it. */
export const snapshotOf = (row: ConversationRecord): Snapshot => ({
  assigneeId: row.assignee_id,
  teamId: row.team_id,
  reasonId: row.reason_id,
  priority: row.priority,
  tags: row.tags,
  isSpam: row.is_spam,
  status: row.status,
  snoozedUntil: row.snoozed_until?.toISOString() ?? null,
  closedAt: row.closed_at?.toISOString() ?? null,
})

export interface RevertDeps {
  ground: Ground
  undoSeconds: (tx: Tx) => Promise<number>
}

/** Puts back what an act changed, unless somebody changed the same since; what it left alone is left alone. */
export async function revert(
  deps: RevertDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  { before, after }: { before: Snapshot; after: Snapshot },
): Promise<void> {
  requireAct(actor, 'edit')
  const { ground } = deps
  const now = snapshotOf(await conversationToChange(tx, actor, id))
  const changed = (names: (keyof Snapshot)[]) => names.some(name => differs(before[name], after[name]))
  const untouched = (names: (keyof Snapshot)[]) => {
    if (names.some(name => differs(now[name], after[name]))) throw new Refused('conversation.changed_since')
  }
  // Whoever gets a new one opens it: that is no change of its own.
  const isOpenedOnly = before.status === 'new' && after.status === 'open'
  if (changed(['status', 'snoozedUntil', 'closedAt']) && !isOpenedOnly) {
    untouched(['status', 'snoozedUntil', 'closedAt'])
    await restoreStatus(deps, tx, actor, id, before, after)
  }
  if (changed(['assigneeId', 'teamId'])) {
    untouched(['assigneeId', 'teamId'])
    await assign(ground, tx, actor, id, {
      ...{ memberId: before.assigneeId, teamId: before.teamId, because: 'undone' },
    })
  }
  if (isOpenedOnly && now.status === 'open') await setStatus(ground, tx, actor, id, 'new')
  if (changed(['isSpam'])) {
    untouched(['isSpam'])
    await setSpam(ground, tx, actor, id, { isSpam: before.isSpam, blockSender: false })
  }
  if (changed(['reasonId', 'priority'])) {
    untouched(['reasonId', 'priority'])
    await edit(ground, tx, actor, id, { reasonId: before.reasonId, priority: before.priority })
  }
  // Tags that others put on or took off since stay as they are.
  if (changed(['tags'])) {
    const kept = now.tags.filter(tag => before.tags.includes(tag) || !after.tags.includes(tag))
    const back = before.tags.filter(tag => !after.tags.includes(tag))
    await edit(ground, tx, actor, id, { tags: [...new Set([...kept, ...back])] })
  }
}

async function restoreStatus(
  deps: RevertDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  before: Snapshot,
  after: Snapshot,
): Promise<void> {
  const { ground } = deps
  if (after.status === 'closed') {
    const ago = ground.clock.now().getTime() - Date.parse(after.closedAt ?? '')
    // Its survey may have left: it could only be opened anew, which is another act.
    if (ago >= (await deps.undoSeconds(tx)) * 1000) throw new Refused('conversation.too_late_to_undo')
    return reopenConversation(deps, tx, actor, id)
  }
  if (before.status === 'snoozed') return snooze(ground, tx, actor, id, untilOf(before))
  if (after.status === 'snoozed') await wake(ground, tx, actor, id)
  await setStatus(ground, tx, actor, id, before.status as Exclude<Snapshot['status'], 'closed' | 'snoozed'>)
}

function untilOf({ snoozedUntil }: Snapshot): Date | null {
  const until = snoozedUntil ? new Date(snoozedUntil) : null
  return until && until < untilTheyWrite ? until : null
}

const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other)
