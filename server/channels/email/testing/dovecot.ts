import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'

const program = '/usr/sbin/dovecot'

/** True where Debian's Dovecot can be run; `npm test` installs it when it can. */
export const hasDovecot = existsSync(program) && process.getuid?.() === 0

export interface Dovecot {
  port: number
  password: string
  /** A token that opens the mailbox of a user for a while (XOAUTH2). */
  token(user: string, seconds?: number): string
  /** A second client on the same mailbox, as the customer's mail server or a colleague would be. */
  client(user: string): Promise<ImapFlow>
  /** Ends it at once, as a power cut would, or starts it again. */
  stop(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

/** Runs Debian's IMAP server on a folder and a port of its own: a password for everybody, and tokens it checks itself. */
export async function startDovecot(): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'boucle-imap-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const password = 'le-bon-mot'
  const secret = randomBytes(32)
  await mkdir(join(folder, 'keys/default/HS256'), { recursive: true })
  await writeFile(join(folder, 'keys/default/HS256/default'), secret.toString('base64'))
  await mkdir(join(folder, 'mail'))
  await chmod(join(folder, 'mail'), 0o777)
  await writeFile(
    join(folder, 'oauth2.conf'),
    `introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix=${folder}/keys/\nusername_attribute = email\n`,
  )
  await writeFile(join(folder, 'dovecot.conf'), configuration(folder, port, password))
  let child: ChildProcess | undefined

  const start = async () => {
    child = spawn(program, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore', detached: true })
    await listening(port)
  }
  const stop = async () => {
    if (!child || child.exitCode !== null) return
    const gone = once(child, 'exit')
    process.kill(-child.pid!, 'SIGKILL')
    await gone
  }
  await start()
  return {
    port,
    password,
    token: (user, seconds = 3600) => jwt({ email: user, sub: user, exp: inSeconds(seconds) }, secret),
    async client(user) {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port,
        secure: false,
        doSTARTTLS: false,
        auth: { user, pass: password },
        logger: false,
      })
      client.on('error', () => {})
      await client.connect()
      return client
    },
    start,
    stop,
    async remove() {
      await stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const configuration = (folder: string, port: number, password: string) => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${folder}/mail/%u
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${folder}/oauth2.conf
}
passdb {
  driver = static
  mechanisms = plain login
  args = password=${password}
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${folder}/mail/%u
}
service anvil {
  # Or each wrong password of a test would slow down the next one.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

function jwt(claims: { exp: number; [name: string]: unknown }, secret: Buffer): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const words = `${part({ typ: 'JWT', alg: 'HS256', kid: 'default' })}.${part({ ...claims, iat: inSeconds(-60), nbf: inSeconds(-60) })}`
  return `${words}.${createHmac('sha256', secret).update(words).digest('base64url')}`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function listening(port: number) {
  for (let tries = 0; tries < 200; tries++) {
    try {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port,
        secure: false,
        doSTARTTLS: false,
        verifyOnly: true,
        auth: { user: 'x', pass: 'x' },
        logger: false,
      })
      client.on('error', () => {})
      await client.connect().catch(error => {
        if (!error.authenticationFailed) throw error
      })
      return
    } catch {
      await pause(25)
    }
  }
  throw new Error('Dovecot does not answer')
}
