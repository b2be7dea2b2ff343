import { type Selectable, sql } from 'kysely'
import type { Calendar } from '#contract/workspaces.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Calendars } from '#server/platform/schema.ts'

/** Every calendar of the workspace, by name. */
export async function allCalendars(tx: Tx): Promise<Calendar[]> {
  const rows = await tx
    .selectFrom('calendars')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy(sql`unaccent(lower(name))`)
    .execute()
  return rows.map(toCalendar)
}

/** A calendar of the workspace; refuses one that is not there. */
export async function calendarRow(tx: Tx, id: string): Promise<Calendar> {
  const row = await tx
    .selectFrom('calendars')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound('calendar')
  return toCalendar(row)
}

/** Writes a calendar; the same id again is its next version. */
export async function saveCalendar(tx: Tx, calendar: Calendar): Promise<void> {
  const values = {
    name: calendar.name,
    time_zone: calendar.timeZone,
    weekly_hours: JSON.stringify(calendar.weeklyHours),
    holidays: calendar.holidays,
    exceptions: JSON.stringify(calendar.exceptions),
    version: calendar.version,
  }
  await tx
    .insertInto('calendars')
    .values({ workspace_id: tx.workspaceId, id: calendar.id, ...values })
    .onConflict(conflict => conflict.columns(['workspace_id', 'id']).doUpdateSet(values))
    .execute()
}

/** Holds a calendar until the end of the transaction, so that two changes make two versions. */
export async function lockCalendar(tx: Tx, id: string): Promise<void> {
  await tx
    .selectFrom('calendars')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
}

/** A row as the contract says it. */
export function toCalendar(row: Selectable<Calendars>): Calendar {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    weeklyHours: row.weekly_hours as Calendar['weeklyHours'],
    // The column has no list of its own: the contract is the only way in.
    holidays: row.holidays as Calendar['holidays'],
    exceptions: row.exceptions as Calendar['exceptions'],
    version: row.version,
  }
}
