import { createHash } from 'node:crypto'
import { previewOf } from '#server/conversations/index.ts'
import type { Row } from '../plan.ts'
import type { ReasonKey } from '../reasons.ts'
import type { CastKey } from './cast.ts'
import { receiptOf } from './receipt.ts'
import type { Scene, Stage } from './stage.ts'

const minute = 60_000
const day = 24 * 60

/** One talk on the pages of the shop: when it begins, and who says what, minutes after the line before. */
type Talk = {
  who: CastKey
  /** Minutes before now. */
  ago: number
  /** Who answers; nobody yet. */
  by?: 'lea' | 'karim' | 'sarah'
  reason?: ReasonKey
  lines: readonly Line[]
  /** How it ended; absent while it goes on. */
  closed?: true
}
/** `c` is the customer, `a` the adviser; by e-mail once the visitor had left. */
type Line = readonly [wait: number, from: 'c' | 'a', text: string, byMail?: true]

/** The chats of the year: most are short, one goes on by e-mail, one waits now. */
export const chatTalks: readonly Talk[] = [
  {
    who: 'hugo',
    ago: 287 * day,
    by: 'lea',
    reason: 'assistance.cut_flowers',
    closed: true,
    lines: [
      [0, 'c', 'Bonjour, mes tulipes penchent toutes dès le deuxième jour, c’est normal ?'],
      [
        2,
        'a',
        'Bonjour Hugo, oui : elles continuent à pousser dans le vase. Peu d’eau bien fraîche et un vase haut les tiennent droites.',
      ],
      [3, 'c', 'Ah super, je change de vase ce soir. Merci !'],
    ],
  },
  {
    who: 'niamh',
    ago: 241 * day,
    by: 'sarah',
    reason: 'delivery.late',
    closed: true,
    lines: [
      [0, 'c', 'Hi, can I still change the delivery from Friday to Saturday?'],
      [1, 'a', 'Hello Niamh, yes, until six tonight. Morning or afternoon on Saturday?'],
      [1, 'c', 'Morning please, before eleven'],
      [2, 'a', 'Done: Saturday, between nine and eleven. You will have a text when the driver leaves.'],
      [1, 'c', 'Brilliant, thanks a million'],
    ],
  },
  {
    who: 'chloe',
    ago: 203 * day,
    by: 'karim',
    reason: 'assistance.plants',
    closed: true,
    lines: [
      [0, 'c', 'bonjour le ficus reçu la semaine dernière perd ses feuilles'],
      [4, 'a', 'Bonjour Chloé, il change de lumière, cela arrive. Est-il près d’un radiateur ?'],
      [2, 'c', 'oui juste à côté'],
      [
        2,
        'a',
        'Éloignez-le d’un mètre et arrosez quand la terre est sèche sur deux centimètres. S’il en perd encore dans dix jours, revenez vers nous avec une photo.',
      ],
      [6, 'c', 'ok je fais ça merci'],
    ],
  },
  {
    who: 'gerard',
    ago: 168 * day,
    by: 'lea',
    reason: 'payment.invoice',
    closed: true,
    lines: [
      [0, 'c', 'Bonjour, où trouver la facture de ma dernière commande, je vous prie ?'],
      [
        3,
        'a',
        'Bonjour Monsieur, elle est dans votre compte, à la page « Mes commandes ». Je vous l’envoie aussi par e-mail.',
      ],
      [4, 'c', 'Bien reçue. Je vous remercie.'],
    ],
  },
  {
    who: 'oliver',
    ago: 121 * day,
    by: 'sarah',
    reason: 'advice.events',
    closed: true,
    lines: [
      [0, 'c', 'Morning! Which flowers hold best through an outdoor lunch in August?'],
      [
        3,
        'a',
        'Good morning Oliver. Sunflowers, zinnias and anything dried. Roses and hydrangeas would sulk by two o’clock.',
      ],
      [2, 'c', 'Zinnias it is. Eight tables, small ones.'],
      [3, 'a', 'Then our Solstice posies, eight of them. Shall I put them aside for the day?'],
      [5, 'c', 'I will order tonight, thank you'],
    ],
  },
  {
    who: 'sofia',
    ago: 88 * day,
    by: 'karim',
    reason: 'delivery.missing',
    closed: true,
    lines: [
      [0, 'c', 'Bonjour, le suivi dit « livré » mais je n’ai rien devant ma porte'],
      [
        2,
        'a',
        'Bonjour Sofia, je regarde. Le livreur l’a confié à la loge du 14, à 11 h 20. Pouvez-vous y passer ?',
      ],
      [12, 'c', 'Trouvé ! La gardienne l’avait mis au frais, adorable'],
      [1, 'a', 'Parfait. Recoupez les tiges avant de le mettre dans l’eau. Belle journée !'],
    ],
  },
  {
    who: 'awa',
    ago: 54 * day,
    by: 'lea',
    reason: 'after_sales.wilted',
    closed: true,
    lines: [
      [0, 'c', 'Deux roses sur dix sont arrivées cassées, que faites-vous dans ce cas ?'],
      [
        3,
        'a',
        'Bonjour Awa, j’en suis désolée. Préférez-vous deux roses neuves demain, ou un remboursement ?',
      ],
      [1, 'c', 'Un remboursement c’est plus simple'],
      [2, 'a', 'C’est fait : 7,80 € reviennent sur votre carte d’ici trois jours.'],
      [1, 'c', 'Merci, efficace'],
    ],
  },
  {
    who: 'priya',
    ago: 33 * day,
    by: 'sarah',
    reason: 'assistance.plants',
    closed: true,
    lines: [
      [0, 'c', 'Is the Ondine bouquet safe with a puppy around?'],
      [
        2,
        'a',
        'Hello Priya, keep it out of reach: it holds lilies this week. I can have it made without them.',
      ],
      [1, 'c', 'Yes please, for the order of this morning'],
      [2, 'a', 'Noted on the order: no lilies, lisianthus instead.'],
    ],
  },
  {
    who: 'rachid',
    ago: 12 * day,
    by: 'karim',
    reason: 'delivery.late',
    closed: true,
    lines: [
      [0, 'c', 'Bonsoir, une livraison dimanche matin à Marseille c’est possible ?'],
      [2, 'a', 'Bonsoir Rachid, oui, de 9 h à 13 h, pour toute commande passée avant samedi midi.'],
      [2, 'c', 'Nickel, je commande demain'],
    ],
  },
  {
    who: 'yvette',
    ago: 4 * day,
    by: 'lea',
    reason: 'assistance.cut_flowers',
    closed: true,
    lines: [
      [0, 'c', 'Bonjour, faut-il vraiment mettre le sachet dans l’eau du vase ?'],
      [2, 'a', 'Bonjour Madame, oui : il nourrit les fleurs et garde l’eau claire. Un sachet par litre.'],
      [3, 'c', 'Et à chaque changement d’eau ?'],
      [
        1,
        'a',
        'Oui, une nouvelle dose à chaque fois. Il vous en manque ? J’en glisse deux dans votre prochain colis.',
      ],
      [2, 'c', 'Vous êtes bien aimable, merci'],
    ],
  },
  {
    who: 'samir',
    ago: 7 * 60,
    by: 'karim',
    lines: [
      [0, 'c', 'Bonjour, on peut ajouter un message vocal avec le bouquet ?'],
      [3, 'a', 'Bonjour Samir, oui, par un code à scanner sur la carte. Je vérifie jusqu’à quelle durée.'],
      [
        35,
        'a',
        'Me revoilà : deux minutes au plus, et il reste en ligne un an. Vous nous envoyez le fichier en réponse à ce message ?\n\nKarim',
        true,
      ],
      [80, 'c', 'Merci Karim, je l’enregistre ce soir avec les enfants et je vous l’envoie.\n\nSamir', true],
    ],
  },
  {
    who: 'etienne',
    ago: 4,
    lines: [
      [0, 'c', 'Bonjour, je suis sur la page du bouquet Ondine'],
      [1, 'c', 'Peut-il être livré demain avant 10 h à Rennes ? C’est pour un anniversaire'],
    ],
  },
]

