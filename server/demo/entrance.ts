import { roles } from '#contract/common.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type Auth, demoWorkspace, listDemoPeople } from '#server/workspaces/index.ts'
import { workOn } from './colleagues-at-work.ts'
import { furnish } from './furnishing.ts'

/**
 * Lets visitors enter the demonstration as one person of each role. Done after the demonstration is written and again at
 * a start that finds it without entrance: signing in has its own tables, outside that one transaction.
 */
export async function openEntrance(ground: Ground, auth: Auth): Promise<void> {
  const { db } = ground
  await workOn(ground)
  const demo = await demoWorkspace(db.system)
  if (!demo || demo.memberIds.length > 0) return
  await furnish(ground, demo.id)
  const members = await db.system
    .selectFrom('members')
    .select(['id', 'role', 'name', 'email', 'user_id'])
    .where('workspace_id', '=', demo.id)
    .where('status', '=', 'active')
    .orderBy('id')
    .execute()
  const entering = roles.flatMap(role => members.find(member => member.role === role) ?? [])
  for (const member of entering) {
    if (member.user_id) continue
    const { userId } =
      (await auth.findUserByEmail(member.email)) ?? (await auth.createUser(member.email, member.name))
    await db.system
      .updateTable('members')
      .set({ user_id: userId })
      .where('workspace_id', '=', demo.id)
      .where('id', '=', member.id)
      .execute()
  }
  await db.systemTransaction(tx =>
    listDemoPeople(
      tx,
      demo.id,
      entering.map(member => member.id),
    ),
  )
}
