import type { PromiseActs } from '#contract/promises.ts'
import type { Conversations } from '#server/conversations/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import { attempt } from '#server/platform/attempt.ts'
import { dateAndTime } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { mailThem, type SendNotice } from '#server/workspaces/index.ts'
import type { ReadyPolicy } from './choosing.ts'
import type { Pressing } from './telling.ts'

export interface ActingDeps {
  /** Changes what is said of a conversation, with the events that people have. */
  edit: (...wanted: Parameters<Conversations['automatic']['edit']>) => Promise<void>
  sendNotice: SendNotice
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
  if (acts.byMail && acts.notify.length > 0) await tellByMail(ground, deps, tx, asked)
}

/** A policy may do what its writers may: they are administrators. */
const policyAsActor = (tx: Tx, { policy: { id, name } }: ReadyPolicy): Actor => ({
  ...{ kind: 'rule', id, name, language: 'fr' },
  ...{ memberId: null, workspaceId: tx.workspaceId, role: 'supervisor', scopes: null },
  ...{ teamIds: [], partnerId: null },
})

/** Whoever is told in page is told by mail too. */
async function tellByMail(ground: Ground, { sendNotice }: ActingDeps, tx: Tx, asked: Asked): Promise<void> {
  const { acts, clock, isLate } = asked
  const how = isLate ? 'late' : 'soon'
  await mailThem(ground, sendNotice, tx, {
    who: acts.notify,
    assigneeId: clock.assigneeId,
    teamId: clock.teamId,
    words: (language, timeZone) => {
      const values = {
        number: clock.number,
        subject: clock.subject,
        due: dateAndTime(clock.dueAt, language, timeZone),
        url: `${ground.publicUrl}/desk/all/${clock.number}`,
      }
      return {
        subject: ground.t(language, `sla_policy:mail.${how}.subject`, values),
        lines: [
          ground.t(language, `sla_policy:mail.${how}.text`, values),
          ground.t(language, 'sla_policy:mail.where', values),
        ],
      }
    },
  })
}