/** Plays the chats, each once its visitor is in the address book. */
export function scenesOfChat(stage: Stage): Scene[] {
  const { hours, mint, nowMs, setting, contact } = stage
  return chatTalks.map(talk => {
    const known = contact(talk.who)
    const wanted = Math.max(stage.ago(talk.ago), known.createdMs + 60 * minute)
    const startMs = talk.by
      ? Math.min(hours.after(wanted, 15), stage.ago(talk.ago > day ? day : 150))
      : wanted
    const sessionId = mint(startMs)
    const identityId = mint(startMs)
    const subject = previewOf(talk.lines[0]![2]).slice(0, 70).trim()
    const about = {
      who: talk.who,
      subject,
      chat: { id: setting.chatId, identityId },
      ...(talk.reason && { reason: talk.reason }),
    }
    return stage.scene(startMs, about, thread => {
      let atMs = startMs
      for (const [wait, from, text, byMail = false] of talk.lines) {
        atMs += wait * minute
        if (from === 'c') thread.customerWrites(atMs, text, { byMail })
        else thread.adviserWrites(atMs, stage[talk.by ?? 'lea'], text, { byMail })
      }
      if (talk.closed && talk.by) thread.close(atMs + 2 * minute, stage[talk.by], null)
      const createdAt = new Date(startMs)
      const lastMs = Math.min(atMs, nowMs)
      const identity: Row<'identities'> = {
        id: identityId,
        contact_id: known.contactId,
        kind: 'visitor',
        value: sessionId,
        shown: `Chat ${sessionId.slice(-4).toUpperCase()}`,
        verified_at: null,
        blocked_at: null,
        last_used_at: new Date(lastMs),
        created_at: createdAt,
      }
      const session: Row<'chat_sessions'> = {
        id: sessionId,
        channel_id: setting.chatId,
        // Of no token that anybody has.
        token_hash: createHash('sha256').update(`demo ${sessionId}`).digest(),
        language: known.customer.language,
        time_zone: 'Europe/Paris',
        is_signed: false,
        user_id: null,
        name: known.customer.name,
        identity_id: identityId,
        conversation_id: thread.id,
        address: known.customer.email,
        address_verified_at: createdAt,
        code_hash: null,
        code_expires_at: null,
        code_tries: 0,
        codes_sent: 1,
        wants_transcript: null,
        transcript_sent_at: null,
        transcript_up_to: null,
        created_at: createdAt,
        last_seen_at: new Date(lastMs),
        expires_at: new Date(lastMs + 30 * day * minute),
        ended_at: talk.closed ? new Date(lastMs) : null,
      }
      const receipt = receiptOf({
        id: mint(startMs),
        channelId: setting.chatId,
        lane: `visitor ${sessionId}`,
        envelope: { via: 'chat' },
        atMs: startMs,
        text: talk.lines[0]![2],
        conversationId: thread.id,
      })
      return { identities: [identity], chat_sessions: [session], receipts: [receipt] }
    })
  })
}
