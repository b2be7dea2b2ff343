import { sql } from 'kysely'
import type { AdviserTurnover } from '#contract/insights.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Days } from './period.ts'

/** A changed definition is a new version: a figure noted last year still says what it counted. */
export const turnoverVersion = 1

/** A departure within so many days of the arrival is an early one. */
const earlyDays = 90

const shownLeavers = 200

/** Somebody who answers customers, or did. */
export interface Presence {
  id: string
  name: string
  /** Null for the house. */
  employer: { id: string; name: string } | null
  joinedAt: Date
  leftAt: Date | null
}

/** The instants between which people are counted. */
interface Span {
  starts: Date
  ends: Date
}

/** Reads who was there in some days of a place: advisers, supervisors and the people of partners. */
export async function presencesOver(tx: Tx, { from, to }: Days, timeZone: string) {
  const { rows } = await sql<Span>`
    select ${from}::date::timestamp at time zone ${timeZone} as starts,
      (${to}::date + 1)::timestamp at time zone ${timeZone} as ends`.execute(tx)
  const span = rows[0]!
  const members = await tx
    .selectFrom('members as m')
    .leftJoin('partners as p', join =>
      join.onRef('p.workspace_id', '=', 'm.workspace_id').onRef('p.id', '=', 'm.partner_id'),
    )
    .select(['m.id', 'm.name', 'm.partner_id', 'p.name as partner', 'm.created_at', 'm.deactivated_at'])
    .where('m.workspace_id', '=', tx.workspaceId)
    .where('m.role', 'in', ['adviser', 'supervisor', 'partner'])
    .where('m.created_at', '<', span.ends)
    .where(eb => eb.or([eb('m.deactivated_at', 'is', null), eb('m.deactivated_at', '>=', span.starts)]))
    .execute()
  const presences = members.map(
    (row): Presence => ({
      id: row.id,
      name: row.name,
      employer: row.partner_id ? { id: row.partner_id, name: row.partner ?? '' } : null,
      joinedAt: row.created_at,
      leftAt: row.deactivated_at,
    }),
  )
  return { span, presences }
}

/**
 * Q25: leavers over the mean of the headcounts at both ends of the period, the usual formula of personnel reports. Whoever
 * came back is no leaver: their departure is not kept once it is undone.
 */
export function turnoverOver(
  presences: readonly Presence[],
  span: Span,
): Pick<AdviserTurnover, keyof ReturnType<typeof figures> | 'employers' | 'leavers'> {
  const byEmployer = Map.groupBy(presences, ({ employer }) => employer?.id ?? null)
  return {
    ...figures(presences, span),
    employers: [...byEmployer.values()]
      .map(people => ({ employer: people[0]!.employer, ...figures(people, span) }))
      .sort((a, b) =>
        a.employer === null ? -1 : b.employer === null ? 1 : a.employer.name.localeCompare(b.employer.name),
      ),
    leavers: presences
      .filter(leftWithin(span))
      .sort((a, b) => b.leftAt.getTime() - a.leftAt.getTime())
      .slice(0, shownLeavers)
      .map(one => ({
        id: one.id,
        name: one.name,
        employer: one.employer,
        joinedAt: one.joinedAt.toISOString(),
        leftAt: one.leftAt.toISOString(),
        days: daysThere(one),
      })),
  }
}

function figures(presences: readonly Presence[], span: Span) {
  const thereAt = (at: Date) =>
    presences.filter(({ joinedAt, leftAt }) => joinedAt < at && (leftAt === null || leftAt >= at)).length
  const leavers = presences.filter(leftWithin(span))
  const [start, end] = [thereAt(span.starts), thereAt(span.ends)]
  const mean = (start + end) / 2
  return {
    start,
    end,
    joined: presences.filter(({ joinedAt }) => joinedAt >= span.starts && joinedAt < span.ends).length,
    left: leavers.length,
    leftEarly: leavers.filter(one => daysThere(one) < earlyDays).length,
    rate: mean === 0 ? null : leavers.length / mean,
  }
}

const leftWithin =
  ({ starts, ends }: Span) =>
  (one: Presence): one is Presence & { leftAt: Date } =>
    one.leftAt !== null && one.leftAt >= starts && one.leftAt < ends

const daysThere = ({ joinedAt, leftAt }: Presence & { leftAt: Date }) =>
  Math.max(0, Math.floor((leftAt.getTime() - joinedAt.getTime()) / 86_400_000))
