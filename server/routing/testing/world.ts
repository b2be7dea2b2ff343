import { sql } from 'kysely'
import type { TestApp, TestWorkspace } from '#server/testing/app.ts'

/** Switches routing on in a workspace. */
export async function switchOn(app: TestApp, { id }: Pick<TestWorkspace, 'id'>): Promise<void> {
  await app.ground.db.system.insertInto('dispatchers').values({ workspace_id: id }).execute()
}

/** Switches it off everywhere: programs of later tests on this database need not decide for its workspaces. */
export async function switchOff(app: TestApp): Promise<void> {
  await app.ground.db.system.deleteFrom('dispatchers').execute()
}

/** Says that somebody is available, as the desk would. */
export const isAvailable = (
  app: TestApp,
  workspace: Pick<TestWorkspace, 'id'>,
  memberId: string,
): Promise<void> => says(app, workspace, memberId, 'available')

/** Says how somebody is. */
export async function says(
  app: TestApp,
  { id }: Pick<TestWorkspace, 'id'>,
  memberId: string,
  status: 'available' | 'break' | 'away',
): Promise<void> {
  const { db, clock, recordEvent } = app.ground
  const since = clock.now()
  await db.inWorkspace(id, async tx => {
    await tx
      .insertInto('work_states')
      .values({ workspace_id: id, member_id: memberId, status, since, idle_since: since })
      .onConflict(conflict => conflict.columns(['workspace_id', 'member_id']).doUpdateSet({ status, since }))
      .execute()
    await recordEvent(tx, {
      type: 'work_state.changed',
      actor: { kind: 'member', id: memberId },
      subject: { kind: 'member', id: memberId },
    })
  })
}

/** The work item of a conversation and who has it. */
export async function workOf(app: TestApp, conversationId: string) {
  const item = await app.ground.db.system
    .selectFrom('work_items')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy(sql`ended_at desc nulls first`)
    .executeTakeFirst()
  const reservation =
    item &&
    (await app.ground.db.system
      .selectFrom('reservations')
      .selectAll()
      .where('item_id', '=', item.id)
      .where('ended_at', 'is', null)
      .executeTakeFirst())
  return { item, reservation }
}
