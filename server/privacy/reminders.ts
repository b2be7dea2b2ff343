import { dayInWords } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { dayAt, daysBetween, monthsLater, reminderDue } from './due-dates.ts'

/** A mail to every administrator of a workspace, in their language. */
export type TellAdministrators = (
  tx: Tx,
  words: (language: 'fr' | 'en') => { subject: string; text: string },
) => Promise<void>

/** DAT-3: tells the administrators of requests that are due in 15, 7 and 2 days, each once. */
export async function remind(ground: Ground, tellAdministrators: TellAdministrators): Promise<number> {
  const latest = monthsLater(dayAt(ground.clock.now(), 'utc'), 1)
  const due = await ground.db.system
    .selectFrom('rights_requests')
    .innerJoin('workspaces', 'workspaces.id', 'rights_requests.workspace_id')
    .select([
      'rights_requests.workspace_id',
      'rights_requests.id',
      'due_on',
      'told_days_before',
      'kind',
      'time_zone',
    ])
    .where('decided_at', 'is', null)
    .where('due_on', '<=', latest)
    .execute()
  let sent = 0
  for (const { workspace_id, id, due_on, told_days_before, kind, time_zone } of due) {
    const daysLeft = daysBetween(dayAt(ground.clock.now(), time_zone), due_on)
    const reminder = reminderDue(daysLeft, told_days_before)
    if (reminder === undefined) continue
    await ground.db.inWorkspace(workspace_id, async tx => {
      const { numUpdatedRows } = await tx
        .updateTable('rights_requests')
        .set({ told_days_before: reminder })
        .where('workspace_id', '=', workspace_id)
        .where('id', '=', id)
        .where('told_days_before', 'is not distinct from', told_days_before)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return
      await tellAdministrators(tx, language => {
        const values = {
          kind: ground.t(language, `privacy:request.${kind}`),
          due: dayInWords(due_on, language),
          count: Math.max(0, daysLeft),
          url: `${ground.publicUrl}/settings/data#rights`,
        }
        return {
          subject: ground.t(language, 'privacy:reminder.subject', values),
          text: ground.t(language, 'privacy:reminder.text', values),
        }
      })
      sent += 1
    })
  }
  return sent
}
