import type { z } from 'zod'
import type { BulkAct } from '#contract/bulk-acts.ts'
import type { MacroActs } from '#contract/knowledge.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, conversationFor } from '../access.ts'
import { assign, edit, setSpam, setStatus, snooze } from '../changes.ts'
import { type ClosingDeps, closeConversation } from '../closure.ts'
import { isArchivedReason } from '../labels.ts'

type Act = z.infer<typeof BulkAct>

/** Does an act to one conversation, by the rules and with the events that it has alone. */
export async function actOn(
  deps: ClosingDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  act: Act,
  expected: string | null | undefined,
): Promise<void> {
  const { ground } = deps
  switch (act.kind) {
    case 'assign':
      return assign(ground, tx, actor, id, { ...act, expected })
    case 'close':
      return closeConversation(deps, tx, actor, id, act)
    case 'snooze':
      return snooze(ground, tx, actor, id, act.until === null ? null : new Date(act.until))
    case 'status':
      return setStatus(ground, tx, actor, id, act.status)
    case 'tags': {
      const { tags } = await conversationFor(tx, actor, id, { lock: true })
      const kept = tags.filter(tag => !act.remove.includes(tag))
      return setTags(ground, tx, actor, { id, tags }, [...kept, ...act.add])
    }
    case 'reason':
    case 'priority':
      return edit(ground, tx, actor, id, act)
    case 'spam':
      return setSpam(ground, tx, actor, id, { isSpam: act.isSpam, blockSender: false })
    case 'macro':
      return applyMacro(deps, tx, actor, id, act.acts)
  }
}

/** Does what a macro says of a conversation, then what becomes of it. */
async function applyMacro(
  deps: ClosingDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  acts: z.infer<typeof MacroActs>,
): Promise<void> {
  const { ground } = deps
  const labelled = await labelBy(ground, tx, actor, id, acts)
  const { afterwards } = acts
  if (afterwards === 'close') await closeConversation(deps, tx, actor, id, {})
  if (afterwards === 'wait') await setStatus(ground, tx, actor, id, 'waiting')
  if (afterwards === 'snooze') await snooze(ground, tx, actor, id, hoursAhead(ground, acts.snoozeHours))
  await giveToTeam(ground, tx, actor, id, labelled)
}

type Labels = Pick<z.infer<typeof MacroActs>, 'reasonId' | 'teamId' | 'addTags'>

/** What a macro changed of the labels of a conversation, as they were and as they are. */
export interface Labelled {
  reasonId?: { before: string | null; after: string }
  teamId?: { before: string | null; after: string }
  addedTags?: string[]
}

/** Gives the reason and the tags of a macro; says what it changes, the team that follows included. */
export async function labelBy(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  { reasonId: wanted, teamId, addTags }: Labels,
): Promise<Labelled | undefined> {
  const known = await conversationFor(tx, actor, id, { lock: true })
  // Archived since the macro was made, or since it was read: the rest of it is done all the same.
  const reasonId = wanted && (await isArchivedReason(tx, wanted)) ? null : wanted
  const addedTags = [...new Set(addTags)].filter(tag => !known.tags.includes(tag))
  const changed: Labelled = {
    ...(reasonId &&
      reasonId !== known.reason_id && { reasonId: { before: known.reason_id, after: reasonId } }),
    ...(teamId && teamId !== known.team_id && { teamId: { before: known.team_id, after: teamId } }),
    ...(addedTags.length > 0 && { addedTags }),
  }
  const now = {
    ...(changed.reasonId && { reasonId: changed.reasonId.after }),
    ...(changed.addedTags && { tags: [...known.tags, ...changed.addedTags] }),
  }
  if (Object.keys(now).length > 0) await edit(ground, tx, actor, id, now)
  return Object.keys(changed).length > 0 ? changed : undefined
}

/** Gives it to the team of a macro: last, since whoever does may see it no longer. */
export async function giveToTeam(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  labelled: Labelled | undefined,
): Promise<void> {
  if (labelled?.teamId) await edit(ground, tx, actor, id, { teamId: labelled.teamId.after })
}

/** Takes off what a macro put on, where nobody changed the same since. */
export async function unlabel(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  now: ConversationRecord,
  { reasonId, teamId, addedTags = [] }: Labelled,
): Promise<void> {
  const wanted = {
    ...(reasonId && now.reason_id === reasonId.after && { reasonId: reasonId.before }),
    ...(teamId && now.team_id === teamId.after && { teamId: teamId.before }),
    ...(addedTags.length > 0 && { tags: now.tags.filter(tag => !addedTags.includes(tag)) }),
  }
  if (Object.keys(wanted).length > 0) await edit(ground, tx, actor, now.id, wanted)
}

/** So many hours from now; one when it is not said. */
export const hoursAhead = ({ clock }: Ground, hours: number | null) =>
  new Date(clock.now().getTime() + (hours ?? 1) * 3_600_000)

async function setTags(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, tags: before }: { id: string; tags: string[] },
  after: string[],
) {
  const tags = [...new Set(after)]
  if (JSON.stringify(tags) !== JSON.stringify(before)) await edit(ground, tx, actor, id, { tags })
}
