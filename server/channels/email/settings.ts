import type { Ground } from '#server/platform/ground.ts'

/** What a channel keeps of its mail servers; passwords are sealed. */
export interface EmailSettings {
  imap?: {
    host: string
    port: number
    secure: boolean
    user: string
    auth: 'password' | 'xoauth2'
    mailbox: string
    afterReading: 'leave' | 'mark_read'
    trustedServer?: string | undefined
    tokenUrl?: string | undefined
    clientId?: string | undefined
    clientSecret?: string | undefined
    password?: string | undefined
    /** Mails that the mailbox got before are not fetched. */
    since?: string
  } | null
  smtp?: {
    host: string
    port: number
    secure: boolean
    user?: string | undefined
    password?: string | undefined
  } | null
  silentAfterHours?: number
}

/** The outgoing server of one channel, ready for nodemailer; undefined = the program's own. */
export async function smtpOf(ground: Ground, workspaceId: string, channelId: string) {
  const row = await ground.db.system
    .selectFrom('channels')
    .select('settings')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', channelId)
    .executeTakeFirst()
  const smtp = (row?.settings as EmailSettings | undefined)?.smtp
  if (!smtp) return undefined
  return {
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    ...(smtp.user && {
      auth: { user: smtp.user, pass: smtp.password ? ground.secrets.open(smtp.password) : '' },
    }),
  }
}
