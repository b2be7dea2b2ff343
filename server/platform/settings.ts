import { isIP } from 'node:net'
import { z } from 'zod'
import { readGroupRules } from './company-groups.ts'
import { readNetworks } from './outside.ts'

const flag = z.enum(['on', 'off']).transform(value => value === 'on')
const text = z.string().min(1)
const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535))
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
const hostName = z.string().refine(isHostName)
const address = (...protocols: string[]) => z.string().refine(value => isAddress(value, protocols))

/**
 * Every setting, in the order of the table in docs/operating.md: what it accepts, what it is for and, for a secret, that
 * its value is never repeated. A default that depends on another setting is worked out in `readConfig`.
 */
export const settings = {
  /** Port of the desk, the API and the widget. */
  PORT: { schema: port, accepts: 'a port from 0 to 65535', byDefault: '4400' },
  /** Address that the web server listens on. */
  HOST: { schema: hostName, accepts: 'an IP address or a host name', byDefault: '127.0.0.1' },
  /** Folder of the embedded database, files, outgoing mails and secrets. */
  DATA_DIR: { schema: text, accepts: 'a folder', byDefault: './data' },
  /** A PostgreSQL of yours (15 or later) in place of the embedded one. */
  DATABASE_URL: {
    schema: address('postgres', 'postgresql'),
    accepts: 'an address such as postgresql://user:password@host:5432/boucle',
    byDefault: 'the embedded database',
    secret: true,
  },
  /** Address of the same database that bypasses a transaction pooler, for migrations and jobs. */
  DATABASE_DIRECT_URL: {
    schema: address('postgres', 'postgresql'),
    accepts: 'an address such as postgresql://user:password@host:5432/boucle, beside DATABASE_URL',
    byDefault: 'DATABASE_URL',
    secret: true,
  },
  /** Redis or Valkey that joins several nodes. */
  REDIS_URL: {
    schema: address('redis', 'rediss'),
    accepts: 'an address such as redis://host:6379',
    byDefault: 'none: one node',
    secret: true,
  },
  /** Port that receives mail. */
  SMTP_IN_PORT: {
    schema: port,
    accepts: 'a port from 1 to 65535, or 0 to receive no mail',
    byDefault: '2525',
  },
  /** Address that the mail receiver listens on. */
  SMTP_IN_HOST: { schema: hostName, accepts: 'an IP address or a host name', byDefault: 'HOST' },
  /** Address by which browsers and customers reach Boucle; links in mails start with it. */
  PUBLIC_URL: {
    schema: z.string().refine(value => isAddress(value, ['http', 'https']) && isOrigin(value)),
    accepts: 'an address without a path such as https://care.example.com',
    byDefault: 'http://HOST:PORT',
  },
  /** Which proxies may say who the visitor is. */
  TRUST_PROXY: {
    schema: z.string().refine(isProxyTrust).transform(toProxyTrust),
    accepts: 'off, a number of proxies, or their addresses separated by commas',
    byDefault: 'off',
  },
  /** Key that encrypts the secrets kept in the database. */
  SECRET_KEY: {
    schema: z.string().min(32),
    accepts: 'at least 32 characters, the same on every node',
    byDefault: 'made in DATA_DIR/secret.key (embedded database only)',
    secret: true,
  },
  /** Largest message accepted, with its attachments. */
  MAX_MESSAGE_MB: {
    schema: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .pipe(z.number().min(1).max(1024)),
    accepts: 'a whole number from 1 to 1024',
    byDefault: '40',
  },
  /** Requests to the API that one person, or one key, may make in a minute. */
  API_RATE_PER_MINUTE: {
    schema: z
      .string()
      .regex(/^\d{1,7}$/)
      .transform(Number)
      .pipe(z.number().min(1)),
    accepts: 'a whole number from 1 to 9999999',
    byDefault: '6000',
  },
  /** Whether a first start makes the demonstration workspace. */
  DEMO: {
    schema: flag,
    accepts: 'on or off',
    byDefault: 'on for a new folder, the embedded database and a HOST of this machine alone; otherwise off',
  },
  /** Server that takes outgoing mail. */
  SMTP_OUT_URL: {
    schema: address('smtp', 'smtps'),
    accepts: 'an address such as smtp://user:password@host:587',
    byDefault: 'none: mails are written to DATA_DIR/outbox',
    secret: true,
  },
  /** Object store for files, in place of DATA_DIR/files. */
  S3_ENDPOINT: {
    schema: address('http', 'https'),
    accepts: 'an address such as https://s3.example.com, beside the other S3 settings',
    byDefault: 'none: files are kept in DATA_DIR/files',
  },
  /** Bucket of the object store. */
  S3_BUCKET: { schema: text, accepts: 'a bucket, beside the other S3 settings', byDefault: 'none' },
  /** Region of the object store. */
  S3_REGION: { schema: text, accepts: 'a region, beside the other S3 settings', byDefault: 'none' },
  /** Name of the key to the object store. */
  S3_ACCESS_KEY_ID: { schema: text, accepts: 'a key name, beside the other S3 settings', byDefault: 'none' },
  /** Secret of the key to the object store. */
  S3_SECRET_ACCESS_KEY: {
    schema: text,
    accepts: 'the secret of the key, beside the other S3 settings',
    byDefault: 'none',
    secret: true,
  },
  /** Folder that receives a backup each night. */
  BACKUP_DIR: { schema: text, accepts: 'a folder', byDefault: 'none: no backup is made by itself' },
  /** Hour of the nightly backup, in UTC. */
  BACKUP_HOUR: { schema: wholeNumber(0, 23), accepts: 'an hour from 0 to 23', byDefault: '3' },
  /** Days of which the newest backup stays. */
  BACKUP_KEEP_DAYS: { schema: wholeNumber(1, 366), accepts: 'a whole number from 1 to 366', byDefault: '7' },
  /** Weeks of which the newest backup stays. */
  BACKUP_KEEP_WEEKS: { schema: wholeNumber(0, 520), accepts: 'a whole number from 0 to 520', byDefault: '4' },
  /** Company sign-in (OpenID Connect): address of the provider. */
  OIDC_ISSUER: {
    schema: address('http', 'https'),
    accepts: 'an address such as https://login.example.com, beside the other OIDC settings',
    byDefault: 'none: no company sign-in',
  },
  /** Company sign-in: our name at the provider. */
  OIDC_CLIENT_ID: { schema: text, accepts: 'a client id, beside the other OIDC settings', byDefault: 'none' },
  /** Company sign-in: our secret at the provider. */
  OIDC_CLIENT_SECRET: {
    schema: text,
    accepts: 'a client secret, beside the other OIDC settings',
    byDefault: 'none',
    secret: true,
  },
  /** Company sign-in: name of the provider on the button. */
  OIDC_NAME: { schema: text, accepts: 'a name, beside the other OIDC settings', byDefault: 'none' },
  /** Company sign-in: where its tokens name groups. */
  OIDC_GROUPS_CLAIM: {
    schema: text,
    accepts: 'the name of a claim such as groups, beside OIDC_GROUPS',
    byDefault: 'none: rights are given here alone',
  },
  /** Company sign-in: what groups give, at each sign-in. */
  OIDC_GROUPS: {
    schema: text.refine(value => readGroupRules(value) !== undefined),
    accepts: 'rules such as care-leads=supervisor:Mail,English; care=adviser',
    byDefault: 'none',
  },
  /** Company sign-in: scope that makes the provider name groups. */
  OIDC_GROUPS_SCOPE: { schema: text, accepts: 'a scope such as groups', byDefault: 'none' },
  /** Inner networks that webhooks may go to, by http too. */
  WEBHOOK_NETWORKS: {
    schema: z.string().refine(value => readNetworks(value) !== undefined),
    accepts: 'addresses or networks separated by commas, such as 10.0.0.0/8',
    byDefault: 'none: webhooks go to the open internet alone',
  },
  /** Where flaws are told, in /.well-known/security.txt. */
  SECURITY_CONTACT: {
    schema: z.string().regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/),
    accepts: 'an address such as mailto:security@example.com or https://example.com/security',
    byDefault: 'none: no such page',
  },
  /** Least serious lines to write in the log. */
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    accepts: 'fatal, error, warn, info, debug, trace or silent',
    byDefault: 'info',
  },
} satisfies Record<string, Setting>

export type Setting = { schema: z.ZodType; accepts: string; byDefault: string; secret?: boolean }
export type SettingName = keyof typeof settings

function isHostName(value: string): boolean {
  return isIP(value) !== 0 || /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(value)
}

function isAddress(value: string, protocols: string[]): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, searchParams } = new URL(value)
  // A PostgreSQL on a socket has no host name but names its folder.
  return protocols.includes(protocol.slice(0, -1)) && (hostname !== '' || searchParams.has('host'))
}

function isOrigin(value: string): boolean {
  const { pathname, search, hash, username } = new URL(value)
  return pathname === '/' && search === '' && hash === '' && username === ''
}

function isProxyTrust(value: string): boolean {
  if (value === 'off' || /^[1-9]\d?$/.test(value)) return true
  return value.split(',').every(entry => {
    const [ip = '', bits, ...rest] = entry.trim().split('/')
    const family = isIP(ip)
    if (family === 0 || rest.length > 0) return false
    return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  })
}

function toProxyTrust(value: string): false | number | string[] {
  if (value === 'off') return false
  return /^\d+$/.test(value) ? Number(value) : value.split(',').map(entry => entry.trim())
}
