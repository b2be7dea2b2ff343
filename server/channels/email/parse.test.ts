import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMail } from './parse.ts'
import { PoisonMail, usualLimits } from './poison.ts'

const receivedAt = new Date('2026-11-21T10:00:00Z')
const read = (raw: string | Uint8Array, encoding: BufferEncoding = 'utf8') =>
  readMail(typeof raw === 'string' ? Buffer.from(raw.replaceAll('\n', '\r\n'), encoding) : raw, {
    receivedAt,
  })

const head = 'From: Zoé Martin <zoe@a.test>\nTo: bonjour@maison-bleuet.test\nMessage-ID: <1@a.test>\n'
const poisonOf = async (raw: string) => {
  const error: unknown = await read(raw).then(
    () => undefined,
    reason => reason,
  )
  return error instanceof PoisonMail ? error.code : error
}

describe('dates', () => {
  test.each([
    ['is believed', 'Wed, 12 Mar 2025 10:00:00 +0100', '2025-03-12T09:00:00.000Z'],
    ['with a comment is believed', 'Wed, 12 Mar 2025 10:00:00 +0100 (CET)', '2025-03-12T09:00:00.000Z'],
    ['in the future is not', 'Wed, 12 Mar 2036 10:00:00 +0100', receivedAt.toISOString()],
    ['before mail existed is not', 'Thu, 1 Jan 1970 00:00:00 +0000', receivedAt.toISOString()],
    ['that is none is not', 'mercredi prochain', receivedAt.toISOString()],
    ['that is empty is not', '', receivedAt.toISOString()],
  ])('a date that %s', async (_, date, wanted) => {
    expect((await read(`${head}Date: ${date}\n\nx`)).at.toISOString()).toBe(wanted)
  })
})

describe('SEC-4: a header cannot smuggle another', () => {
  test('line breaks hidden in encoded words become spaces', async () => {
    const mail = await read(
      'From: =?utf-8?Q?Zo=0D=0ABcc=3A_all=40a.test?= <zoe@a.test>\nSubject: =?utf-8?Q?Bonjour=0D=0AX-Evil=3A_1=00?=\n\nx',
    )
    expect(mail.from).toEqual({ name: 'Zo Bcc: all@a.test', address: 'zoe@a.test' })
    expect(mail.subject).toBe('Bonjour X-Evil: 1 ')
    expect(mail.cc).toEqual([])
  })

  test('an address that could break out is no address', async () => {
    const mail = await read(
      'From: <"a\nb"@a.test>\nReply-To: <a@b@c>\nTo: <x@y.test>, nobody, <>, "Zoé" <zoe@a.test>\n\nx',
    )
    expect(mail.from).toBeUndefined()
    expect(mail.replyTo).toBeUndefined()
    expect(mail.to).toEqual([
      { name: '', address: 'x@y.test' },
      { name: 'Zoé', address: 'zoe@a.test' },
    ])
  })

  test('invisible characters do not disguise a name', async () => {
    const mail = await read('From: "\u202eknaB\u200b" <zoe@a.test>\n\nx')
    expect(mail.from?.name).toBe('knaB')
  })

  test('a message id keeps neither spaces nor breaks', async () => {
    const mail = await read(
      `From: a@a.test\nMessage-ID: <a b\n c@a.test>\nReferences: <1@a> text <2@a>,<3@a>\nIn-Reply-To: 9@a.test\n\nx`,
    )
    expect(mail.messageId).toBe('abc@a.test')
    expect(mail.references).toEqual(['1@a', '2@a', '3@a'])
    expect(mail.inReplyTo).toEqual(['9@a.test'])
  })

  test('the second From of two counts for nothing', async () => {
    expect((await read('From: zoe@a.test\nFrom: paul@b.test\n\nx')).from?.address).toBe('zoe@a.test')
  })

  test('ten thousand references keep the root and the nearest', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `<${index}@a.test>`)
    const { references } = await read(`From: a@a.test\nReferences: ${ids.join('\n ')}\n\nx`)
    expect(references).toHaveLength(100)
    expect([references[0], references.at(-1)]).toEqual(['0@a.test', '9999@a.test'])
  })
})

describe('who wrote', () => {
  test('a web form names its visitor in Reply-To', async () => {
    const mail = await read('From: form@shop.test\nReply-To: Zoé <zoe@a.test>\n\nx')
    expect([mail.from?.address, mail.author?.address]).toEqual(['form@shop.test', 'zoe@a.test'])
  })

  test('nothing at all is read all the same', async () => {
    const mail = await read('\n')
    expect(mail).toMatchObject({
      from: undefined,
      author: undefined,
      to: [],
      subject: '',
      text: '',
      attachments: [],
      at: receivedAt,
    })
    expect(mail.mayAnswerAlone).toBe(false)
  })

  test('bytes that are no mail are read all the same', async () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)
    expect((await read(noise)).at).toEqual(receivedAt)
  })
})

