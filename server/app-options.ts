import type { DNSResolver } from 'mailauth'
import type { Logger } from 'pino'
import type { EmailDeps } from './channels/email/index.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { AskedHow } from './portal/index.ts'

/** What the program is built from: its settings, and what tests put in the place of the outside world. */
export interface AppOptions {
  config: Pick<
    Config,
    | 'publicUrl'
    | 'trustProxy'
    | 'secretKey'
    | 'maxMessageBytes'
    | 'requestsPerMinute'
    | 'mailOut'
    | 'smtpIn'
    | 'files'
    | 'oidc'
    | 'backups'
    | 'redisUrl'
    | 'webhookNetworks'
    | 'securityContact'
  >
  database: { appUrl: string; systemUrl: string; directUrl: string }
  clock: Clock
  log: Logger
  version: string
  /** Folder of the built desk. */
  webFolder?: string
  resolver?: DNSResolver
  /** False where there is no DNS to ask, as in tests. */
  isOffline?: boolean
  /** How the pages that brands lead to are asked, in tests. */
  outside?: AskedHow
  /** Time that a webhook's address has to answer, shorter in tests. */
  webhookTimeoutMs?: number
  /** Makes a scheduled backup; a process of its own unless given. */
  makeBackup?: (file: string) => Promise<void>
  /** HTTP connections that one address may hold; fewer in tests. */
  connectionsPerAddress?: number
  /** Sockets of chat visitors that one address may hold; fewer in tests. */
  socketsPerAddress?: number
  /** Lag after which requests are put off; longer in tests, which share their process with what they test. */
  busyAfterMs?: number
  /** Rhythms of fetching mailboxes, shorter in tests. */
  imap?: EmailDeps['imap']
}
