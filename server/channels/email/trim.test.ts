import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readHtmlLines } from './html-lines.ts'
import { isContactBlock, splitSignature } from './signature.ts'
import { trimMail } from './trim.ts'

const shared = new URL('../../../../shared/data/mail/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, shared), 'utf8').replace(/\r\n/g, '\n')
const atLineEnds = (text: string) =>
  text
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')

describe.skipIf(!existsSync(shared))('real mails', () => {
  test('at least 90 % of the reply-trimming set is trimmed exactly as expected', () => {
    const names = readdirSync(new URL('reply-trimming/emails', shared))
    const wrong = names.filter(name => {
      const { text } = trimMail(read(`reply-trimming/emails/${name}`))
      return atLineEnds(text) !== atLineEnds(read(`reply-trimming/trimmed/${name}`))
    })
    const share = 1 - wrong.length / names.length
    const figure = `${names.length - wrong.length} of ${names.length} (${(100 * share).toFixed(1)} %); wrong: ${wrong.join(', ') || 'none'}`
    expect(share, figure).toBeGreaterThanOrEqual(0.9)
    expect(names.length).toBeGreaterThan(60)
  })

  test.each([
    'gmail',
    'hotmail',
    'mail_ru',
    'ms_outlook_2003',
    'ms_outlook_2007',
    'ms_outlook_2010',
    'thunderbird',
    'windows_mail',
    'yandex_ru',
  ])('the HTML of %s keeps the reply and loses the history', name => {
    const { text, hints } = readHtmlLines(read(`quoting-by-client/html_replies/${name}.html`))
    const kept = trimMail(text, { hints }).text
    expect(kept.replace(/\s+/g, ' ')).toBe('Hi. I am fine. Thanks, Alex')
    // Outlook 2010 wrote no empty paragraph; the others did, and it stays.
    if (name !== 'ms_outlook_2010') expect(kept).toBe('Hi. I am fine.\n\nThanks,\nAlex')
  })

  test.each([
    ['OLK_SRC_BODY_SECTION.html', 'Reply'],
    ['reply-separated-by-hr.html', 'Hi\nthere\nBob'],
  ])('%s keeps %j', (name, kept) => {
    const { text, hints } = readHtmlLines(read(`quoting-by-client/${name}`))
    expect(trimMail(text, { hints }).text).toBe(kept)
  })

  test.each(['camel_case', 'jeff', 'johndoeexamplecom', 'long', 'short_url', 'sparse'])(
    'the signature of %s is found from the name of the sender',
    name => {
      const part = (kind: string) =>
        read(`quoting-by-client/signature/emails/stripped/${name}_${kind}`).replaceAll('#sig#', '').trim()
      const sender = part('sender')
      const signer = sender.includes('@') ? { address: sender } : { name: sender }
      expect(splitSignature(part('body'), signer).signature).toBe(part('signature'))
    },
  )

  test('a signature in Cyrillic, and one under a Usenet answer, are found', () => {
    const russian = read('quoting-by-client/signature/emails/P/unicode_msg').trim()
    expect(splitSignature(russian, { name: 'Сергей Обухов' }).signature).toBe('С уважением,\nСергей Обухов')
    const usenet = read('quoting-by-client/signature/emails/P/102682_R_S')
      .replaceAll(/#sig# ?/g, '')
      .trim()
    const signer = { name: 'John Doe', address: 'doe@example.com' }
    expect(splitSignature(usenet, signer).signature).toBe('-John Doe\n\ndoe@example.com')
  })
})

const quote = '> Bonjour,\n> Votre commande est partie.'

describe('the clients our customers use', () => {
  test.each([
    [
      'Gmail',
      `Merci !\n\nLe lun. 3 mars 2025 à 10:12, Maison Bleuet <bonjour@maison-bleuet.test> a écrit :\n\n${quote}`,
    ],
    [
      'Gmail, cut in two',
      `Merci !\n\nLe lun. 3 mars 2025 à 10:12, Service clients de la Maison Bleuet <\nbonjour@maison-bleuet.test> a écrit :\n\n${quote}`,
    ],
    [
      'Gmail with no-break spaces',
      `Merci !\n\nLe lun. 3 mars 2025 à 10:12, Zoé <zoe@a.test> a écrit :\n\n${quote}`,
    ],
    [
      'Apple Mail',
      `Merci !\n\n> Le 3 mars 2025 à 10:12, Maison Bleuet <bonjour@maison-bleuet.test> a écrit :\n> \n${quote}`,
    ],
    [
      'iPhone',
      `Merci !\n\nEnvoyé de mon iPhone\n\n> Le 3 mars 2025 à 10:12, Zoé <zoe@a.test> a écrit :\n> \n${quote}`,
    ],
    [
      'Yahoo',
      `Merci !\n\n    Le lundi 3 mars 2025 à 10:12:45 UTC+1, Zoé <zoe@a.test> a écrit :  \n \n Bonjour,\n\nVotre commande est partie.`,
    ],
    [
      'Outlook',
      'Merci !\n\nDe : Zoé Martin <zoe@a.test>\nEnvoyé : lundi 3 mars 2025 10:12\nÀ : Paul <paul@b.test>\nObjet : Votre commande\n\nBonjour,\nVotre commande est partie.',
    ],
    [
      'Outlook on a phone',
      'Merci !\n\nTélécharger Outlook pour Android<https://aka.ms/x>\n________________________________\nFrom: Zoé <zoe@a.test>\nSent: Monday, March 3, 2025 10:12:00 AM\nTo: Paul <paul@b.test>\nSubject: Votre commande\n\nBonjour',
    ],
    [
      'Outlook without subject, blank lines between',
      'Merci !\n\nDe : Zoé <zoe@a.test>\n\nEnvoyé : lundi 3 mars 2025 10:12\n\nÀ : Paul <paul@b.test>\n\nBonjour',
    ],
    [
      'Orange',
      'Merci !\n\n> Message du 03/03/25 10:12\n> De : "Zoé" <zoe@a.test>\n> A : paul@b.test\n> Copie à : \n> Objet : Votre commande\n> \n> Bonjour',
    ],
    [
      'La Poste and Free',
      'Merci !\n\n----- Mail original -----\nDe: "Zoé" <zoe@a.test>\nÀ: "Paul" <paul@b.test>\nEnvoyé: Lundi 3 Mars 2025 10:12:00\nObjet: Votre commande\n\nBonjour',
    ],
    [
      'AOL',
      "Merci !\n\n-----E-mail d'origine-----\nDe : Zoé <zoe@a.test>\nA : paul <paul@b.test>\nEnvoyé le : Lu, 3 Mars 2025 10:12\nSujet : Votre commande\n\nBonjour",
    ],
    [
      'Samsung',
      "Merci !\n\n\nEnvoyé depuis mon appareil Galaxy\n\n\n-------- Message d'origine --------\nDe : Zoé <zoe@a.test>\nDate : 03/03/2025 10:12 (GMT+01:00)\nÀ : paul@b.test\nObjet : Votre commande\n\nBonjour",
    ],
    ['Thunderbird', `Merci !\n\nLe 03/03/2025 à 10:12, Maison Bleuet a écrit :\n${quote}`],
    ['ours', `Merci !\n\nLe 3 mars 2025 à 7\u00a0h\u00a057, Maison Bleuet a écrit\u00a0:\n${quote}`],
    ['ours, plain spaces', `Merci !\n\nLe 1er mars 2025 à 10 h 12, Maison Bleuet a écrit :\n\n${quote}`],
    [
      'Proton',
      `Merci !\n\nEnvoyé avec la messagerie sécurisée Proton Mail.\n\nLe lundi 3 mars 2025 à 10:12, Zoé <zoe@a.test> a écrit :\n\n${quote}`,
    ],
    [
      'Zoho',
      `Merci !\n\n\n\n---- Le lun., 03 mars 2025 10:12:45 +0100 Zoé <zoe@a.test> a écrit ----\n\nBonjour`,
    ],
    [
      'Outlook in German',
      'Merci !\n\nVon: Zoé <zoe@a.test>\nGesendet: Montag, 3. März 2025 10:12\nAn: Paul <paul@b.test>\nBetreff: AW: Ihre Bestellung\n\nGuten Tag',
    ],
    [
      'Gmail in Spanish',
      `Merci !\n\nEl lun, 3 mar 2025 a las 10:12, Zoé (<zoe@a.test>) escribió:\n\n${quote}`,
    ],
    [
      'Gmail in Italian',
      `Merci !\n\nIl giorno lun 3 mar 2025 alle ore 10:12 Zoé <zoe@a.test> ha scritto:\n\n${quote}`,
    ],
    [
      'Gmail in Portuguese',
      `Merci !\n\nEm seg., 3 de mar. de 2025 às 10:12, Zoé <zoe@a.test> escreveu:\n\n${quote}`,
    ],
    ['Gmail in Dutch', `Merci !\n\nOp ma 3 mrt 2025 om 10:12 schreef Zoé <zoe@a.test>:\n\n${quote}`],
    ['Gmail in Japanese', `Merci !\n\n2025年3月3日(月) 10:12 Zoé <zoe@a.test>:\n\n${quote}`],
    ['Gmail in Korean', `Merci !\n\n2025년 3월 3일 (월) 오전 10:12, Zoé <zoe@a.test>님이 작성:\n\n${quote}`],
    ['Gmail in Czech', `Merci !\n\npo 3. 3. 2025 v 10:12 odesílatel Zoé <zoe@a.test> napsal:\n\n${quote}`],
    [
      'Gmail in Turkish',
      `Merci !\n\nZoé <zoe@a.test>, 3 Mar 2025 Pzt, 10:12 tarihinde şunu yazdı:\n\n${quote}`,
    ],
    ['a name only', `Merci !\n\nZoé Martin a écrit :\n${quote}`],
    ['Horde', `Merci !\n\nSelon Zoé Martin <zoe@a.test> :\n\n${quote}`],
    ['Spark', `Merci !\n\nLe 3 mars 2025 à 10:12 +0100, Zoé <zoe@a.test>, a écrit :\n${quote}`],
    [
      'a verb cut from its colon',
      `Merci !\n\nLe mar. 4 mars 2025 à 10:12, Service clients de la Maison Bleuet <bonjour@maison.test> a\nécrit :\n\n${quote}`,
    ],
    ['Gmail in Polish', `Merci !\n\nW dniu 3.03.2025 o 10:12, Zoé pisze:\n${quote}`],
    ['Gmail in Russian', `Merci !\n\nпн, 3 мар. 2025 г. в 10:12, Zoé <zoe@a.test>:\n\n${quote}`],
    [
      'BlackBerry',
      'Merci !\n\n------Original Message------\nFrom: Zoé\nTo: Paul\nSubject: Votre commande\nSent: 3 Mar 2025 10:12\n\nBonjour',
    ],
    [
      'another help desk',
      'Merci !\n\n##- Répondez au-dessus de cette ligne -##\n\nVotre demande 12 est mise à jour.',
    ],
    [
      'Outlook with bold labels',
      'Merci !\n\n*De :* Zoé <zoe@a.test>\n*Envoyé :* lundi 3 mars 2025 10:12\n*À :* Paul\n*Objet :* Votre commande\n\nBonjour',
    ],
    [
      'Outlook with a long list of recipients',
      'Merci !\n\nDe : Zoé <zoe@a.test>\nEnvoyé : lundi 3 mars 2025 10:12\nÀ : Paul <paul@b.test>; Léa <lea@b.test>;\n Jean <jean@b.test>\nCc : Luc\nObjet : Votre commande\n\nBonjour',
    ],
    [
      'two signatures',
      `Merci !\n\n-- \nPaul\n06 12 34 56 78\n\nLe 3 mars 2025 à 10:12, Zoé <zoe@a.test> a écrit :\n\n${quote}\n\n-- \nZoé`,
    ],
    ['quotes without any announcement', `Merci !\n\n${quote}`],
    [
      'a quote wrapped without its sign',
      'Merci !\n\nLe 3 mars 2025 à 10:12, Zoé <zoe@a.test> a écrit :\n> Votre commande est partie ce matin de notre atelier, elle arrivera demain\nmatin\n> chez vous.',
    ],
  ])('%s', (_, mail) => {
    expect(trimMail(mail).text).toBe('Merci !')
  })

  test('an answer under the quote is the answer', () => {
    expect(trimMail(`Le 3 mars 2025 à 10:12, Zoé <zoe@a.test> a écrit :\n${quote}\n\nMerci !`).text).toBe(
      'Merci !',
    )
  })

  test('answers between quotes keep what they answer', () => {
    const mail =
      'Bonjour,\n\nLe 3 mars 2025, Zoé <zoe@a.test> a écrit :\n> Quelle taille ?\n\n40.\n\n> Quelle couleur ?\n\nBleu.\n\n> Cordialement'
    expect(trimMail(mail).text).toBe('Bonjour,\n\n> Quelle taille ?\n\n40.\n\n> Quelle couleur ?\n\nBleu.')
  })

  test('a forward without a word shows what is forwarded', () => {
    const mail =
      '---------- Forwarded message ---------\nDe : Zoé <zoe@a.test>\nDate: lun. 3 mars 2025 à 10:12\nSubject: Vase cassé\nTo: <paul@b.test>\n\n\nLe vase est arrivé cassé.'
    expect(trimMail(mail).text).toBe('Le vase est arrivé cassé.')
  })
})

describe('what only looks like history is kept', () => {
  test.each([
    ['a journey', 'Bonjour,\n\nDe : Paris\nÀ : Lyon\nDate : 12 mars\n\nEst-ce possible ?'],
    ['a story', 'On Monday my neighbour wrote to you and nobody answered:\nplease do.'],
    ['a date and a colon', 'Voici mes disponibilités le 3 mars 2025 :\nle matin.'],
    ['a table drawn with bars', 'Mes tailles :\n\n| taille | prix |\n| 40 | 12 € |'],
    ['a drawn rule', 'Première demande.\n\n-----\n\nSeconde demande.'],
    ['a list with dashes', 'Il me faut :\n-- deux roses\n-- trois lys\nMerci'],
    ['a number above another', 'Produit A > produit B\nMerci'],
    ['an address alone', 'Vous pouvez écrire à :\nzoe@a.test'],
    ['only a quote', '> Le vase est cassé.'],
    ['only two dashes and a name', '--\nZoé'],
    ['a name under a closing', 'Merci beaucoup,\nZoé'],
  ])('%s', (_, mail) => {
    expect(trimMail(mail, { signer: { name: 'Zoé Martin' } }).text).toBe(mail)
  })

  test('a heading and its question are not a block of headers', () => {
    const mail = 'Objet : remboursement\n\nBonjour, où en est mon dossier ?'
    expect(trimMail(mail).text).toBe(mail)
  })
})

describe('signatures', () => {
  const signer = { name: 'Zoé Martin', address: 'zoe@fleurs.test' }

  test('name, telephone and address of a known sender are folded', () => {
    const mail =
      'Le vase est cassé.\n\nCordialement,\n\nZoé MARTIN\nDirectrice\n12 rue des Lilas, 69003 Lyon\nTél. 04 72 00 00 00\nwww.fleurs.test'
    const { text, signature } = trimMail(mail, { signer })
    expect(text).toBe('Le vase est cassé.')
    expect(signature).toContain('04 72 00 00 00')
  })

  test('nothing is folded for somebody else', () => {
    const mail = 'Le vase est cassé.\n\nCordialement,\nPaul Durand\nTél. 04 72 00 00 00\nwww.autre.test'
    expect(trimMail(mail, { signer }).text).toBe(mail)
  })

  test('a telephone asked for in a sentence stays', () => {
    const mail = 'Appelez-moi.\n\nZoé, au 04 72 00 00 00, avant midi si possible.'
    expect(trimMail(mail, { signer }).text).toBe(mail)
  })

  test('a first name is no contact block', () => {
    expect(isContactBlock('Merci,\nZoé')).toBe(false)
    expect(isContactBlock('Zoé Martin\nDirectrice\n+33 4 72 00 00 00')).toBe(true)
  })
})

describe('every line has one place', () => {
  test('the three parts together are the mail', () => {
    const mail = `Merci !\n\n-- \nPaul\n\nLe 3 mars 2025 à 10:12, Zoé <zoe@a.test> a écrit :\n${quote}`
    const { kinds } = trimMail(mail)
    expect(kinds).toHaveLength(mail.split('\n').length)
    expect(kinds.join(' ')).toBe('new signature signature signature quoted quoted quoted quoted')
  })

  test('a hostile text is read in a moment', () => {
    const started = performance.now()
    trimMail(
      `${'> '.repeat(50_000)}\n${'a '.repeat(100_000)}wrote:\n${'From: '.repeat(20_000)}\n${'On 1/1/2025 '.repeat(9000)}`,
    )
    trimMail('On 12:00 x\n'.repeat(20_000))
    trimMail('De : a\n'.repeat(20_000))
    trimMail('---\n\n'.repeat(20_000))
    expect(performance.now() - started).toBeLessThan(15_000)
  })
})
