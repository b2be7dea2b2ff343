import type { Tx } from '#server/platform/db.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { setMembersOfTeam, teamRows } from './queries.ts'

/** Which teams somebody joins and leaves at once. */
export interface Lending {
  memberId: string
  join: readonly string[]
  leave: readonly string[]
}

/** Moves somebody between teams, told as any change of a team is; a team that is no more is passed over. */
export async function lendMember(
  { recordEvent }: Ground,
  rightsChanged: (memberId: string) => void,
  tx: Tx,
  by: EventActor,
  { memberId, join, leave }: Lending,
): Promise<void> {
  for (const before of await teamRows(tx, [...new Set([...join, ...leave])])) {
    const memberIds = new Set(before.memberIds)
    if (join.includes(before.id)) memberIds.add(memberId)
    else memberIds.delete(memberId)
    if (memberIds.size === before.memberIds.length) continue
    const after = { ...before, memberIds: [...memberIds] }
    await setMembersOfTeam(tx, before.id, after.memberIds)
    await recordEvent(tx, {
      type: 'team.updated',
      actor: by,
      subject: { kind: 'team', id: before.id },
      data: { before, after },
    })
  }
  rightsChanged(memberId)
}
