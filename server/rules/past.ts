import type { Tx } from '#server/platform/db.ts'
import { askedRules } from './asking.ts'
import { pastRequests } from './loading.ts'
import { rulesOf } from './queries.ts'
import { replayed } from './replaying.ts'
import { toldLeftOut } from './trial.ts'

/** Writes the hits that rules would have had since a day, as if they had been asked then: for a house that starts with a past. */
export async function recordPastHits(tx: Tx, { now, since }: { now: Date; since: Date }): Promise<void> {
  const asked = askedRules(await rulesOf(tx, now))
  // Nobody is asked whether the house was open: a house that starts with rules about hours says so itself.
  const requests = await pastRequests(tx, { isOpenAt: async () => () => true }, { last: 1000, since })
  const past = await replayed(tx, asked, requests)
  const rows = past.flatMap(({ request, hits }) =>
    hits.map(hit => ({
      ...{ workspace_id: tx.workspaceId, message_id: request.messageId, rule_id: hit.ruleId },
      ...{ version: hit.version, conversation_id: request.conversation.id, at: request.facts.at },
      is_watched: hit.isWatched,
      done: JSON.stringify(hit.says.map(action => action.do)),
      left_out: JSON.stringify(toldLeftOut(hit)),
    })),
  )
  if (rows.length > 0) await tx.insertInto('rule_hits').values(rows).execute()
}
