import { filledLines, textOf } from '#server/channels/form/index.ts'
import { form } from '../form.ts'
import type { ReasonKey } from '../reasons.ts'
import type { CastKey } from './cast.ts'
import { receiptOf } from './receipt.ts'
import type { Scene, Stage } from './stage.ts'

const minute = 60_000
const day = 24 * 60

/** What somebody filled in on the shop's site, and how it went on by e-mail. */
interface Filled {
  who: CastKey
  /** Minutes before now. */
  ago: number
  answers: Record<string, string>
  photo?: string
  reason?: ReasonKey
  by?: 'lea' | 'karim' | 'sarah'
  /** Answered so many minutes later, in open hours. */
  reply?: readonly [wait: number, text: string]
  thanks?: readonly [wait: number, text: string]
  closed?: true
}

/** The form of the site: a damaged bouquet, two late ones, and one that waits now. */
export const filledForms: readonly Filled[] = [
  {
    who: 'awa',
    ago: 96 * day,
    by: 'karim',
    reason: 'after_sales.damaged',
    closed: true,
    answers: {
      order: '903412',
      about: 'damaged',
      message: 'Bonjour, le vase est arrivé fêlé et l’eau a coulé dans le carton. Les fleurs vont bien.',
    },
    photo: 'vase-fele.png',
    reply: [
      55,
      'Bonjour Awa,\n\nMerci pour la photo. Un vase neuf part ce soir, vous l’aurez après-demain. Gardez celui-ci pour vos boutures si le cœur vous en dit.\n\nKarim',
    ],
    thanks: [40, 'C’est parfait, merci beaucoup.'],
  },
  {
    who: 'oliver',
    ago: 61 * day,
    by: 'sarah',
    reason: 'delivery.late',
    closed: true,
    answers: {
      order: '911873',
      about: 'late',
      message: 'My parcel has been “out for delivery” since Tuesday. Could somebody look where it is?',
    },
    reply: [
      35,
      'Hello Oliver,\n\nThe driver had the wrong door code. I gave them the right one: it comes today before 6 pm, and the delivery is on us.\n\nSarah',
    ],
    thanks: [95, 'It is here, and lovely. Thank you Sarah.'],
  },
  {
    who: 'yvette',
    ago: 19 * day,
    by: 'lea',
    reason: 'delivery.late',
    closed: true,
    answers: {
      order: '926640',
      about: 'late',
      phone: '06 39 98 14 02',
      message: 'Le bouquet devait arriver ce matin pour la fête de ma sœur. Toujours rien à midi.',
    },
    reply: [
      25,
      'Bonjour Yvette,\n\nIl est dans la rue voisine : le livreur sonne avant 13 h. Nous remboursons la livraison.\n\nLéa',
    ],
  },
  {
    who: 'nolwenn',
    ago: 205,
    answers: {
      about: 'other',
      message: 'Faites-vous des ateliers pour enfants au magasin de Lyon pendant les vacances de Noël ?',
    },
  },
]

/** Plays what came by the form, each once its customer is in the address book. */
export function scenesOfForm(stage: Stage): Scene[] {
  const { hours, mint, setting, contact } = stage
  return filledForms.map(filled => {
    const { createdMs, customer } = contact(filled.who)
    const wanted = Math.max(stage.ago(filled.ago), createdMs + 60 * minute)
    const startMs = filled.by ? hours.after(wanted, 10) : wanted
    const { language } = customer
    const words =
      language === 'fr' ? { yes: 'oui', no: 'non', colon: '\u00a0: ' } : { yes: 'yes', no: 'no', colon: ': ' }
    const answers = { email: customer.email, ...filled.answers }
    const lines = filledLines(form, answers, language, { ...words, beside: label => label })
    const about = {
      who: filled.who,
      subject: [form.title[language], filled.answers.order].filter(Boolean).join(' · '),
      form: { id: setting.formId },
      ...(filled.reason && { reason: filled.reason }),
    }
    return stage.scene(startMs, about, thread => {
      const typeset = stage[language]
      const text = textOf(lines, words.colon)
      thread.customerWrites(startMs, text, {
        metadata: { form: { version: 1, lines } },
        ...(filled.photo && { attachments: [stage.photo(true, filled.photo, 1)] }),
      })
      let atMs = startMs
      if (filled.reply && filled.by) {
        atMs = hours.after(atMs, filled.reply[0])
        thread.adviserWrites(atMs, stage[filled.by], typeset(filled.reply[1]))
      }
      if (filled.thanks) {
        atMs += filled.thanks[0] * minute
        thread.customerWrites(atMs, typeset(filled.thanks[1]))
      }
      if (filled.closed && filled.by) thread.close(hours.after(atMs, 5), stage[filled.by], null)
      return {
        receipts: [
          receiptOf({
            id: mint(startMs),
            channelId: setting.formId,
            lane: `form ${customer.email}`,
            envelope: { via: 'form', from: customer.email, to: ['commande'] },
            atMs: startMs,
            text,
            conversationId: thread.id,
          }),
        ],
      }
    })
  })
}
