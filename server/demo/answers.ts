import { usualToneGuides } from '#server/knowledge/index.ts'
import type { TeamKey } from './people.ts'
import type { Row } from './plan.ts'
import type { ReasonKey } from './reasons.ts'
import { typesetFrench } from './typography.ts'

interface Ready {
  name: string
  folder: string
  fr: string
  en: string
  team?: TeamKey
  acts?: {
    reason?: ReasonKey
    tags?: string[]
    afterwards?: 'wait' | 'close' | 'snooze'
    snoozeHours?: number
  }
}

const ready: Ready[] = [
  {
    name: 'Suivi de commande',
    folder: 'Livraison',
    fr: 'Bonjour {{contact.first_name}},\n\nVotre commande {{record.reference}} est en route : {{record.status}}. Vous recevrez un message dès la remise du bouquet.\n\n{{member.first_name}}',
    en: 'Hello {{contact.first_name}},\n\nYour order {{record.reference}} is on its way: {{record.status}}. You will get a message as soon as the bouquet is handed over.\n\n{{member.first_name}}',
    acts: { reason: 'delivery.status', afterwards: 'close' },
  },
  {
    name: 'Retard : première réponse',
    folder: 'Livraison',
    fr: 'Bonjour {{contact.first_name}},\n\nVotre bouquet {{record.reference}} a du retard, et je le regrette. J’appelle le transporteur et je vous écris avant ce soir.\n\n{{member.first_name}}',
    en: 'Hello {{contact.first_name}},\n\nYour bouquet {{record.reference}} is late, and I am sorry. I am calling the carrier and will write to you before this evening.\n\n{{member.first_name}}',
    acts: { reason: 'delivery.late', tags: ['transporteur'], afterwards: 'snooze', snoozeHours: 4 },
  },
  {
    name: 'Photo du bouquet',
    folder: 'Après-vente',
    fr: 'Bonjour {{contact.first_name}},\n\nPouvez-vous m’envoyer une photo du bouquet et de son emballage ? Elle suffit pour décider du geste qui convient.\n\n{{member.first_name}}',
    en: 'Hello {{contact.first_name}},\n\nCould you send me a photo of the bouquet and its wrapping? It is all I need to decide what we can do.\n\n{{member.first_name}}',
    acts: { tags: ['photo'], afterwards: 'wait' },
  },
  {
    name: 'Faire durer un bouquet',
    folder: 'Conseils',
    fr: 'Coupez les tiges en biais, changez l’eau tous les deux jours et gardez le vase loin du soleil et des fruits.',
    en: 'Cut the stems at an angle, change the water every two days, and keep the vase away from sun and fruit.',
  },
  {
    name: 'Duplicata de facture',
    folder: 'Paiement',
    fr: 'Bonjour {{contact.first_name}},\n\nVoici le duplicata de votre facture, en pièce jointe.\n\n{{member.first_name}}',
    en: 'Hello {{contact.first_name}},\n\nPlease find a copy of your invoice attached.\n\n{{member.first_name}}',
    acts: { reason: 'payment.invoice', afterwards: 'close' },
  },
  {
    name: 'Clore un doublon',
    folder: 'Équipe e-mail',
    fr: 'Bonjour {{contact.first_name}},\n\nNous avons bien votre première demande : la réponse arrive par elle.\n\n{{member.first_name}}',
    en: 'Hello {{contact.first_name}},\n\nWe have your first request: the answer will come through it.\n\n{{member.first_name}}',
    team: 'mail',
    acts: { afterwards: 'close' },
  },
]

/** The answers that the shop keeps ready, how it writes on each channel, and the views its teams share. */
export function buildAnswers(
  next: () => string,
  created: Date,
  ids: {
    teams: ReadonlyMap<TeamKey, string>
    reasons: ReadonlyMap<ReasonKey, string>
    /** Who keeps the views of everybody. */
    leadId: string
  },
): {
  canned_answers: Row<'canned_answers'>[]
  tone_guides: Row<'tone_guides'>[]
  saved_views: Row<'saved_views'>[]
} {
  return {
    canned_answers: ready.map(({ name, folder, fr, en, team, acts }) => ({
      id: next(),
      name: typesetFrench(name),
      folder,
      text_fr: typesetFrench(fr),
      text_en: en,
      audience: team ? 'team' : 'everyone',
      team_id: team ? ids.teams.get(team)! : null,
      owner_id: null,
      acts: acts
        ? JSON.stringify({
            reasonId: acts.reason ? ids.reasons.get(acts.reason)! : null,
            addTags: acts.tags ?? [],
            teamId: null,
            afterwards: acts.afterwards ?? null,
            snoozeHours: acts.snoozeHours ?? null,
          })
        : null,
      created_at: created,
      updated_at: created,
      archived_at: null,
    })),
    saved_views: [
      { name: 'Livraisons en retard', filters: { reason: ids.reasons.get('delivery.late')! } },
      { name: 'Attend depuis un jour', filters: { waitingHours: 24 } },
    ].map(({ name, filters }) => ({
      id: next(),
      name,
      owner_id: ids.leadId,
      is_shared: true,
      view: name.startsWith('Attend') ? 'oldest' : 'team',
      filters: JSON.stringify(filters),
      created_at: created,
    })),
    tone_guides: usualToneGuides.map(({ channel, textFr, textEn }) => ({
      channel,
      text_fr: textFr,
      text_en: textEn,
    })),
  }
}
