import { createHash } from 'node:crypto'
import type { Rows } from '../plan.ts'
import type { Scene, Stage } from './stage.ts'

/** Mail that is not a request: a newsletter, spam, a report of the mail system. */
export function scenesOfOddMail(stage: Stage): Scene[] {
  const { ago, scene } = stage
  return [
    scene(
      ago(5 * 60 + 10),
      { who: 'nursery', subject: 'La lettre des Pépinières du Val : bulbes et hellébores' },
      (thread, { startMs }) => {
        const text =
          'La lettre des Pépinières du Val\n\nLes bulbes de printemps sont arrivés, les hellébores sont en boutons.\n\nTarif professionnel valable jusqu’à la fin du mois.\n\nSe désinscrire'
        thread.customerWrites(startMs, text, {
          automatic: 'list',
          html: '<table width="600" align="center" cellpadding="0" cellspacing="0"><tr><td bgcolor="#2f5d3a" style="padding:24px;color:#ffffff"><h1>La lettre des Pépinières du Val</h1></td></tr><tr><td style="padding:16px"><img data-remote-src="https://images.pepinieres-du-val.example/bulbes.jpg" alt="Bulbes de printemps" width="560" height="240"><p>Les <b>bulbes de printemps</b> sont arrivés, les hellébores sont en boutons.</p><img data-remote-src="https://images.pepinieres-du-val.example/hellebores.jpg" alt="Hellébores" width="270" height="180"><p><a href="https://www.pepinieres-du-val.example/pro">Tarif professionnel</a>, valable jusqu’à la fin du mois.</p><p style="font-size:11px;color:#777777"><a href="https://www.pepinieres-du-val.example/desinscription">Se désinscrire</a></p></td></tr></table><img data-remote-src="https://suivi.pepinieres-du-val.example/o.gif" alt="" width="1" height="1">',
          metadata: { remoteImages: 3 },
        })
      },
    ),

    scene(
      ago(190),
      { who: 'seo', subject: 'Votre site en première page, garanti', isSpam: true },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          "Bonjour,\n\nNous avons analysé votre site et relevé 37 erreurs graves. Nous garantissons la première page en dix jours pour 89 euros par mois, sans engagement.\n\nRépondez OUI pour être rappelé.\n\nL'équipe Top Position Web",
          { auth: { spf: 'softfail', dkim: 'none', dmarc: 'fail' } },
        )
      },
    ),
    scene(
      ago(11 * 60 + 40),
      { who: 'lottery', subject: 'FINAL NOTICE: unclaimed prize 850,000 EUR', isSpam: true, channel: 'en' },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          'Dear Winner,\n\nYour e-mail address was drawn for a prize of 850,000 EUR. To release the funds, send a copy of your identity card and the processing fee of 120 EUR.\n\nInternational Prize Office',
          { auth: { spf: 'fail', dkim: 'none', dmarc: 'fail' } },
        )
      },
    ),
    scene(
      ago(20 * 60),
      { who: 'fakeBank', subject: 'Votre compte professionnel sera suspendu', isSpam: true },
      (thread, { startMs }) => {
        thread.customerWrites(
          startMs,
          'Cher client,\n\nUne activité inhabituelle a été détectée. Confirmez vos identifiants sous 24 heures, faute de quoi votre compte sera suspendu.\n\nService Comptes',
          {
            auth: { spf: 'fail', dkim: 'none', dmarc: 'fail' },
            html: '<p>Cher client,</p><p>Une activité inhabituelle a été détectée. <a href="https://banque-alerte.example/connexion">Confirmez vos identifiants</a> sous 24 heures, faute de quoi votre compte sera suspendu.</p><p>Service Comptes</p>',
          },
        )
      },
    ),
  ]
}

/** A mail that nobody could read, parked for a person to see. */
export function parkedMail(stage: Stage): Rows {
  const atMs = stage.ago(4 * 60 + 5)
  const boundaries = Array.from(
    { length: 48 },
    (_, index) => `--nid-${index}\r\nContent-Type: multipart/mixed; boundary="nid-${index + 1}"\r\n`,
  ).join('\r\n')
  const raw = Buffer.from(
    `From: "Scanner 3e etage" <scanner@cabinet-orsini.example>\r\nTo: bonjour@maison-bleuet.test\r\nSubject: =?utf-8?q?Num=C3=A9risation?=\r\nMessage-ID: <scan-${atMs}@cabinet-orsini.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="nid-0"\r\n\r\n${boundaries}`,
    'latin1',
  )
  return {
    receipts: [
      {
        channel_id: stage.setting.channels.fr.id,
        external_id: createHash('sha256').update(raw).digest('hex'),
        id: stage.mint(atMs),
        state: 'parked',
        reason: 'mail.nested_too_deep',
        detail: null,
        lane: 'scanner@cabinet-orsini.example',
        envelope: {
          from: 'scanner@cabinet-orsini.example',
          to: ['bonjour@maison-bleuet.test'],
          via: 'smtp',
          remoteAddress: '203.0.113.24',
          helo: 'scan3.cabinet-orsini.example',
        },
        bytes: raw.length,
        raw,
        raw_sha256: null,
        attempts: 1,
        next_attempt_at: null,
        received_at: new Date(atMs),
        understood_at: new Date(atMs + 1500),
        conversation_id: null,
        message_id: null,
      },
    ],
  }
}
