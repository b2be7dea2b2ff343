import type { Member } from '#contract/workspaces.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { NoticeMailer } from '#server/platform/notice-mail.ts'

export interface AlertDeps {
  activeMembers: (tx: Tx) => Promise<Member[]>
  sendMail: NoticeMailer
}

/** Tells the administrators, each in their language, that a webhook was disabled; never those of a demonstration. */
export async function tellDisabled(
  ground: Pick<Ground, 't' | 'publicUrl'>,
  { activeMembers, sendMail }: AlertDeps,
  tx: Tx,
  webhook: { id: string; name: string; url: string },
  problem: string,
): Promise<void> {
  const { is_demo } = await tx
    .selectFrom('workspaces')
    .select('is_demo')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  if (is_demo) return
  for (const { name, email, language, role } of await activeMembers(tx)) {
    if (role !== 'administrator') continue
    const values = {
      name: webhook.name,
      host: new URL(webhook.url).host,
      problem: ground.t(language, `webhook:problem.${problem.replace(/_.*/, '')}`, {
        status: problem.replace(/.*_/, ''),
      }),
      url: `${ground.publicUrl}/settings/webhooks/${webhook.id}`,
    }
    const text = [
      ground.t(language, 'mail:hello', { name }),
      ground.t(language, 'webhook:disabled_mail.text', values),
      ground.t(language, 'webhook:disabled_mail.where', values),
    ].join('\n\n')
    await sendMail(tx, {
      to: email,
      purpose: 'notice',
      language,
      subject: ground.t(language, 'webhook:disabled_mail.subject', values),
      text,
    })
  }
}
