import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { SignInMail } from './mails.ts'

/** Sends mails about signing in: from a workspace the person belongs to. */
export function signInMailer(
  { db }: Ground,
  send: (tx: Tx, mail: SignInMail) => Promise<unknown>,
): (mail: SignInMail) => Promise<void> {
  return async mail => {
    const member = await db.system
      .selectFrom('members')
      .select('workspace_id')
      .where(eb => eb(eb.fn<string>('lower', ['email']), '=', mail.to.toLowerCase()))
      .where('status', '=', 'active')
      .executeTakeFirst()
    if (member) await db.inWorkspace(member.workspace_id, tx => send(tx, mail))
  }
}
