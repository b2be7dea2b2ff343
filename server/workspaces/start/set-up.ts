import { type Kysely, sql } from 'kysely'
import type { DB } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import type { Auth, User } from '../sign-in/auth.ts'
import { demoPeople, demoWorkspace } from './demo.ts'
import { createWorkspace, type WorkspaceListener } from './new-workspace.ts'

export interface StartFacts {
  version: string
  /** Name of the company's own sign-in, when there is one. */
  oidcName?: string | undefined
}

/** Routes of the very first minutes: what the sign-in page needs, and the set-up. */
export function startRoutes(
  ground: Ground,
  auth: Auth,
  facts: StartFacts,
  listeners: readonly WorkspaceListener[],
) {
  const { db } = ground

  return {
    start: os.start.handler(async () => {
      const demo = await demoWorkspace(db.system)
      return {
        needsSetUp: !demo && !(await hasWorkspace(db.system)),
        demo: demo ? { slug: demo.slug, name: demo.name, people: await listed(demo) } : null,
        oidcName: facts.oidcName ?? null,
        version: facts.version,
      }
    }),

    setUp: os.setUp.handler(async ({ input, context }) => {
      // Looked at before the password is worked on: that costs, and anybody may ask.
      if (await hasWorkspace(db.system)) throw new Refused('workspace.already_set_up')
      let user: User | undefined
      const created = await db
        .systemTransaction(async tx => {
          // Two browsers on the set-up page: the second waits here, and then finds a workspace.
          await sql`select pg_advisory_xact_lock(hashtext('boucle.set_up'))`.execute(tx)
          if (await hasWorkspace(tx)) throw new Refused('workspace.already_set_up')
          user = await firstUser(input)
          return createWorkspace(
            ground,
            tx,
            {
              name: input.workspaceName,
              language: input.language,
              timeZone: input.timeZone,
              address: input.address,
              administrator: { userId: user.userId, name: input.name, email: user.email },
            },
            listeners,
          )
        })
        .catch(async error => {
          // The account lives in a transaction of its own; without its workspace it is nobody's.
          if (user) await auth.deleteUsers([user.userId])
          throw error
        })
      const { headers, ip } = context
      context.setCookies(await auth.startSessionFor(user!.userId, { headers, ip }))
      return { slug: created.slug }
    }),
  }

  async function hasWorkspace(handle: Kysely<DB>): Promise<boolean> {
    return (await handle.selectFrom('workspaces').select('id').limit(1).executeTakeFirst()) !== undefined
  }

  /** An account left by a set-up that was cut short is nobody's: there is no workspace it could belong to. */
  async function firstUser(input: { email: string; name: string; password: string }): Promise<User> {
    const left = await auth.findUserByEmail(input.email)
    if (left) await auth.deleteUsers([left.userId])
    return auth.createUser(input.email, input.name, input.password)
  }

  async function listed(demo: { id: string; memberIds: string[] }) {
    const people = await demoPeople(db.system, demo)
    return people.map(({ role, name, jobTitle }) => ({ role, name, jobTitle: jobTitle ?? '' }))
  }
}
