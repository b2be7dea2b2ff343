import type { z } from 'zod'
import type { BulkAct } from '#contract/bulk-acts.ts'
import type { MacroActs } from '#contract/knowledge.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { conversationFor } from '../access.ts'
import { assign, edit, setSpam, setStatus, snooze } from '../changes.ts'
import { closeConversation } from '../closure.ts'

type Act = z.infer<typeof BulkAct>

/** Does an act to one conversation, by the rules and with the events that it has alone. */
export async function actOn(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  act: Act,
  expected: string | null | undefined,
): Promise<void> {
  switch (act.kind) {
    case 'assign':
      return assign(ground, tx, actor, id, { ...act, expected })
    case 'close':
      return closeConversation(ground, tx, actor, id, act)
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
      return applyMacro(ground, tx, actor, id, act.acts)
  }
}

/** Does what a macro says of a conversation, then what becomes of it. */
async function applyMacro(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  acts: z.infer<typeof MacroActs>,
): Promise<void> {
  await applyLabels(ground, tx, actor, id, acts)
  const { afterwards } = acts
  if (afterwards === 'close') await closeConversation(ground, tx, actor, id, {})
  if (afterwards === 'wait') await setStatus(ground, tx, actor, id, 'waiting')
  if (afterwards === 'snooze') await snooze(ground, tx, actor, id, hoursAhead(ground, acts.snoozeHours))
}

/** The reason, the tags and the team that a macro gives. */
export async function applyLabels(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  { reasonId, teamId, addTags }: Pick<z.infer<typeof MacroActs>, 'reasonId' | 'teamId' | 'addTags'>,
): Promise<void> {
  const known = await conversationFor(tx, actor, id, { lock: true })
  const tags = [...new Set([...known.tags, ...addTags])]
  const wanted = {
    ...(reasonId && reasonId !== known.reason_id && { reasonId }),
    ...(teamId && teamId !== known.team_id && { teamId }),
    ...(tags.length > known.tags.length && { tags }),
  }
  if (Object.keys(wanted).length > 0) await edit(ground, tx, actor, id, wanted)
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
