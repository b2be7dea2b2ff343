import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { z } from 'zod'
import type { BackupSchedule } from './backup/schedule.ts'
import { type CompanyGroups, readGroupRules } from './company-groups.ts'
import { isNewDataFolder, secretIn } from './data-folder.ts'
import { readNetworks } from './outside.ts'
import { type Setting, type SettingName, settings } from './settings.ts'

/** A setting that cannot be used; the message is the one sentence to show before stopping. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

type Environment = Record<string, string | undefined>

export type Config = {
  port: number
  host: string
  /** Absolute. */
  dataDir: string
  /** `directUrl` bypasses a pooler; it is `url` itself when there is none. */
  database: { kind: 'embedded' } | { kind: 'server'; url: string; directUrl: string }
  redisUrl: string | undefined
  /** Undefined when no mail is received by SMTP. */
  smtpIn: { host: string; port: number } | undefined
  /** Without a final slash. */
  publicUrl: string
  /** What Fastify's `trustProxy` takes. */
  trustProxy: false | number | string[]
  secretKey: string
  maxMessageBytes: number
  /** Requests of one caller. */
  requestsPerMinute: number
  /** True when this start should make the demonstration, if there is no workspace yet. */
  demo: boolean
  /** By a server of yours, or into a folder; the demonstration's mails go into the folder in any case. */
  mailOut: { kind: 'smtp'; url: string; folder: string } | { kind: 'outbox'; folder: string }
  files:
    | { kind: 'folder'; folder: string }
    | {
        kind: 's3'
        endpoint: string
        bucket: string
        region: string
        accessKeyId: string
        secretAccessKey: string
      }
  /** Undefined when no backup is made by itself. */
  backups: BackupSchedule | undefined
  oidc:
    | {
        issuer: string
        clientId: string
        clientSecret: string
        name: string
        groups?: CompanyGroups
      }
    | undefined
  /** Inner addresses that webhooks may go to; undefined for none. */
  webhookNetworks: ((address: string) => boolean) | undefined
  /** Where flaws are told. */
  securityContact: string | undefined
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
}

/** Reads and checks every setting; throws a ConfigError of one sentence about the first that cannot be used. */
export function readConfig(env: Environment): Config {
  const port = read(env, 'PORT') ?? 4400
  const host = read(env, 'HOST') ?? '127.0.0.1'
  const dataDir = resolve(read(env, 'DATA_DIR') ?? './data')
  const database = readDatabase(env)
  const isEmbedded = database.kind === 'embedded'
  const smtpInPort = read(env, 'SMTP_IN_PORT') ?? 2525
  const mailServer = read(env, 'SMTP_OUT_URL')

  return {
    port,
    host,
    dataDir,
    database,
    redisUrl: read(env, 'REDIS_URL'),
    smtpIn: smtpInPort === 0 ? undefined : { host: read(env, 'SMTP_IN_HOST') ?? host, port: smtpInPort },
    publicUrl: (read(env, 'PUBLIC_URL') ?? defaultPublicUrl(host, port)).replace(/\/$/, ''),
    trustProxy: read(env, 'TRUST_PROXY') ?? false,
    maxMessageBytes: (read(env, 'MAX_MESSAGE_MB') ?? 40) * 1024 * 1024,
    requestsPerMinute: read(env, 'API_RATE_PER_MINUTE') ?? 6000,
    demo: read(env, 'DEMO') ?? (isEmbedded && isLoopback(host) && isNewDataFolder(dataDir)),
    mailOut: mailServer
      ? { kind: 'smtp', url: mailServer, folder: resolve(dataDir, 'outbox') }
      : { kind: 'outbox', folder: resolve(dataDir, 'outbox') },
    files: readFileStore(env, dataDir),
    backups: readBackups(env),
    oidc: readOidc(env),
    webhookNetworks: readWebhookNetworks(env),
    securityContact: read(env, 'SECURITY_CONTACT'),
    logLevel: read(env, 'LOG_LEVEL') ?? 'info',
    // Last: the only one that may write to the disk, so a wrong value elsewhere leaves no trace.
    secretKey: readSecretKey(env, isEmbedded, dataDir),
  }
}

