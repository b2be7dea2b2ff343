// Programs of the system that some tests drive: a browser, an IMAP server, the oldest PostgreSQL we accept, what stands between nodes.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { capture, cleanEnvironment, say } from './setup.mjs'

const programs = [
  {
    name: 'Chromium',
    debian: 'chromium',
    isThere: () => Boolean(process.env.CHROMIUM) || inPath('chromium', 'chromium-browser', 'google-chrome'),
  },
  { name: 'Dovecot', debian: 'dovecot-imapd', isThere: () => inPath('dovecot') },
  {
    name: 'PostgreSQL 15',
    debian: 'postgresql-15',
    isThere: () => existsSync('/usr/lib/postgresql/15/bin/postgres'),
  },
  { name: 'Redis', debian: 'redis-server', isThere: () => inPath('redis-server') },
  { name: 'PgBouncer', debian: 'pgbouncer', isThere: () => inPath('pgbouncer') },
]

/** Installs what is missing where we may; elsewhere says what will be skipped. */
export async function ensureTestPrograms() {
  const missing = programs.filter(program => !program.isThere())
  if (missing.length === 0) return
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) await installOnDebian(missing)
  const absent = missing.filter(program => !program.isThere())
  if (absent.length === 0) return
  const packages = absent.map(({ debian }) => debian).join(' ')
  const names = absent.map(({ name }) => name).join(', ')
  say(`Tests that need ${names} will be skipped; on Debian 12: apt-get install ${packages}`)
}

async function installOnDebian(missing) {
  say(`Installing ${missing.map(({ name }) => name).join(', ')} for the tests …`)
  const env = { ...cleanEnvironment(), DEBIAN_FRONTEND: 'noninteractive' }
  const undo = forbidServices()
  try {
    await capture('apt-get', ['update'], { env })
    // One by one: a release that lacks one of them must still give the others.
    for (const { debian } of missing) {
      const { code, output } = await capture(
        'apt-get',
        ['install', '-y', '--no-install-recommends', debian],
        { env },
      )
      if (code !== 0) say(output.trim().split('\n').at(-1) ?? `apt-get could not install ${debian}`)
    }
  } finally {
    undo()
  }
}

/** The tests start their own servers: the packages must not start theirs on the machine's ports. */
function forbidServices() {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return () => {}
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return () => rmSync(policy, { force: true })
}

function inPath(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.some(folder => names.some(name => existsSync(join(folder, name))))
}
