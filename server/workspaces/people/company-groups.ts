import { type GroupRule, rightsOf } from '#server/platform/company-groups.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { memberChanged, memberFor } from './members.ts'
import { lockAdministrators, setTeamsOfMember } from './queries.ts'

/**
 * Gives somebody who has just come through the company's provider the role and the teams of their groups, in every
 * workspace where they work. Groups that no rule names change nothing. A partner's adviser stays one; the last
 * administrator stays too.
 */
export async function applyCompanyGroups(
  { db, recordEvent, log }: Pick<Ground, 'db' | 'recordEvent' | 'log'>,
  rightsChanged: (memberId: string) => void,
  { userId, groups, rules }: { userId: string; groups: readonly string[]; rules: readonly GroupRule[] },
): Promise<void> {
  const rights = rightsOf(rules, groups)
  if (!rights) return
  const places = await db.system
    .selectFrom('members')
    .select(['workspace_id', 'id'])
    .where('user_id', '=', userId)
    .where('status', '=', 'active')
    .where('role', '!=', 'partner')
    .orderBy('id')
    .execute()
  for (const { workspace_id, id } of places) {
    const changed = await db.inWorkspace(workspace_id, async tx => {
      const administrators = await lockAdministrators(tx)
      const before = await memberFor(tx, id)
      const isLast = administrators.length === 1 && administrators[0] === id
      const role = isLast ? before.role : rights.role
      if (role !== rights.role)
        log.warn({ memberId: id, role: rights.role }, 'the last administrator keeps their role')
      const named = await teamsNamed(tx, rights.teams)
      const teamIds = rights.teams.length > 0 ? named : before.teamIds
      if (role === before.role && sameSet(teamIds, before.teamIds)) return false
      await tx
        .updateTable('members')
        .set({ role })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', id)
        .execute()
      await setTeamsOfMember(tx, id, teamIds)
      const told = memberChanged(before, await memberFor(tx, id))
      await recordEvent(tx, { ...told, actor: system, data: { ...told.data, groups: rights.groups } })
      return true
    })
    if (changed) rightsChanged(id)
  }
}

/** Teams by the names that people gave them, whatever their capitals; an unknown name is left out. */
async function teamsNamed(tx: Tx, names: readonly string[]): Promise<string[]> {
  const wanted = new Set(names.map(name => name.toLowerCase()))
  const teams = await tx
    .selectFrom('teams')
    .select(['id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('id')
    .execute()
  return teams.filter(team => wanted.has(team.name.toLowerCase())).map(team => team.id)
}

const sameSet = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every(id => other.includes(id))
