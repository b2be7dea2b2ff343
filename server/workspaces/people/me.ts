import type { z } from 'zod'
import { type Me, Preferences } from '#contract/workspaces.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import { workspaceOf } from '../settings.ts'
import type { Auth } from '../sign-in/auth.ts'
import { memberChanged, memberFor, shown } from './members.ts'
import { isPhoto } from './photo.ts'

/** Routes of the person who asks. */
export function meRoutes({ db, recordEvent }: Ground, auth: Auth) {
  async function meOf(tx: Tx, actor: Actor): Promise<z.infer<typeof Me>> {
    const member = await memberFor(tx, actor.id)
    const userId = member.userId ?? ''
    const { preferences } = await tx
      .selectFrom('members')
      .select('preferences')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', actor.id)
      .executeTakeFirstOrThrow()
    // Across workspaces, so outside the transaction, which sees one.
    const memberships = await db.system
      .selectFrom('members')
      .innerJoin('workspaces', 'workspaces.id', 'members.workspace_id')
      .select(['workspaces.slug', 'workspaces.name', 'members.role'])
      .where('members.user_id', '=', userId)
      .where('members.status', '=', 'active')
      .orderBy('workspaces.name')
      .execute()
    return {
      member: shown(member),
      preferences: Preferences.parse(preferences),
      workspace: await workspaceOf(tx),
      workspaces: memberships,
      twoFactorEnabled: (await auth.waysIn(userId)).secondStep,
    }
  }

  return {
    me: os.me.handler(async ({ context }) => {
      // The desk asks this at each load: there the cookie gets its new end.
      const session = await auth.sessionFor(context.headers)
      context.setCookies(session?.setCookies ?? [])
      return meOf(context.tx, context.actor)
    }),

    updateMe: os.updateMe.handler(async ({ input, context: { tx, actor } }) => {
      const before = await memberFor(tx, actor.id)
      if (input.photoFileId && !(await isPhoto(tx, input.photoFileId))) throw new NotFound('file')
      const changes = {
        ...(input.name !== undefined && { name: input.name }),
        ...(input.language !== undefined && { language: input.language }),
        ...(input.languages !== undefined && { languages: input.languages }),
        ...(input.jobTitle !== undefined && { job_title: input.jobTitle }),
        ...(input.signature !== undefined && { signature: input.signature }),
        ...(input.photoFileId !== undefined && { photo_file_id: input.photoFileId }),
        ...(input.preferences !== undefined && {
          preferences: JSON.stringify({ ...(await preferencesOf(tx, actor.id)), ...input.preferences }),
        }),
      }
      if (Object.keys(changes).length > 0) {
        await tx
          .updateTable('members')
          .set(changes)
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', actor.id)
          .execute()
      }
      const change = memberChanged(before, await memberFor(tx, actor.id))
      // A theme or a folded panel is nobody else's business: no event.
      if (change.data.changed.length > 0) await recordEvent(tx, { ...change, actor: asEventActor(actor) })
      return meOf(tx, actor)
    }),
  }
}

/** Held until the end, so that two screens changing two preferences keep both. */
async function preferencesOf(tx: Tx, memberId: string): Promise<object> {
  const row = await tx
    .selectFrom('members')
    .select('preferences')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return row.preferences
}
