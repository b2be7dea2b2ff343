import { type Selectable, sql } from 'kysely'
import { IANAZone } from 'luxon'
import { type Calendar, Workspace } from '#contract/workspaces.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Calendars, Workspaces } from '#server/platform/schema.ts'
import { os } from './api.ts'
import { calendarRow, toCalendar } from './hours/queries.ts'

export type WorkspaceSettings = Workspace['settings']

/** The workspace's own settings, with what was never changed at its default. */
export async function workspaceSettings(tx: Tx): Promise<WorkspaceSettings> {
  return (await workspaceOf(tx)).settings
}

interface OwnWorkspace {
  workspace: Workspace
  calendar: Calendar | undefined
}

/** What each transaction read of its workspace: rules that know nothing of each other ask for it again and again. */
const asked = new WeakMap<Tx, Promise<OwnWorkspace>>()

function ownWorkspace(tx: Tx): Promise<OwnWorkspace> {
  const known = asked.get(tx) ?? readWorkspace(tx)
  asked.set(tx, known)
  return known
}

/** The workspace of a transaction, read once. */
export const workspaceOf = async (tx: Tx): Promise<Workspace> => (await ownWorkspace(tx)).workspace

/** The calendar that the workspace of a transaction names as its own, or its first one; read with the workspace. */
export const calendarOfWorkspace = async (tx: Tx): Promise<Calendar | undefined> =>
  (await ownWorkspace(tx)).calendar

async function readWorkspace(tx: Tx): Promise<OwnWorkspace> {
  const { rows } = await sql<Selectable<Workspaces> & { calendar: Selectable<Calendars> | null }>`
    select w.*, (
      select to_json(c) from calendars c
      where c.workspace_id = w.id
      order by coalesce(c.id::text = w.settings ->> 'calendarId', false) desc, c.created_at, c.id
      limit 1
    ) as calendar
    from workspaces w
    where w.id = ${tx.workspaceId}`.execute(tx)
  const [row] = rows
  if (!row) throw new NotFound('workspace')
  return { workspace: toWorkspace(row), calendar: row.calendar ? toCalendar(row.calendar) : undefined }
}

function toWorkspace(row: Selectable<Workspaces>): Workspace {
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