describe('letters', () => {
  test.each<[string, string, BufferEncoding]>([
    [
      'UTF-8 that says nothing',
      `${head}Subject: Réclamation\n\nÇa a été livré cassé, œuf compris : 12 €.`,
      'utf8',
    ],
    [
      'UTF-8 that says Latin-1',
      `${head}Subject: Réclamation\nContent-Type: text/plain; charset=iso-8859-1\n\nÇa a été livré cassé, œuf compris : 12 €.`,
      'utf8',
    ],
    [
      'UTF-8 that says ASCII',
      `${head}Subject: Réclamation\nContent-Type: text/plain; charset=us-ascii\n\nÇa a été livré cassé, œuf compris : 12 €.`,
      'utf8',
    ],
    [
      'UTF-8 of an unknown charset',
      `${head}Subject: Réclamation\nContent-Type: text/plain; charset=x-unknown\n\nÇa a été livré cassé, œuf compris : 12 €.`,
      'utf8',
    ],
  ])('%s', async (_, raw, encoding) => {
    const mail = await read(raw, encoding)
    expect([mail.subject, mail.from?.name, mail.text]).toEqual([
      'Réclamation',
      'Zoé Martin',
      'Ça a été livré cassé, œuf compris : 12 €.',
    ])
  })

  test.each([
    ['Latin-1 that says nothing', ''],
    ['Latin-1 that says UTF-8', 'Content-Type: text/plain; charset=utf-8\n'],
    ['Latin-1 that says so', 'Content-Type: text/plain; charset=iso-8859-1\n'],
  ])('%s', async (_, type) => {
    const mail = await read(`${head}Subject: Réclamation\n${type}\nLivré cassé.`, 'latin1')
    expect([mail.subject, mail.from?.name, mail.text]).toEqual(['Réclamation', 'Zoé Martin', 'Livré cassé.'])
  })

  test.each([
    ['windows-1252', 'quoted-printable', 'Livr=E9 =96 co=FBt : 12 =80', 'Livré – coût : 12 €'],
    ['iso-8859-15', 'quoted-printable', '12 =A4', '12 €'],
    ['iso-2022-jp', '7bit', '\u001b$B$3$s$K$A$O\u001b(B', 'こんにちは'],
    ['gb18030', 'base64', 'xOO6ww==', '你好'],
    ['koi8-r', 'base64', '8NLJ18XU', 'Привет'],
    ['utf-16le', 'base64', 'QgBvAG4A6gA=', 'Bonê'],
  ])('%s', async (charset, encoding, body, wanted) => {
    const raw = `${head}Content-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: ${encoding}\n\n${body}`
    expect((await read(raw)).text).toBe(wanted)
  })

  test('no NUL and no lone half of a character reaches the database', async () => {
    const mail = await read(`${head}Subject: a\u0000b\n\na\u0000b\u0007c`)
    expect(JSON.stringify(mail)).not.toContain('\\u0000')
    expect(mail.text).toBe('abc')
  })
})

const multipart = (parts: string[], type = 'mixed') =>
  `${head}MIME-Version: 1.0\nContent-Type: multipart/${type}; boundary="b"\n\n${parts.map(part => `--b\n${part}\n`).join('')}--b--\n`
const file = (name: string, type = 'application/octet-stream', body = 'x') =>
  `Content-Type: ${type}\nContent-Disposition: attachment; filename="${name}"\n\n${body}`

