import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Sends mails over SMTP as cheaply as can be, and measures: from MAIL FROM to the 250 that says it is kept. */
export async function sendAll(
  port: number,
  mails: Buffer[],
  to: string,
  { connections, fresh = false }: { connections: number; fresh?: boolean },
): Promise<number[]> {
  const waiting = mails.toReversed()
  const times: number[] = []
  await Promise.all(
    Array.from({ length: connections }, async () => {
      let line: Line | undefined
      for (let mail = waiting.pop(); mail; mail = waiting.pop()) {
        const started = performance.now()
        line ??= await open(port)
        const said = fresh ? started : performance.now()
        await send(line, mail, to)
        times.push(performance.now() - said)
        if (fresh) {
          line.socket.destroy()
          line = undefined
        }
      }
      line?.socket.destroy()
    }),
  )
  return times
}

interface Line {
  socket: Socket
  /** The next whole answer. */
  hear(): Promise<string>
}

async function open(port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1').setNoDelay()
  let held = ''
  let wake = () => {}
  socket.on('data', chunk => {
    held += chunk
    wake()
  })
  socket.on('error', () => wake())
  const isWhole = () => held.endsWith('\r\n') && /(?:^|\n)\d{3} [^\n]*\r\n$/.test(held)
  const hear = async () => {
    while (!isWhole()) {
      if (socket.destroyed) throw new Error('the receiver hung up')
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    const answer = held
    held = ''
    return answer
  }
  await once(socket, 'connect')
  await hear()
  socket.write('EHLO bench.test\r\n')
  await hear()
  return { socket, hear }
}

async function send({ socket, hear }: Line, mail: Buffer, to: string) {
  for (const line of ['MAIL FROM:<bench@mail.test>', `RCPT TO:<${to}>`, 'DATA']) {
    socket.write(`${line}\r\n`)
    await hear()
  }
  socket.write(Buffer.concat([mail, Buffer.from('\r\n.\r\n')]))
  const answer = await hear()
  if (!answer.startsWith('250')) throw new Error(`not taken: ${answer}`)
}

const words =
  'bonjour commande livraison bouquet adresse demain merci facture retard magasin suivi numéro colis échange remboursement pivoines tulipes vase carte message'.split(
    ' ',
  )

/** A mail of about 9.6 kB as people’s programs write them: text and HTML of the same words, never twice the same. */
export function aMailOf9kB(index: number, from: string, to: string): Buffer {
  const sentence = (at: number) =>
    `Phrase ${index}-${at} : ${Array.from({ length: 9 }, (_none, word) => words[(index * 7 + at * 5 + word * 3) % words.length]).join(' ')}.`
  const paragraphs = Array.from({ length: 46 }, (_none, at) => sentence(at))
  return Buffer.from(
    [
      `From: Client ${from} <${from}>`,
      `To: <${to}>`,
      `Subject: Demande ${index}`,
      `Message-ID: <bench-${index}@mail.test>`,
      `Date: ${new Date().toUTCString()}`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary="limite"',
      '',
      '--limite',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      paragraphs.join('\r\n\r\n'),
      '--limite',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      `<html><body>${paragraphs.map(one => `<p>${one}</p>`).join('\r\n')}</body></html>`,
      '--limite--',
    ].join('\r\n'),
  )
}