/** True when only this machine can reach an address to listen on. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function read<Name extends SettingName>(
  env: Environment,
  name: Name,
): z.output<(typeof settings)[Name]['schema']> | undefined {
  const given = env[name]?.trim()
  // Compose files pass unset variables as empty ones.
  if (given === undefined || given === '') return undefined
  const setting: Setting = settings[name]
  const checked = setting.schema.safeParse(given)
  if (checked.success) return checked.data as z.output<(typeof settings)[Name]['schema']>
  const shown = setting.secret ? 'has a value that is not shown here' : `is ${JSON.stringify(given)}`
  throw new ConfigError(`${name} ${shown}, but must be ${setting.accepts}.`)
}

function readWebhookNetworks(env: Environment): Config['webhookNetworks'] {
  const given = read(env, 'WEBHOOK_NETWORKS')
  return given === undefined ? undefined : readNetworks(given)
}

function readDatabase(env: Environment): Config['database'] {
  const url = read(env, 'DATABASE_URL')
  const directUrl = read(env, 'DATABASE_DIRECT_URL')
  if (url) return { kind: 'server', url, directUrl: directUrl ?? url }
  if (directUrl)
    throw new ConfigError('DATABASE_DIRECT_URL is set, but DATABASE_URL, which it goes with, is not.')
  return { kind: 'embedded' }
}

function readSecretKey(env: Environment, isEmbedded: boolean, dataDir: string): string {
  const given = read(env, 'SECRET_KEY')
  if (given) return given
  if (!isEmbedded) {
    throw new ConfigError(
      `SECRET_KEY is not set, but with DATABASE_URL must be ${settings.SECRET_KEY.accepts}.`,
    )
  }
  const kept = secretIn(dataDir)
  if (kept && kept.length >= 32) return kept
  throw new ConfigError(
    `${resolve(dataDir, 'secret.key')} is missing or cut short, but must hold the key this folder was made with (or give it as SECRET_KEY).`,
  )
}

function readFileStore(env: Environment, dataDir: string): Config['files'] {
  const given = readTogether(env, [
    'S3_ENDPOINT',
    'S3_BUCKET',
    'S3_REGION',
    'S3_ACCESS_KEY_ID',
    'S3_SECRET_ACCESS_KEY',
  ])
  if (!given) return { kind: 'folder', folder: resolve(dataDir, 'files') }
  return {
    kind: 's3',
    endpoint: given.S3_ENDPOINT,
    bucket: given.S3_BUCKET,
    region: given.S3_REGION,
    accessKeyId: given.S3_ACCESS_KEY_ID,
    secretAccessKey: given.S3_SECRET_ACCESS_KEY,
  }
}

function readBackups(env: Environment): Config['backups'] {
  const folder = read(env, 'BACKUP_DIR')
  const [hour, keepDays, keepWeeks] = [
    read(env, 'BACKUP_HOUR') ?? 3,
    read(env, 'BACKUP_KEEP_DAYS') ?? 7,
    read(env, 'BACKUP_KEEP_WEEKS') ?? 4,
  ]
  return folder ? { folder: resolve(folder), hour, keepDays, keepWeeks } : undefined
}

function readOidc(env: Environment): Config['oidc'] {
  const given = readTogether(env, ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME'])
  const groups = readTogether(env, ['OIDC_GROUPS_CLAIM', 'OIDC_GROUPS'])
  if (!given) {
    if (groups) throw new ConfigError('OIDC_GROUPS is of no use without OIDC_ISSUER.')
    return undefined
  }
  return {
    issuer: given.OIDC_ISSUER,
    clientId: given.OIDC_CLIENT_ID,
    clientSecret: given.OIDC_CLIENT_SECRET,
    name: given.OIDC_NAME,
    ...(groups && {
      groups: {
        claim: groups.OIDC_GROUPS_CLAIM,
        scope: read(env, 'OIDC_GROUPS_SCOPE'),
        // Read once by its setting already.
        rules: readGroupRules(groups.OIDC_GROUPS) ?? [],
      },
    }),
  }
}

/** Settings that make sense only together: all of them, or undefined when none is given. */
function readTogether<const Name extends SettingName>(
  env: Environment,
  names: Name[],
): Record<Name, string> | undefined {
  const given = names.flatMap(name => {
    const value = read(env, name)
    return value === undefined ? [] : [[name, String(value)] as const]
  })
  if (given.length === 0) return undefined
  const missing = names.filter(name => !given.some(([present]) => present === name))
  if (missing.length > 0) {
    const verb = missing.length === 1 ? 'is' : 'are'
    throw new ConfigError(
      `${missing.join(', ')} ${verb} not set, but must be given together with ${given[0]?.[0]}.`,
    )
  }
  // Every name is present: checked just above.
  return Object.fromEntries(given) as Record<Name, string>
}

function defaultPublicUrl(host: string, port: number): string {
  // Listening everywhere is not an address that a browser can open.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`
}
