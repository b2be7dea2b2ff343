import { sql } from 'kysely'
import type { Language } from '#contract/common.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'

/** Who is told of a conversation: whoever has it, those who lead, or its team. */
export type Who = 'owner' | 'supervisors' | 'team'

export type SendNotice = (
  tx: Tx,
  mail: { to: { name: string; address: string }; language: Language; subject: string; text: string },
) => Promise<void>

export interface Telling {
  who: readonly Who[]
  assigneeId: string | null
  teamId: string | null
  /** What each of them reads, in their language. */
  words: (language: Language, timeZone: string) => { subject: string; lines: string[] }
}

interface Told {
  name: string
  email: string
  language: Language
  timeZone: string
}

/** Writes to whoever is told in page by mail too, once each, in their language; what nobody has is for those who lead. */
export async function mailThem(
  ground: Pick<Ground, 't'>,
  sendNotice: SendNotice,
  tx: Tx,
  { who, assigneeId, teamId, words }: Telling,
): Promise<void> {
  const { rows } = await sql<Told>`
    select m.name, m.email, m.language, w.time_zone as "timeZone"
    from members m
    join workspaces w on w.id = m.workspace_id
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and not w.is_demo and (
      (${who.includes('owner')} and m.id = ${assigneeId})
      or (${who.includes('owner') && assigneeId === null} and m.role in ('administrator', 'supervisor'))
      or (${who.includes('supervisors')} and m.role in ('administrator', 'supervisor'))
      or (${who.includes('team')} and m.role <> 'collaborator' and exists (
        select from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id and t.team_id = ${teamId})))
    order by m.name, m.id`.execute(tx)
  for (const { name, email, language, timeZone } of rows) {
    const { subject, lines } = words(language, timeZone)
    const text = [ground.t(language, 'mail:hello', { name }), ...lines].join('\n\n')
    await sendNotice(tx, { to: { name, address: email }, language, subject, text })
  }
}
