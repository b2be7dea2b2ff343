import { type Kysely, sql } from 'kysely'
import type { Role } from '#contract/common.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { createFirstBrand } from '../brands/brands.ts'
import { officeHours } from '../hours/calendars.ts'
import { saveCalendar } from '../hours/queries.ts'
import { saveSite, saveTeam, setMembersOfTeam } from '../people/queries.ts'
import { requireTimeZone } from '../settings.ts'

export interface NewWorkspace {
  name: string
  language: Language
  timeZone: string
  /** The first member; none where somebody else writes the people. */
  administrator?: { userId: string; name: string; email: string }
  /** First mail address that customers write to. */
  address?: string | undefined
}

/** What a new workspace holds when those who add to it are called. */
export interface CreatedWorkspace {
  workspaceId: string
  slug: string
  language: Language
  timeZone: string
  administratorId: string | null
  calendarId: string
  siteId: string
  teamId: string
  address: string | undefined
}

/** Adds what a domain wants in every new workspace, in the transaction that creates it. */
export type WorkspaceListener = (tx: Tx, created: CreatedWorkspace) => Promise<void>

/** Creates a workspace with its hours, its site and its team; `db` is a transaction of the owner. */
export async function createWorkspace(
  { newId, clock, recordEvent, t }: Ground,
  db: Kysely<DB>,
  wanted: NewWorkspace,
  listeners: readonly WorkspaceListener[],
): Promise<CreatedWorkspace> {
  requireTimeZone(wanted.timeZone)
  const { language, timeZone, administrator } = wanted
  const created: CreatedWorkspace = {
    workspaceId: newId(),
    slug: await freeSlug(db, wanted.name),
    language,
    timeZone,
    administratorId: administrator ? newId() : null,
    calendarId: newId(),
    siteId: newId(),
    teamId: newId(),
    address: wanted.address,
  }
  const { workspaceId, calendarId, siteId, teamId, administratorId } = created
  await db
    .insertInto('workspaces')
    .values({
      id: workspaceId,
      slug: created.slug,
      name: wanted.name,
      language,
      time_zone: timeZone,
      settings: JSON.stringify({ calendarId }),
      created_at: clock.now(),
    })
    .execute()
  // The owner sees every workspace; from here on the transaction is of this one all the same.
  await sql`select set_config('app.workspace_id', ${workspaceId}, true)`.execute(db)
  const tx: Tx = Object.assign(db, { workspaceId })
  const named = (key: string) => t(language, `workspace:${key}`)

  await createFirstBrand(tx, newId(), wanted.name, clock.now())
  const hours = officeHours(timeZone)
  await saveCalendar(tx, { ...hours, id: calendarId, name: named('first_calendar'), version: 1 })
  await saveSite(tx, {
    id: siteId,
    name: named('first_site'),
    kind: 'in_house',
    partnerId: null,
    country: 'FR',
    city: null,
    timeZone,
    calendarId,
  })
  await saveTeam(tx, {
    id: teamId,
    name: named('first_team'),
    kind: 'digital',
    siteId,
    partnerId: null,
    calendarId,
    positions: null,
  })
  if (administrator && administratorId) {
    await tx
      .insertInto('members')
      .values({
        workspace_id: workspaceId,
        id: administratorId,
        user_id: administrator.userId,
        role: 'administrator' satisfies Role,
        name: administrator.name,
        email: administrator.email,
        language,
        languages: [language],
        site_id: siteId,
        created_at: clock.now(),
      })
      .execute()
    await setMembersOfTeam(tx, teamId, [administratorId])
  }
  const actor: EventActor = administratorId ? { kind: 'member', id: administratorId } : system
  await recordEvent(tx, {
    type: 'workspace.created',
    actor,
    subject: { kind: 'workspace', id: workspaceId },
    data: { name: wanted.name, language, timeZone },
  })
  for (const listener of listeners) await listener(tx, created)
  return created
}

/** A word for addresses, made from the name: `Fleurs d’Été` is `fleurs-d-ete`. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, '')
  return slug.length >= 2 ? slug : `boucle${slug && `-${slug}`}`
}

async function freeSlug(db: Kysely<DB>, name: string): Promise<string> {
  const slug = slugOf(name)
  const rows = await db.selectFrom('workspaces').select('slug').where('slug', 'like', `${slug}%`).execute()
  const taken = new Set(rows.map(row => row.slug))
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? slug : `${slug}-${number}`
    if (!taken.has(candidate)) return candidate
  }
}
