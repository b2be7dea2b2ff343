import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { isNewDataFolder, secretIn } from './data-folder.ts'

/** A setting that cannot be used; the message is the one sentence to show before stopping. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

type Environment = Record<string, string | undefined>

const flag = z.enum(['on', 'off']).transform(value => value === 'on')
const text = z.string().min(1)
const port = (lowest: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().min(lowest).max(65_535))
const hostName = z.string().refine(isHostName)
const address = (...protocols: string[]) => z.string().refine(value => isAddress(value, protocols))

/**
 * Every setting, in the order of the table in docs/operating.md: what it accepts, what it is for and, for a secret, that
 * its value is never repeated. A default that depends on another setting is worked out in `readConfig`.
 */
export const settings = {
  /** Port of the desk, the API and the widget. */
  PORT: { schema: port(0), accepts: 'a port from 0 to 65535', byDefault: '4400' },
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
    schema: port(0),
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
  /** Collector of OpenTelemetry traces. */
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: address('http', 'https'),
    accepts: 'an address such as http://collector:4318',
    byDefault: 'none: no traces',
  },
  /** Least serious lines to write in the log. */
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    accepts: 'fatal, error, warn, info, debug, trace or silent',
    byDefault: 'info',
  },
} satisfies Record<string, Setting>

type Setting = { schema: z.ZodType; accepts: string; byDefault: string; secret?: boolean }
type SettingName = keyof typeof settings

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
  /** True when this start should make the demonstration, if there is no workspace yet. */
  demo: boolean
  mailOut: { kind: 'smtp'; url: string } | { kind: 'outbox'; folder: string }
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
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string } | undefined
  otelEndpoint: string | undefined
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
    demo: read(env, 'DEMO') ?? (isEmbedded && isLoopback(host) && isNewDataFolder(dataDir)),
    mailOut: mailServer
      ? { kind: 'smtp', url: mailServer }
      : { kind: 'outbox', folder: resolve(dataDir, 'outbox') },
    files: readFileStore(env, dataDir),
    oidc: readOidc(env),
    otelEndpoint: read(env, 'OTEL_EXPORTER_OTLP_ENDPOINT'),
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

function readOidc(env: Environment): Config['oidc'] {
  const given = readTogether(env, ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME'])
  if (!given) return undefined
  return {
    issuer: given.OIDC_ISSUER,
    clientId: given.OIDC_CLIENT_ID,
    clientSecret: given.OIDC_CLIENT_SECRET,
    name: given.OIDC_NAME,
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
