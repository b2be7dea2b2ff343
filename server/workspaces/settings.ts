import { IANAZone } from 'luxon'
import { Workspace } from '#contract/workspaces.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from './api.ts'
import { calendarRow } from './hours/queries.ts'

export type WorkspaceSettings = Workspace['settings']

/** The workspace's own settings, with what was never changed at its default. */
export async function workspaceSettings(tx: Tx): Promise<WorkspaceSettings> {
  return (await workspaceOf(tx)).settings
}

/** What each transaction read of its workspace: rules that know nothing of each other ask for it again and again. */
const asked = new WeakMap<Tx, Promise<Workspace>>()

/** The workspace of a transaction, read once. */
export function workspaceOf(tx: Tx): Promise<Workspace> {
  const known = asked.get(tx) ?? readWorkspace(tx)
  asked.set(tx, known)
  return known
}

async function readWorkspace(tx: Tx): Promise<Workspace> {
  const row = await tx
    .selectFrom('workspaces')
    .selectAll()
    .where('id', '=', tx.workspaceId)
    .executeTakeFirst()
  if (!row) throw new NotFound('workspace')
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    language: row.language,
    timeZone: row.time_zone,
    country: row.country,
    isDemo: row.is_demo,
    settings: Workspace.shape.settings.parse(row.settings),
  }
}

/** Refuses what is not a time zone that clocks know. */
export function requireTimeZone(timeZone: string | undefined): void {
  if (timeZone !== undefined && !IANAZone.isValidZone(timeZone)) {
    throw new Invalid('calendar.time_zone', { timeZone })
  }
}

/** Routes of the workspace itself. */
export function settingsRoutes({ recordEvent }: Ground) {
  return {
    workspace: os.workspace.handler(({ context: { tx } }) => workspaceOf(tx)),

    updateWorkspace: os.updateWorkspace.handler(async ({ input, context: { tx, actor } }) => {
      requireTimeZone(input.timeZone)
      if (input.settings?.calendarId) await calendarRow(tx, input.settings.calendarId)
      const { name, language, timeZone, settings } = input
      const changes = {
        ...(name !== undefined && { name }),
        ...(language !== undefined && { language }),
        ...(timeZone !== undefined && { time_zone: timeZone }),
        ...(settings !== undefined && { settings: JSON.stringify(await mergedSettings(tx, settings)) }),
      }
      if (Object.keys(changes).length > 0) {
        await tx.updateTable('workspaces').set(changes).where('id', '=', tx.workspaceId).execute()
        asked.delete(tx)
        await recordEvent(tx, {
          type: 'workspace.updated',
          actor: asEventActor(actor),
          subject: { kind: 'workspace', id: tx.workspaceId },
          data: input,
        })
      }
      return workspaceOf(tx)
    }),
  }
}

/** What is kept beside our own settings (the people of a demonstration) stays. */
async function mergedSettings(tx: Tx, changes: Partial<WorkspaceSettings>): Promise<object> {
  const { settings } = await tx
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', tx.workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { ...settings, ...changes }
}
