import { once } from 'node:events'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface ArrivedMail {
  from: string
  /** Recipients of the envelope: the only place where a blind copy is named. */
  to: string[]
  raw: string
  read: Email
}

export interface MailServer {
  port: number
  arrived: ArrivedMail[]
  /** What it answers, per recipient, for the content, and to a password; each may be changed at any time. */
  answers: {
    recipient: (address: string) => Refusal | undefined
    data: (to: string[]) => Refusal | undefined | Promise<undefined>
    password: (user: string, password: string) => boolean
  }
  stop(): Promise<void>
}

export interface Refusal {
  code: number
  words: string
}

/** A mail server somewhere else: takes or refuses what we send, as a test tells it. */
export async function startMailServer({ asksPassword = false } = {}): Promise<MailServer> {
  const arrived: ArrivedMail[] = []
  const answers: MailServer['answers'] = {
    recipient: () => undefined,
    data: () => undefined,
    password: () => true,
  }
  const toError = (refusal: Refusal | undefined) =>
    refusal && Object.assign(new Error(refusal.words), { responseCode: refusal.code })
  const server = new SMTPServer({
    disabledCommands: asksPassword ? ['STARTTLS'] : ['AUTH', 'STARTTLS'],
    authOptional: !asksPassword,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onAuth({ username, password }, _session, callback) {
      if (answers.password(username ?? '', password ?? '')) callback(null, { user: username ?? '' })
      else callback(Object.assign(new Error('5.7.8 Wrong password'), { responseCode: 535 }))
    },
    onRcptTo: ({ address }, _session, callback) => callback(toError(answers.recipient(address))),
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', async () => {
        const to = session.envelope.rcptTo.map(one => one.address)
        const refusal = toError(await answers.data(to))
        if (refusal) return callback(refusal)
        const raw = Buffer.concat(chunks)
        arrived.push({
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          to,
          raw: raw.toString(),
          read: await PostalMime.parse(raw),
        })
        callback(null, 'Taken')
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as { port: number }).port,
    arrived,
    answers,
    stop: () => new Promise(resolve => server.close(() => resolve())),
  }
}
