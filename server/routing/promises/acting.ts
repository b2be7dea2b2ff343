import { sql } from 'kysely'
import type { PromiseActs } from '#contract/promises.ts'
import type { Conversations } from '#server/conversations/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import { attempt } from '#server/platform/attempt.ts'
import { dateAndTime } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ReadyPolicy } from './choosing.ts'
import type { Pressing } from './telling.ts'

export interface ActingDeps {
  /** Changes what is said of a conversation, with the events that people have. */
  edit: (...wanted: Parameters<Conversations['automatic']['edit']>) => Promise<void>
  sendNotice: (
    tx: Tx,
    mail: { to: { name: string; address: string }; language: 'fr' | 'en'; subject: string; text: string },
  ) => Promise<void>
}

interface Asked {
  policy: ReadyPolicy
  acts: PromiseActs
  clock: Pressing
  isLate: boolean
}

const ranks = ['low', 'normal', 'high', 'urgent']

/** Does what a policy says is to be done about a clock that is soon due, or late. */
export async function actOn(ground: Ground, deps: ActingDeps, tx: Tx, asked: Asked): Promise<void> {
  const { policy, acts, clock } = asked
  const raises = acts.priority && ranks.indexOf(acts.priority) > ranks.indexOf(clock.priority)
  const wanted = {
    ...(raises && acts.priority && { priority: acts.priority }),
    ...(acts.teamId && acts.teamId !== clock.teamId && { teamId: acts.teamId }),
  }
  // Deleted or joined since: the promise is told of all the same.
  if (Object.keys(wanted).length > 0)
    await attempt(tx, () => deps.edit(tx, policyAsActor(tx, policy), clock.conversationId, wanted))
  if (acts.byMail && acts.notify.length > 0) await mailThem(ground, deps, tx, asked)
}

/** A policy may do what its writers may: they are administrators. */
const policyAsActor = (tx: Tx, { policy: { id, name } }: ReadyPolicy): Actor => ({
  ...{ kind: 'rule', id, name, language: 'fr' },
  ...{ memberId: null, workspaceId: tx.workspaceId, role: 'supervisor', scopes: null },
  ...{ teamIds: [], partnerId: null },
})

interface Told {
  name: string
  email: string
  language: 'fr' | 'en'
  timeZone: string
}

/** Whoever is told in page is told by mail too, once each, in their language. */
async function mailThem(ground: Ground, { sendNotice }: ActingDeps, tx: Tx, asked: Asked): Promise<void> {
  const { acts, clock, isLate } = asked
  const has = (who: PromiseActs['notify'][number]) => acts.notify.includes(who)
  const { rows } = await sql<Told>`
    select m.name, m.email, m.language, w.time_zone as "timeZone"
    from members m
    join workspaces w on w.id = m.workspace_id
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and not w.is_demo and (
      (${has('owner')} and m.id = ${clock.assigneeId})
      or (${has('owner') && clock.assigneeId === null} and m.role in ('administrator', 'supervisor'))
      or (${has('supervisors')} and m.role in ('administrator', 'supervisor'))
      or (${has('team')} and m.role <> 'collaborator' and exists (
        select from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id and t.team_id = ${clock.teamId})))
    order by m.name, m.id`.execute(tx)
  for (const { name, email, language, timeZone } of rows) {
    const values = {
      number: clock.number,
      subject: clock.subject,
      due: dateAndTime(clock.dueAt, language, timeZone),
      url: `${ground.publicUrl}/desk/all/${clock.number}`,
    }
    const how = isLate ? 'late' : 'soon'
    await sendNotice(tx, {
      to: { name, address: email },
      language,
      subject: ground.t(language, `sla_policy:mail.${how}.subject`, values),
      text: [
        ground.t(language, 'mail:hello', { name }),
        ground.t(language, `sla_policy:mail.${how}.text`, values),
        ground.t(language, 'sla_policy:mail.where', values),
      ].join('\n\n'),
    })
  }
}
