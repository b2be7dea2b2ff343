import { sql } from 'kysely'
import { Preferences, type Team } from '#contract/workspaces.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import type { CalendarRules } from '../hours/calendar.ts'
import { type DigestMail, type DigestPart, digestMail } from './digest-mail.ts'
import { isDigestDue } from './digest-time.ts'

/** What a domain tells one person in their digest; `since` is when the last one was written. */
export type DigestSource = (tx: Tx, reader: Actor, since: Date) => Promise<DigestPart>

export interface DigestDeps {
  sources: () => DigestSource[]
  calendar: (tx: Tx) => Promise<CalendarRules>
  timeZone: (tx: Tx) => Promise<string>
  send: (tx: Tx, mail: DigestMail) => Promise<void>
}

interface Reader {
  id: string
  name: string
  email: string
  language: 'fr' | 'en'
  role: Actor['role']
  partner_id: string | null
  preferences: unknown
  digest_at: Date | null
  team_ids: Team['id'][]
}

/** Mails to each person who wants it what waits for them; looked at every five minutes, once for all nodes. */
export function digestTimer(ground: Ground, deps: DigestDeps): Chores['timers'][number] {
  return { name: 'workspaces.digests', pattern: '*/5 * * * *', run: () => sendDigests(ground, deps) }
}

async function sendDigests(ground: Ground, deps: DigestDeps): Promise<void> {
  const { rows } = await sql<{ workspace_id: string }>`
    select distinct m.workspace_id from members m join workspaces w on w.id = m.workspace_id
    where m.status = 'active' and m.preferences ->> 'digest' in ('hourly', 'daily') and not w.is_demo`.execute(
    ground.db.system,
  )
  for (const { workspace_id } of rows)
    await ground.db.inWorkspace(workspace_id, tx => sendDigestsOf(ground, deps, tx))
}

async function sendDigestsOf(ground: Ground, deps: DigestDeps, tx: Tx): Promise<void> {
  const now = ground.clock.now()
  const [calendar, timeZone] = [await deps.calendar(tx), await deps.timeZone(tx)]
  // Held: another node that looks at the same minute finds nobody left to write to.
  const { rows } = await sql<Reader>`
    select m.id, m.name, m.email, m.language, m.role, m.partner_id, m.preferences, m.digest_at,
      array(select t.team_id from team_members t where t.workspace_id = m.workspace_id and t.member_id = m.id) as team_ids
    from members m
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active'
      and m.preferences ->> 'digest' in ('hourly', 'daily')
    order by m.id
    for update of m skip locked`.execute(tx)
  const due = rows.filter(({ preferences, digest_at }) =>
    isDigestDue(Preferences.parse(preferences).digest, digest_at ?? undefined, now, calendar),
  )
  if (due.length === 0) return
  for (const member of due) {
    const parts: DigestPart[] = []
    for (const source of deps.sources())
      parts.push(await source(tx, readerOf(tx, member), member.digest_at ?? new Date(0)))
    if (parts.some(part => part.hasNews))
      await deps.send(tx, digestMail(ground.t, { member, parts, timeZone, publicUrl: ground.publicUrl }))
  }
  await tx
    .updateTable('members')
    .set({ digest_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where(
      'id',
      'in',
      due.map(member => member.id),
    )
    .execute()
}

/** Who reads the digest, as the doors of the domains know a person: they are told of nothing that they may not see. */
const readerOf = (tx: Tx, member: Reader): Actor => ({
  kind: 'member',
  id: member.id,
  memberId: member.id,
  workspaceId: tx.workspaceId,
  role: member.role,
  scopes: null,
  teamIds: member.team_ids,
  partnerId: member.partner_id,
  name: member.name,
  language: member.language,
})
