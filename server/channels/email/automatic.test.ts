import { describe, expect, test } from 'vitest'
import { readMail } from './parse.ts'

const read = (headers: string, body = 'Bonjour') =>
  readMail(Buffer.from(`From: Zoe <zoe@a.test>\r\n${headers.replaceAll('\n', '\r\n')}\r\n\r\n${body}`), {
    receivedAt: new Date('2026-11-21T10:00:00Z'),
    ownAddresses: ['bonjour@maison-bleuet.test'],
  })
const kind = async (headers: string, body?: string) => (await read(headers, body)).automatic

describe('written by a program', () => {
  test.each([
    [
      'Exchange',
      'Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nSubject: Automatic reply: Votre commande',
      'I am out of the office.',
      'outOfOffice',
    ],
    [
      'Exchange in French',
      'Auto-Submitted: auto-generated\nSubject: =?utf-8?Q?R=C3=A9ponse_automatique_=3A_Votre_commande?=',
      'Je suis absent jusqu au 3 mars.',
      'outOfOffice',
    ],
    [
      'Gmail',
      'Auto-Submitted: auto-replied\nPrecedence: bulk\nX-Autoreply: yes\nSubject: En vacances Re: Votre commande',
      'Je suis en congés.',
      'outOfOffice',
    ],
    [
      'a ticket of another help desk',
      'Auto-Submitted: auto-replied\nSubject: [Ticket 12] Demande',
      'Nous avons bien votre demande.',
      'autoReply',
    ],
    [
      'a read receipt',
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=b\nSubject: Lu : Votre commande',
      '',
      'autoReply',
    ],
    ['an old responder', 'X-Autorespond: yes\nSubject: Merci', 'Merci', 'autoReply'],
    ['a subject alone', 'Subject: Automatic reply: Votre commande', 'x', 'autoReply'],
    ['a subject alone in French', 'Subject: Absence du bureau : Votre commande', 'x', 'outOfOffice'],
    ['a subject alone in German', 'Subject: Abwesenheitsnotiz: Bestellung', 'x', 'outOfOffice'],
    [
      'a newsletter',
      'List-Id: Fleurs <fleurs.list.test>\nList-Unsubscribe: <mailto:u@a.test>\nSubject: Nos roses',
      'x',
      'list',
    ],
    [
      'a newsletter with only a way out',
      'List-Unsubscribe: <mailto:u@a.test>\nSubject: Nos roses',
      'x',
      'list',
    ],
    ['a mass mail', 'Precedence: bulk\nSubject: Nos roses', 'x', 'list'],
  ])('%s', async (_, headers, body, wanted) => {
    expect(await kind(headers, body)).toBe(wanted)
  })
})

describe('written by a person', () => {
  test.each([
    ['an answer about an absence', 'Subject: Re: absence'],
    ['an absence', 'Subject: Absence'],
    ['an absence of the courier', 'Subject: Absence du livreur'],
    ['an answer to an automatic reply', 'Subject: Re: Automatic reply: Votre commande'],
    ['a complaint about one', 'Subject: Votre réponse automatique ne dit rien'],
    ['a return of goods', 'Subject: Undelivered parcel'],
    [
      'a message that was not delivered, told by a person',
      'Return-Path: <zoe@a.test>\nSubject: Message non distribué',
    ],
    ['a person who wants no automatic answer', 'X-Auto-Response-Suppress: OOF\nSubject: Votre commande'],
    ['a person who says so', 'Auto-Submitted: no\nSubject: Votre commande'],
    [
      'a member of a group that delivers to us',
      'List-Id: <bonjour.maison-bleuet.test>\nPrecedence: list\nX-Original-Sender: paul@b.test\nSubject: Votre commande',
    ],
  ])('%s', async (_, headers) => {
    expect(await kind(headers)).toBe('none')
  })

  test('a group that delivers to us is not a newsletter', async () => {
    expect(await kind('List-Id: <bonjour.maison-bleuet.test>\nSubject: Votre commande')).toBe('none')
  })
})

