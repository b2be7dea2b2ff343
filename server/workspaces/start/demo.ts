import type { Kysely } from 'kysely'
import { type Role, roles } from '#contract/common.ts'
import type { DB } from '#server/platform/db.ts'
import { Forbidden, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import type { Auth } from '../sign-in/auth.ts'

interface DemoWorkspace {
  id: string
  slug: string
  name: string
  /** Members whom anybody may enter as; the demonstration lists them when it is made. */
  memberIds: string[]
}

interface DemoPerson {
  memberId: string
  userId: string
  role: Role
  name: string
  jobTitle: string | null
}

/** The demonstration workspace, if there is one. */
export async function demoWorkspace(db: Kysely<DB>): Promise<DemoWorkspace | undefined> {
  const row = await db
    .selectFrom('workspaces')
    .select(['id', 'slug', 'name', 'settings'])
    .where('is_demo', '=', true)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const { demoPeople: listed } = row.settings as { demoPeople?: unknown }
  const memberIds = Array.isArray(listed) ? listed.filter(id => typeof id === 'string') : []
  return { id: row.id, slug: row.slug, name: row.name, memberIds }
}

/**
 * Writes whom anybody may enter the demonstration as: kept in the settings, where no route can add to it, so that a
 * real person who joins it is never on the list.
 */
export async function listDemoPeople(
  db: Kysely<DB>,
  workspaceId: string,
  memberIds: string[],
): Promise<void> {
  const { settings } = await db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  await db
    .updateTable('workspaces')
    .set({ settings: JSON.stringify({ ...settings, demoPeople: memberIds }) })
    .where('id', '=', workspaceId)
    .execute()
}

/** One person to enter as for each role, in the order of roles. */
export async function demoPeople(
  db: Kysely<DB>,
  { id, memberIds }: Pick<DemoWorkspace, 'id' | 'memberIds'>,
): Promise<DemoPerson[]> {
  if (memberIds.length === 0) return []
  const rows = await db
    .selectFrom('members')
    .select(['id', 'user_id', 'role', 'name', 'job_title'])
    .where('workspace_id', '=', id)
    .where('id', 'in', memberIds)
    .where('user_id', 'is not', null)
    .where('status', '=', 'active')
    .execute()
  const listed = rows.toSorted((one, other) => memberIds.indexOf(one.id) - memberIds.indexOf(other.id))
  return roles.flatMap(role => {
    const person = listed.find(row => row.role === role)
    if (!person?.user_id) return []
    return [
      { memberId: person.id, userId: person.user_id, role, name: person.name, jobTitle: person.job_title },
    ]
  })
}

/** Routes of the demonstration. `removeWorkspace` deletes one wholly, files included. */
export function demoRoutes(
  { db }: Ground,
  auth: Auth,
  removeWorkspace: (workspaceId: string) => Promise<void>,
) {
  return {
    demoSession: os.demoSession.handler(async ({ input, context }) => {
      const demo = await demoWorkspace(db.system)
      if (!demo) throw new NotFound('workspace')
      const person = (await demoPeople(db.system, demo)).find(({ role }) => role === input.role)
      if (!person) throw new NotFound('member')
      // An open session is one of the whole account: never for somebody who is also a member elsewhere.
      if (await isMemberElsewhere(person.userId, demo.id))
        throw new Forbidden('workspace.demo_person_is_real')
      const { headers, ip } = context
      context.setCookies(await auth.startSessionFor(person.userId, { headers, ip }))
      return { slug: demo.slug }
    }),

    deleteDemo: os.deleteDemo.handler(async ({ context: { tx } }) => {
      const { is_demo } = await tx
        .selectFrom('workspaces')
        .select('is_demo')
        .where('id', '=', tx.workspaceId)
        .executeTakeFirstOrThrow()
      if (!is_demo) throw new Refused('workspace.not_demo')
      const rows = await tx
        .selectFrom('members')
        .select('user_id')
        .where('workspace_id', '=', tx.workspaceId)
        .where('user_id', 'is not', null)
        .execute()
      // On the owner's connection: this transaction has only read, and is over when the workspace is gone.
      await removeWorkspace(tx.workspaceId)
      const userIds = rows.flatMap(row => row.user_id ?? [])
      const leaving: string[] = []
      for (const userId of userIds)
        if (!(await isMemberElsewhere(userId, tx.workspaceId))) leaving.push(userId)
      await auth.deleteUsers(leaving)
      return { done: true as const }
    }),
  }

  async function isMemberElsewhere(userId: string, workspaceId: string): Promise<boolean> {
    const row = await db.system
      .selectFrom('members')
      .select('id')
      .where('user_id', '=', userId)
      .where('workspace_id', '<>', workspaceId)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }
}
