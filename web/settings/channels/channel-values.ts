import type { EmailChannel } from '../../../contract/channels.ts'
import type { UiLanguage } from '../../i18n/index.ts'

/** What the form of an address holds; passwords are empty, and empty keeps the one there is. */
export type ChannelValues = {
  name: string
  address: string
  language: UiLanguage
  signature: string
  teamId: string | null
  calendarId: string | null
  brandId: string | null
  enabled: boolean
  silentAfterHours: number
  receives: 'smtp' | 'imap'
  imap: {
    host: string
    port: number
    secure: boolean
    user: string
    auth: 'password' | 'xoauth2'
    mailbox: string
    afterReading: 'leave' | 'mark_read'
    password: string
    /** Whose verdicts on SPF, DKIM and DMARC are believed. */
    trustedServer: string
    tokenUrl: string
    clientId: string
    clientSecret: string
  }
  sends: 'server' | 'own'
  smtp: { host: string; port: number; secure: boolean; user: string; password: string }
}

/** The usual ports and habits of mail servers. */
const usualImap = {
  host: '',
  port: 993,
  secure: true,
  user: '',
  auth: 'password',
  mailbox: 'INBOX',
  afterReading: 'leave',
  password: '',
  trustedServer: '',
  tokenUrl: '',
  clientId: '',
  clientSecret: '',
} as const
const usualSmtp = { host: '', port: 587, secure: false, user: '', password: '' } as const

/** A new address, before anything is known of it. */
export function newChannelValues(language: UiLanguage): ChannelValues {
  return {
    name: '',
    address: '',
    language,
    signature: '',
    teamId: null,
    calendarId: null,
    brandId: null,
    enabled: true,
    silentAfterHours: 24,
    receives: 'smtp',
    imap: { ...usualImap },
    sends: 'server',
    smtp: { ...usualSmtp },
  }
}

/** An address as its form shows it. */
export function toChannelValues(channel: EmailChannel): ChannelValues {
  const {
    hasPassword: _,
    hasClientSecret: __,
    ...imap
  } = channel.imap ?? {
    ...usualImap,
    hasPassword: false,
    hasClientSecret: false,
  }
  const { hasPassword: ___, ...smtp } = channel.smtp ?? { ...usualSmtp, hasPassword: false }
  return {
    name: channel.name,
    address: channel.address ?? '',
    language: channel.language,
    signature: channel.signature,
    teamId: channel.teamId,
    calendarId: channel.calendarId,
    brandId: channel.brandId,
    enabled: channel.enabled,
    silentAfterHours: channel.silentAfterHours,
    receives: channel.imap ? 'imap' : 'smtp',
    imap: { ...usualImap, ...imap, password: '', clientSecret: '' },
    sends: channel.smtp ? 'own' : 'server',
    smtp: { ...usualSmtp, ...smtp, user: smtp.user ?? '', password: '' },
  }
}

/** What an update sends: the fields that changed, a server whole or gone, a password only when one was typed. */
export function toChannelChanges(values: ChannelValues, changed: readonly (keyof ChannelValues)[]) {
  const { receives, imap, sends, smtp, ...plain } = values
  const has = (...names: (keyof ChannelValues)[]) => names.some(name => changed.includes(name))
  const names = (Object.keys(plain) as (keyof typeof plain)[]).filter(name => changed.includes(name)) // its own keys
  return {
    ...(Object.fromEntries(names.map(name => [name, plain[name]])) as Partial<typeof plain>), // built of these names
    ...(has('receives', 'imap') && { imap: receives === 'imap' ? withoutEmpty(imap, optionalOfImap) : null }),
    ...(has('sends', 'smtp') && { smtp: sends === 'own' ? withoutEmpty(smtp, ['user', 'password']) : null }),
  }
}

const optionalOfImap = ['password', 'trustedServer', 'tokenUrl', 'clientId', 'clientSecret'] as const

function withoutEmpty<Server extends object, Name extends keyof Server>(
  server: Server,
  names: readonly Name[],
): Omit<Server, Name> & Partial<Pick<Server, Name>> {
  const kept = { ...server }
  for (const name of names) if (kept[name] === '') delete kept[name]
  return kept
}