describe('what a program of ours may answer', () => {
  test.each([
    ['a person', 'Subject: Bonjour', true],
    ['a person behind a null sender', 'Return-Path: <>\nSubject: Bonjour', false],
    ['who asks for none', 'X-Auto-Response-Suppress: All\nSubject: Bonjour', false],
    ['a list', 'List-Id: <fleurs.list.test>\nSubject: Bonjour', false],
    ['a responder', 'Auto-Submitted: auto-replied\nSubject: Bonjour', false],
    [
      'a member of a group of ours',
      'List-Id: <bonjour.maison-bleuet.test>\nPrecedence: list\nSubject: Bonjour',
      true,
    ],
    ['a loop', 'X-Loop: maison\nSubject: Bonjour', false],
  ])('%s', async (_, headers, wanted) => {
    expect((await read(headers)).mayAnswerAlone).toBe(wanted)
  })

  test.each([
    'no-reply@a.test',
    'noreply@a.test',
    'ne-pas-repondre@a.test',
    'MAILER-DAEMON@a.test',
    'bonjour@maison-bleuet.test',
  ])('never %s', async address => {
    const mail = await readMail(Buffer.from(`From: ${address}\r\nSubject: x\r\n\r\nx`), {
      receivedAt: new Date(),
      ownAddresses: ['Bonjour@maison-bleuet.test'],
    })
    expect(mail.mayAnswerAlone).toBe(false)
  })
})

describe('bounces', () => {
  const report = (status: string, original = '') =>
    `--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${status.replaceAll('\n', '\r\n')}\r\n${original}--b--\r\n`
  const headers =
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b\nSubject: Undelivered'

  test('a standard report with two recipients, one of them only late', async () => {
    const status =
      'Reporting-MTA: dns; mx.a.test\n\nFinal-Recipient: rfc822; paul@b.test\nAction: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 disabled\n\nFinal-Recipient: rfc822; lea@b.test\nAction: delayed\nStatus: 4.4.1'
    const original =
      '--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <our-1@maison-bleuet.test>\r\nReferences: <a@b> <c@d>\r\n'
    const { automatic, bounce } = await read(headers, report(status, original))
    expect(automatic).toBe('bounce')
    expect(bounce).toEqual({
      originalMessageId: 'our-1@maison-bleuet.test',
      originalReferences: ['a@b', 'c@d'],
      permanent: true,
      recipients: [
        {
          address: 'paul@b.test',
          action: 'failed',
          status: '5.2.1',
          permanent: true,
          diagnostic: '550 5.2.1 disabled',
        },
        { address: 'lea@b.test', action: 'delayed', status: '4.4.1', permanent: false, diagnostic: '' },
      ],
    })
  })

  test('a delay alone is not permanent', async () => {
    const { bounce } = await read(
      headers,
      report('X: y\n\nFinal-Recipient: rfc822; paul@b.test\nAction: delayed\nStatus: 4.4.7'),
    )
    expect(bounce?.permanent).toBe(false)
  })

  test('a full mailbox that was tried to the end is lost, not dead', async () => {
    const { bounce } = await read(
      headers,
      report('X: y\n\nFinal-Recipient: rfc822; paul@b.test\nAction: failed\nStatus: 4.2.2'),
    )
    expect(bounce?.recipients).toMatchObject([{ action: 'failed', permanent: false }])
  })

  test('a report of success is no bounce', async () => {
    expect(
      await kind(
        headers,
        report('X: y\n\nFinal-Recipient: rfc822; paul@b.test\nAction: delivered\nStatus: 2.0.0'),
      ),
    ).toBe('none')
  })

  test('qmail writes sentences', async () => {
    const body =
      'Hi. This is the qmail-send program at mx.a.test.\n\n<paul@b.test>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <bonjour@maison-bleuet.test>\nMessage-ID: <our-2@maison-bleuet.test>\nSubject: x'
    const mail = await readMail(
      Buffer.from(
        `Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.a.test\r\nSubject: failure notice\r\n\r\n${body}`,
      ),
      { receivedAt: new Date() },
    )
    expect(mail.bounce).toMatchObject({
      originalMessageId: 'our-2@maison-bleuet.test',
      recipients: [{ address: 'paul@b.test', status: '5.1.1', permanent: true }],
    })
  })

  test('Exchange in French, with the headers of the original in the text', async () => {
    const body =
      'Échec de la remise pour ces destinataires :\n\npaul@b.test (paul@b.test)\n\nLe serveur a répondu : 550 5.1.10 RESOLVER.ADR.RecipientNotFound\n\nEn-têtes du message d’origine :\n\nMessage-ID: <our-3@maison-bleuet.test>'
    const mail = await readMail(
      Buffer.from(
        `Return-Path: <>\r\nFrom: postmaster@b.test\r\nSubject: Non remis : Votre commande\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}`,
      ),
      { receivedAt: new Date() },
    )
    expect(mail.automatic).toBe('bounce')
    expect(mail.bounce).toMatchObject({
      originalMessageId: 'our-3@maison-bleuet.test',
      recipients: [{ address: 'paul@b.test', status: '5.1.10', permanent: true }],
    })
  })

  test('a customer who forwards a bounce is a person', async () => {
    expect(await kind('Subject: Fwd: Delivery Status Notification (Failure)')).toBe('none')
  })
})