describe('files', () => {
  test('a hundred files are a hundred files', async () => {
    const { attachments } = await read(
      multipart(Array.from({ length: 100 }, (_, index) => file(`photo ${index}.jpg`))),
    )
    expect(attachments).toHaveLength(100)
  })

  test('a nested message is a file that can be opened, named after its subject', async () => {
    const nested =
      'From: paul@b.test\nSubject: Vase / cassé\nContent-Type: text/plain; format=flowed\n\nIl est cassé.'
    const mail = await read(
      multipart(['Content-Type: text/plain\n\nVoir ci-joint.', `Content-Type: message/rfc822\n\n${nested}`]),
    )
    expect(mail.text).toBe('Voir ci-joint.')
    expect(mail.attachments).toMatchObject([
      { name: 'Vase - cassé.eml', type: 'message/rfc822', inline: false },
    ])
    expect(Buffer.from(mail.attachments[0]!.content).toString()).toContain('format=flowed')
  })

  test('an invitation is summed up and kept as a file', async () => {
    const ics =
      'BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nSUMMARY:Livraison\nDTSTART;TZID=Europe/Paris:20250312T100000\nDTEND;TZID=Europe/Paris:20250312T110000\nEND:VEVENT\nEND:VCALENDAR'
    const mail = await read(
      multipart(
        ['Content-Type: text/plain\n\nVenez.', `Content-Type: text/calendar; method=REQUEST\n\n${ics}`],
        'alternative',
      ),
    )
    expect(mail.invite).toMatchObject({
      method: 'REQUEST',
      summary: 'Livraison',
      start: '2025-03-12T10:00:00+01:00',
    })
    expect(mail.attachments).toMatchObject([{ name: 'invite.ics', type: 'text/calendar' }])
  })

  test('a picture is inline only when the words show it', async () => {
    const png =
      'Content-Type: image/png; name="a.png"\nContent-ID: <a@x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo='
    const shown = await read(
      multipart(['Content-Type: text/html\n\n<p>Ici<img src="cid:a@x"></p>', png], 'related'),
    )
    const loose = await read(multipart(['Content-Type: text/html\n\n<p>Ici</p>', png], 'related'))
    expect([shown.attachments[0]?.inline, loose.attachments[0]?.inline]).toEqual([true, false])
    expect(shown.html).toBe('<p>Ici<img data-cid="a@x" /></p>')
  })

  test('a name with a path, a trick or a break is made plain', async () => {
    const { attachments } = await read(
      multipart([
        file('../../etc/passwd'),
        file('C:\\\\Users\\\\me\\\\a.txt'),
        file('=?utf-8?Q?a=0D=0Ab=2Epdf?='),
        file('fdp\u202e.exe'),
      ]),
    )
    expect(attachments.map(({ name }) => name)).toEqual(['passwd', 'a.txt', 'ab.pdf', 'fdp.exe'])
  })
})

describe('a poison mail is refused with a code, and quickly', () => {
  test('too many parts', async () => {
    expect(await poisonOf(multipart(Array.from({ length: 5000 }, () => file('a'))))).toBe(
      'mail.too_many_parts',
    )
  })

  test('too many parts behind a folded boundary', async () => {
    const raw = `${head}Content-Type: multipart/mixed;\n boundary*0="b"\n\n${'--b\n\n'.repeat(50_000)}`
    expect(await poisonOf(raw)).toBe('mail.too_many_parts')
  })

  test('too many nested boundaries', async () => {
    const raw = Array.from(
      { length: 2000 },
      (_, index) => `Content-Type: multipart/mixed; boundary="b${index}"\n\n--b${index}\n`,
    ).join('')
    expect(await poisonOf(`${head}${raw}`)).toBe('mail.too_many_parts')
  })

  test('parts nested too deep', async () => {
    const raw = Array.from(
      { length: 60 },
      (_, index) => `Content-Type: multipart/mixed; boundary="b${index}"\n\n--b${index}\n`,
    ).join('')
    expect(await poisonOf(`${head}${raw}`)).toBe('mail.nested_too_deep')
  })

  test('headers too large', async () => {
    expect(await poisonOf(`${head}X-Long: ${'a'.repeat(2_000_000)}\n\nx`)).toBe('mail.headers_too_large')
  })

  test('nothing', async () => {
    expect(await poisonOf('')).toBe('mail.empty')
  })

  test('messages in messages are not opened, however deep', async () => {
    const raw = `${'Content-Type: message/rfc822\n\n'.repeat(2000)}x`
    expect((await read(`${head}${raw}`)).attachments).toHaveLength(1)
  })

  test('a zip bomb stays packed', async () => {
    const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(50_000, 0)]).toString('base64')
    const mail = await read(
      multipart([`Content-Type: application/zip; name="a.zip"\nContent-Transfer-Encoding: base64\n\n${zip}`]),
    )
    expect(mail.attachments).toMatchObject([{ name: 'a.zip', type: 'application/zip', bytes: 50_004 }])
  })

  test('a very long text is cut and says so', async () => {
    const mail = await readMail(Buffer.from(`${head}\r\n${'a '.repeat(1000)}`), {
      receivedAt,
      limits: { ...usualLimits, textLength: 100 },
    })
    expect([mail.truncated, mail.fullText.length <= 100]).toEqual([true, true])
  })

  test.each([2500, 100_000])('a tree of %i tags is read without falling', async depth => {
    const deep = `<p>Bonjour</p><div style="display:none">${'<b>'.repeat(depth)}</div><blockquote type="cite">avant</blockquote>`
    const started = performance.now()
    const mail = await read(`${head}Content-Type: text/html\n\n${deep}`)
    expect(mail.text).toMatch(/^Bonjour/)
    expect(performance.now() - started).toBeLessThan(15_000)
  })
})

