import { dateAndTime } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { EmailChannel } from './channel-records.ts'
import { sendNotice } from './notices.ts'
import type { EmailSettings } from './settings.ts'

interface Trouble {
  /** Nothing arrives, receiving fails, or sending fails. */
  trouble: 'silent' | 'in' | 'out'
  error?: string | undefined
  lastInAt?: Date | undefined
}

/** Tells the administrators, each in their language, that an address is in trouble; never those of a demonstration. */
export async function alertAdministrators(
  ground: Ground,
  tx: Tx,
  channel: EmailChannel,
  { trouble, error, lastInAt }: Trouble,
): Promise<void> {
  const workspace = await tx
    .selectFrom('workspaces')
    .select(['is_demo', 'time_zone'])
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  if (workspace.is_demo) return
  const administrators = await tx
    .selectFrom('members')
    .select(['name', 'email', 'language'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('role', '=', 'administrator')
    .where('status', '=', 'active')
    .execute()
  for (const { name, email, language } of administrators) {
    const values = {
      address: channel.address ?? channel.name,
      error: error ?? '',
      hours: (channel.settings as EmailSettings).silentAfterHours ?? 24,
      since: lastInAt ? dateAndTime(lastInAt, language, workspace.time_zone) : '',
      url: `${ground.publicUrl}/settings/channels/${channel.id}`,
    }
    await sendNotice(ground, tx, {
      purpose: 'notice',
      to: { name, address: email },
      language,
      subject: ground.t(language, `channel:alert.${trouble}.subject`, values),
      text: [
        ground.t(language, 'mail:hello', { name }),
        ground.t(language, `channel:alert.${trouble}.text`, values),
        ground.t(language, 'channel:alert.where', values),
      ].join('\n\n'),
    })
  }
}
