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

const sentences = [
  'Bonjour, je vous écris au sujet du bouquet que j’ai commandé pour l’anniversaire de ma mère.',
  'La livraison était prévue entre neuf heures et midi, et le livreur n’est passé qu’en fin d’après-midi.',
  'Les pivoines étaient déjà fanées, et il manquait le vase qui figure pourtant sur la facture.',
  'J’ai joint votre magasin par téléphone, mais personne n’a su me dire ce qui s’était passé.',
  'Pourriez-vous me proposer un nouvel envoi, ou à défaut le remboursement de la commande ?',
  'Je précise que j’ai payé par carte et que le code de réduction n’a pas été pris en compte.',
  'Ma voisine avait reçu la semaine dernière un très beau panier de saison, j’espérais la même chose.',
  'Si un échange est possible, je préfère des tulipes blanches et quelques branches d’eucalyptus.',
  'Vous pouvez me répondre ici ou m’appeler le soir, après dix-huit heures, sur mon portable.',
  'Je reste cliente de votre maison depuis des années et compte sur vous pour arranger cela.',
  'Merci aussi de confirmer l’adresse : le code de la porte a changé depuis ma dernière commande.',
  'Enfin, j’aimerais savoir si la carte avec le message a bien été glissée dans le paquet.',
]
const style =
  'font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5;color:#222222;margin:0 0 12px 0'

/**
 * A mail of about 9.6 kB as people’s programs write it: what servers on the way noted, a thousand characters of words, the
 * mail that it answers quoted below, and all of it once more in HTML.
 */
export function aMailOf9kB(index: number, from: string, to: string): Buffer {
  const said = (at: number) => sentences[(index * 5 + at * 7) % sentences.length]!
  const words = Array.from({ length: 12 }, (_none, at) => said(at))
  words.splice(1, 0, `Ma commande porte le numéro MB-${100_000 + index}.`)
  const quoted = Array.from({ length: 16 }, (_none, at) => said(at + 3))
  const date = new Date().toUTCString()
  const announced = 'Le lun. 16 nov. 2026 à 09:12, Maison Bleuet <bonjour@fleurs.test> a écrit :'
  const received = Array.from({ length: 4 }, (_none, at) =>
    [
      `Received: from relay-${at}.mail.test (relay-${at}.mail.test [192.0.2.${10 + at}])`,
      `        by relay-${at + 1}.mail.test (Postfix) with ESMTPS id 4B${index.toString(36)}X${at}`,
      `        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256)`,
      `        for <${to}>; ${date}`,
    ].join('\r\n'),
  )
  return Buffer.from(
    [
      ...received,
      `From: Client ${from} <${from}>`,
      `To: <${to}>`,
      `Subject: Ma commande ${index}`,
      `Message-ID: <bench-${index}@mail.test>`,
      `In-Reply-To: <our-answer-${index}@elsewhere.test>`,
      `References: <our-answer-${index}@elsewhere.test>`,
      `Date: ${date}`,
      'X-Mailer: iPhone Mail (24A335)',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary="limite"',
      '',
      '--limite',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      words.join('\r\n\r\n'),
      '',
      'Camille Client',
      '',
      announced,
      ...quoted.map(line => `> ${line}`),
      '--limite',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      '<html><head><meta charset="utf-8"></head><body><div dir="ltr">',
      ...words.map(line => `<p style="${style}">${line}</p>`),
      '<p>Camille Client</p></div><br>',
      `<div class="gmail_quote"><div dir="ltr" class="gmail_attr">${announced.replace('<', '&lt;').replace('>', '&gt;')}</div>`,
      '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">',
      ...quoted.map(line => `<div>${line}</div>`),
      '</blockquote></div></body></html>',
      '--limite--',
    ].join('\r\n'),
  )
}