describe('words', () => {
  test('plain and HTML agree; history is marked in the HTML and folded in the text', async () => {
    const plain = 'Merci !\n\nLe 3 mars 2025 à 10:12, Zoé <zoe@a.test> a écrit :\n\n> Bonjour'
    const html =
      '<div>Merci !</div><div class="gmail_quote"><div class="gmail_attr">Le 3 mars 2025 à 10:12, Zoé a écrit :<br></div><blockquote class="gmail_quote">Bonjour</blockquote></div>'
    const mail = await read(
      multipart(
        [
          `Content-Type: text/plain; charset=utf-8\n\n${plain}`,
          `Content-Type: text/html; charset=utf-8\n\n${html}`,
        ],
        'alternative',
      ),
    )
    expect(mail.text).toBe('Merci !')
    expect(mail.html).toMatch(/^<div>Merci !<\/div><div class="gmail_quote" data-quoted/)
    expect(mail.folds.map(fold => mail.fullText.slice(fold.start, fold.end).trim())).toEqual([plain.slice(9)])
  })

  test('plain words that only point to the HTML give way to it', async () => {
    const mail = await read(
      multipart(
        [
          'Content-Type: text/plain\n\nCe message est au format HTML.',
          `Content-Type: text/html\n\n<p>${'Le vase est arrive. '.repeat(20)}</p>`,
        ],
        'alternative',
      ),
    )
    expect(mail.text).toMatch(/^Le vase est arrive/)
  })

  test('hidden words are not read', async () => {
    const mail = await read(
      `${head}Content-Type: text/html\n\n<div style="display: none">piège</div><p>Bonjour</p>`,
    )
    expect(mail.text).toBe('Bonjour')
  })

  test('lists, tables and lines read as they look', async () => {
    const html =
      '<p>Il me faut :</p><ul><li>deux roses</li><li>un vase</li></ul><table><tr><td>taille</td><td>40</td></tr></table>Merci<br>Zo'
    const mail = await read(`${head}Content-Type: text/html\n\n${html}`)
    expect(mail.text).toBe('Il me faut :\n\n- deux roses\n- un vase\n\ntaille 40\nMerci\nZo')
  })
})

describe('a mail whose parts do not begin where it says', () => {
  const type = 'Content-Type: multipart/mixed;\n boundary="announced"\n'

  test('is read as it lies: no words are lost', async () => {
    const mail = await read(`${head}Subject: Perdu\n${type}\n--other\n\nMon colis est cassé.\n--other--\n`)
    expect(mail.text).toContain('Mon colis est cassé.')
    expect(mail.subject).toBe('Perdu')
  })

  test.each([
    ['no part', '--announced--\n'],
    ['an empty part', '--announced\nContent-Type: text/plain\n\n\n--announced--\n'],
  ])('but a mail that holds %s is empty', async (_, body) => {
    expect((await read(`${head}${type}\n${body}`)).text).toBe('')
  })
})

test('a receipt of reading answers the mail that it names', async () => {
  const mail = await read(
    `${head}Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nLu.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;zoe@a.test\nOriginal-Message-ID: <ours@shop.test>\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n`,
  )
  expect(mail.inReplyTo).toEqual(['ours@shop.test'])
  expect(mail.automatic).toBe('autoReply')
})

test('whatever is done to a mail, it is read or refused with a code', async () => {
  const honest = Buffer.from(
    multipart([
      'Content-Type: text/plain; charset=utf-8; format=flowed\n\nMerci !\n\n> Le 3 mars 2025, Zoé <zoe@a.test> a écrit :\n> Bonjour',
      'Content-Type: text/html\n\n<p>Merci<img src="cid:a@x"></p><blockquote type="cite">Bonjour</blockquote>',
      'Content-Type: image/png; name="a.png"\nContent-ID: <a@x>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=',
      'Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250712T080000Z\nEND:VEVENT',
      'Content-Type: message/delivery-status\n\nX: y\n\nFinal-Recipient: rfc822; a@b.test\nAction: failed\nStatus: 5.1.1',
    ]),
  )
  const place = fc.nat({ max: honest.length - 1 })
  const changes = fc.array(fc.tuple(place, fc.nat({ max: 255 })), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(changes, place, place, async (bytes, from, to) => {
      const changed = Buffer.concat([honest.subarray(0, from), honest.subarray(to)])
      for (const [at, byte] of bytes) if (at < changed.length) changed[at] = byte
      try {
        const mail = await read(changed)
        expect(JSON.stringify([mail.text, mail.fullText, mail.subject, mail.html])).not.toContain('\\u0000')
        expect(mail.folds.every(fold => fold.start >= 0 && fold.end <= mail.fullText.length)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(PoisonMail)
      }
    }),
    { numRuns: 150 },
  )
})
