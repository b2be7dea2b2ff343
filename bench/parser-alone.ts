// The baseline of ingest.ts: an SMTP receiver that parses each mail and keeps nothing. A process of its own.
import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { readMail } from '#server/channels/email/parse.ts'

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  maxClients: 500,
  logger: false,
  onData(stream, _session, callback) {
    const chunks: Buffer[] = []
    stream.on('data', chunk => chunks.push(chunk))
    stream.on('end', () => {
      readMail(Buffer.concat(chunks), { receivedAt: new Date() }).then(
        () => callback(null, 'Parsed'),
        error => callback(error),
      )
    })
  },
})
server.listen(0, '127.0.0.1')
await once(server.server, 'listening')
process.send!((server.server.address() as { port: number }).port)
process.on('disconnect', () => process.exit())
