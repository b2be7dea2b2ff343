import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError, isLoopback, readConfig } from './config.ts'
import { settings } from './settings.ts'

const root = mkdtempSync(join(tmpdir(), 'boucle-config-'))
afterAll(() => rmSync(root, { recursive: true }))
const newFolder = () => mkdtempSync(join(root, 'data-'))
const secret = 'a-secret-that-must-never-be-shown-1234'

function complaint(env: Record<string, string>): string {
  const dataDir = newFolder()
  try {
    readConfig({ DATA_DIR: dataDir, ...env })
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('these settings were accepted')
}

test('without any setting, Boucle runs alone on this machine', () => {
  const dataDir = newFolder()
  expect(readConfig({ DATA_DIR: dataDir })).toMatchObject({
    port: 4400,
    host: '127.0.0.1',
    dataDir,
    database: { kind: 'embedded' },
    redisUrl: undefined,
    smtpIn: { host: '127.0.0.1', port: 2525 },
    publicUrl: 'http://127.0.0.1:4400',
    trustProxy: false,
    maxMessageBytes: 40 * 1024 * 1024,
    demo: true,
    mailOut: { kind: 'outbox', folder: join(dataDir, 'outbox') },
    files: { kind: 'folder', folder: join(dataDir, 'files') },
    oidc: undefined,
    logLevel: 'info',
  })
})

test('an empty setting counts as one that is not given', () => {
  expect(readConfig({ DATA_DIR: newFolder(), PORT: '', REDIS_URL: ' ' })).toMatchObject({
    port: 4400,
    redisUrl: undefined,
  })
})

test.each([
  ['PORT', 'abc', 'PORT is "abc", but must be a port from 0 to 65535.'],
  ['PORT', '65536', 'PORT is "65536", but must be a port from 0 to 65535.'],
  ['PORT', '-1', 'PORT is "-1", but must be a port from 0 to 65535.'],
  ['HOST', 'not a host', 'HOST is "not a host", but must be an IP address or a host name.'],
  ['API_RATE_PER_MINUTE', '0', 'API_RATE_PER_MINUTE is "0", but must be a whole number from 1 to 9999999.'],
  ['MAX_MESSAGE_MB', '0', 'MAX_MESSAGE_MB is "0", but must be a whole number from 1 to 1024.'],
  ['MAX_MESSAGE_MB', '4.5', 'MAX_MESSAGE_MB is "4.5", but must be a whole number from 1 to 1024.'],
  ['DEMO', 'yes', 'DEMO is "yes", but must be on or off.'],
  [
    'TRUST_PROXY',
    'true',
    'TRUST_PROXY is "true", but must be off, a number of proxies, or their addresses separated by commas.',
  ],
  [
    'TRUST_PROXY',
    '10.0.0.0/33',
    'TRUST_PROXY is "10.0.0.0/33", but must be off, a number of proxies, or their addresses separated by commas.',
  ],
  [
    'PUBLIC_URL',
    'care.example.com',
    'PUBLIC_URL is "care.example.com", but must be an address without a path such as https://care.example.com.',
  ],
  [
    'PUBLIC_URL',
    'https://example.com/care',
    'PUBLIC_URL is "https://example.com/care", but must be an address without a path such as https://care.example.com.',
  ],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud", but must be fatal, error, warn, info, debug, trace or silent.'],
  [
    'DATABASE_URL',
    `mysql://root:${secret}@db/boucle`,
    'DATABASE_URL has a value that is not shown here, but must be an address such as postgresql://user:password@host:5432/boucle.',
  ],
  [
    'SMTP_OUT_URL',
    `user:${secret}@mail`,
    'SMTP_OUT_URL has a value that is not shown here, but must be an address such as smtp://user:password@host:587.',
  ],
  [
    'SECRET_KEY',
    'too-short-for-a-key',
    'SECRET_KEY has a value that is not shown here, but must be at least 32 characters, the same on every node.',
  ],
  [
    'DATABASE_DIRECT_URL',
    'postgresql://db/boucle',
    'DATABASE_DIRECT_URL is set, but DATABASE_URL, which it goes with, is not.',
  ],
  [
    'DATABASE_URL',
    'postgresql://db/boucle',
    'SECRET_KEY is not set, but with DATABASE_URL must be at least 32 characters, the same on every node.',
  ],
  [
    'OIDC_ISSUER',
    'https://login.example.com',
    'OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME are not set, but must be given together with OIDC_ISSUER.',
  ],
])('%s of %j stops the start with one sentence', (name, value, sentence) => {
  expect(complaint({ [name]: value })).toBe(sentence)
})

test('no setting that holds a secret is ever repeated in a sentence', () => {
  const wrong = `\u0000${secret}`
  for (const [name, setting] of Object.entries(settings)) {
    if (!('secret' in setting) || setting.schema.safeParse(wrong).success) continue
    expect(complaint({ [name]: wrong })).not.toContain('must-never-be-shown')
  }
})

test('a proxy is trusted by count or by address', () => {
  const trust = (value: string) => readConfig({ DATA_DIR: newFolder(), TRUST_PROXY: value }).trustProxy
  expect(trust('off')).toBe(false)
  expect(trust('1')).toBe(1)
  expect(trust('10.0.0.0/8, ::1')).toEqual(['10.0.0.0/8', '::1'])
})

test('the demonstration comes by itself only to a new folder, the embedded database and this machine alone', () => {
  const demo = (env: Record<string, string>) =>
    readConfig({ DATA_DIR: newFolder(), SECRET_KEY: secret, ...env }).demo
  const used = newFolder()
  writeFileSync(join(used, 'settled'), '')
  expect(demo({})).toBe(true)
  expect(demo({ HOST: '0.0.0.0' })).toBe(false)
  expect(demo({ DATABASE_URL: 'postgresql://db/boucle' })).toBe(false)
  expect(demo({ DATA_DIR: used })).toBe(false)
  expect(demo({ DATA_DIR: used, DEMO: 'on' })).toBe(true)
  expect(demo({ DEMO: 'off' })).toBe(false)
})

test('the secret key is made once, readable by its owner alone, and kept', () => {
  const dataDir = newFolder()
  const { secretKey } = readConfig({ DATA_DIR: dataDir })
  expect(secretKey).toMatch(/^[0-9a-f]{64}$/)
  expect(readConfig({ DATA_DIR: dataDir }).secretKey).toBe(secretKey)
  expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
})

test('a used folder that lost its key stops the start, for a new key could open nothing', () => {
  const dataDir = newFolder()
  writeFileSync(join(dataDir, 'settled'), '')
  expect(complaint({ DATA_DIR: dataDir })).toContain('secret.key is missing or cut short')
})

test('an address that listens everywhere is not one to send to customers', () => {
  const publicUrl = (env: Record<string, string>) => readConfig({ DATA_DIR: newFolder(), ...env }).publicUrl
  expect(publicUrl({ HOST: '0.0.0.0', PORT: '80' })).toBe('http://127.0.0.1:80')
  expect(publicUrl({ HOST: '::1' })).toBe('http://[::1]:4400')
  expect(publicUrl({ PUBLIC_URL: 'https://care.example.com/' })).toBe('https://care.example.com')
})

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['192.168.1.2', false],
  ['127.example.com', false],
])('%s is an address of this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})

test('docs/operating.md tells every setting with its default, and no other', () => {
  const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Z0-9_]+)` \| ([^|]+) \|/gm)]
  const plain = (cell = '') => cell.replaceAll('`', '').trim()
  expect(rows.map(([, name, byDefault]) => [name, plain(byDefault)])).toEqual(
    Object.entries(settings).map(([name, setting]) => [name, setting.byDefault]),
  )
})
