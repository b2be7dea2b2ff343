/** Where the delivery lies in time when the customer writes. */
export type DeliveryMoment = 'past' | 'future' | 'none'

export type DemoReason = {
  key: string
  fr: string
  en: string
  value: 'high' | 'low'
  /** Share of the year's conversations, before the season has its say. */
  weight: number
  moment: DeliveryMoment
  /** Mean of the 1–5 satisfaction, before delays weigh on it. */
  satisfaction: number
  /** One of the three avoidable causes that make most contacts: late deliveries, unclear status, wrong or thin product information. */
  standardCause?: boolean
}

export type DemoFamily = { key: string; fr: string; en: string; reasons: readonly DemoReason[] }

const reason = (
  key: string,
  fr: string,
  en: string,
  value: 'high' | 'low',
  weight: number,
  moment: DeliveryMoment,
  satisfaction: number,
  standardCause?: boolean,
): DemoReason => ({
  key,
  fr,
  en,
  value,
  weight,
  moment,
  satisfaction,
  ...(standardCause ? { standardCause } : {}),
})

/**
 * Contact reasons of the shop, two levels (Q52): everything after the sale (delivery, after-sales, help, assistance,
 * maintenance) and what leads to one (advice, subscriptions). M22's three causes and E37's four grievances are reasons of
 * their own; each says whether a conversation about it is of high or low added value (D29).
 */
export const families: readonly DemoFamily[] = [
  {
    key: 'delivery',
    fr: 'Livraison',
    en: 'Delivery',
    reasons: [
      reason('late', 'Livraison en retard', 'Late delivery', 'high', 10, 'past', 3.15, true),
      reason('status', 'Suivi de commande', 'Order status', 'low', 13, 'future', 4.2, true),
      reason('missing', 'Non reçu', 'Not received', 'high', 3.5, 'past', 3.4),
      reason('change', 'Adresse ou date à changer', 'Change of address or date', 'low', 6, 'future', 4.5),
      reason('slots', 'Zones, horaires et frais', 'Areas, times and charges', 'low', 3, 'none', 4.3),
    ],
  },
  {
    key: 'after_sales',
    fr: 'Après-vente',
    en: 'After-sales',
    reasons: [
      reason('wilted', 'Fleurs fanées', 'Wilted flowers', 'high', 5, 'past', 3.7),
      reason('damaged', 'Abîmé au transport', 'Damaged in transit', 'high', 2.5, 'past', 3.8),
      reason('wrong', 'Erreur de préparation', 'Wrong or missing item', 'high', 2.5, 'past', 3.6),
      reason(
        'not_as_shown',
        'Produit différent de la fiche',
        'Not as described',
        'high',
        3,
        'past',
        3.3,
        true,
      ),
      reason('cancel', 'Annulation', 'Cancellation', 'low', 3, 'future', 4.2),
    ],
  },
  {
    key: 'payment',
    fr: 'Paiement et factures',
    en: 'Payment and invoices',
    reasons: [
      reason('invoice', 'Facture', 'Invoice', 'low', 4.5, 'past', 4.5),
      reason('refund', 'Remboursement', 'Refund', 'high', 3, 'past', 3.5),
      reason('payment', 'Paiement refusé ou doublé', 'Payment refused or doubled', 'high', 2, 'future', 3.9),
      reason('voucher', 'Code, bon ou carte cadeau', 'Code, voucher or gift card', 'low', 2.5, 'future', 4.1),
    ],
  },
  {
    key: 'help',
    fr: 'Aide (site et compte)',
    en: 'Help (site and account)',
    reasons: [
      reason('sign_in', 'Connexion au compte', 'Signing in', 'low', 2, 'none', 4.2),
      reason('ordering', 'Difficulté à commander', 'Trouble ordering', 'low', 2.5, 'future', 4),
      reason('card', 'Carte et message', 'Message card', 'low', 2.5, 'future', 4.5),
      reason('loyalty', 'Fidélité et parrainage', 'Loyalty and referral', 'low', 1, 'none', 4.1),
      reason('data', 'Données personnelles', 'Personal data', 'high', 1, 'none', 4),
    ],
  },
  {
    key: 'assistance',
    fr: 'Assistance (soin des fleurs)',
    en: 'Assistance (flower care)',
    reasons: [
      reason('cut_flowers', 'Tenue du bouquet', 'Making flowers last', 'low', 2.5, 'past', 4.7),
      reason('plants', 'Soin des plantes', 'Plant care', 'high', 2.5, 'past', 4.7),
      reason('pets', 'Animaux, enfants, allergies', 'Pets, children, allergies', 'high', 1, 'past', 4.6),
      reason('orchids', 'Orchidées', 'Orchids', 'high', 1, 'past', 4.7),
    ],
  },
  {
    key: 'maintenance',
    fr: 'Maintenance (plantes en entreprise)',
    en: 'Maintenance (office plants)',
    reasons: [
      reason('visit', 'Visite d’entretien', 'Maintenance visit', 'low', 1.2, 'future', 4.1),
      reason('equipment', 'Panne d’équipement', 'Equipment failure', 'high', 0.8, 'none', 4),
      reason('contract', 'Contrat', 'Contract', 'high', 0.6, 'none', 4.3),
      reason('replacement', 'Plante à remplacer', 'Plant to replace', 'high', 0.7, 'none', 4.2),
    ],
  },
  {
    key: 'advice',
    fr: 'Conseil et vente',
    en: 'Sales advice',
    reasons: [
      reason('choice', 'Choisir un bouquet', 'Choosing a bouquet', 'high', 2.5, 'future', 4.6),
      reason(
        'product_info',
        'Fiche produit incomplète',
        'Missing product information',
        'low',
        3.5,
        'future',
        4,
        true,
      ),
      reason('events', 'Mariage et événements', 'Weddings and events', 'high', 1.6, 'future', 4.7),
      reason('mourning', 'Deuil', 'Mourning', 'high', 1.5, 'future', 4.7),
      reason('business', 'Devis entreprise', 'Business quote', 'high', 1.2, 'future', 4.5),
    ],
  },
  {
    key: 'subscription',
    fr: 'Abonnements',
    en: 'Subscriptions',
    reasons: [
      reason('pause', 'Pause et reprise', 'Pause and resume', 'low', 2, 'future', 4.4),
      reason('change', 'Changement de formule', 'Change of plan', 'low', 1.5, 'future', 4.4),
      reason('stop', 'Résiliation', 'Cancellation of subscription', 'high', 1.2, 'none', 3.9),
      reason('start', 'Offrir ou s’abonner', 'Starting a subscription', 'high', 0.9, 'future', 4.6),
    ],
  },
  {
    key: 'store',
    fr: 'Magasins',
    en: 'Shops',
    reasons: [
      reason('hours', 'Horaires et accès', 'Hours and access', 'low', 1.8, 'none', 4.3),
      reason('collect', 'Retrait en magasin', 'Shop collection', 'low', 1.5, 'future', 4),
      reason('visit', 'Accueil en magasin', 'Experience in a shop', 'high', 1, 'none', 3.8),
      reason('workshop', 'Ateliers', 'Workshops', 'high', 0.7, 'future', 4.5),
    ],
  },
  {
    key: 'service',
    fr: 'Nous joindre',
    en: 'Reaching us',
    reasons: [
      reason('phone_wait', 'Attente au téléphone', 'Waiting on the phone', 'high', 1.2, 'past', 2.9),
      reason('mail_delay', 'Délai de réponse aux e-mails', 'E-mail answer time', 'high', 1.2, 'past', 2.8),
      reason('hard_to_reach', 'Difficile à joindre', 'Hard to reach', 'high', 0.7, 'future', 3.2),
      reason('missing_channel', 'Canal manquant', 'Missing channel', 'high', 0.4, 'future', 3.6),
    ],
  },
  {
    key: 'other',
    fr: 'Autre',
    en: 'Other',
    reasons: [
      reason('thanks', 'Remerciement', 'Thanks', 'low', 1.5, 'past', 4.9),
      reason('partnership', 'Partenariat et presse', 'Partnership and press', 'low', 0.4, 'none', 4.3),
      reason('jobs', 'Candidature', 'Job application', 'low', 0.4, 'none', 4.2),
      reason('misc', 'Divers', 'Miscellaneous', 'low', 0.5, 'none', 4.3),
    ],
  },
]

/** A reason by its full key, such as `delivery.late`. */
export type ReasonKey = `${string}.${string}`

/** Every second-level reason with its full key and family. */
export function allReasons(): { key: ReasonKey; family: DemoFamily; reason: DemoReason }[] {
  return families.flatMap(family =>
    family.reasons.map(each => ({ key: `${family.key}.${each.key}` as const, family, reason: each })),
  )
}

/** Reasons that are complaints: answered in one's own words (Q22). */
export const complaints: ReadonlySet<ReasonKey> = new Set<ReasonKey>([
  'delivery.late',
  'delivery.missing',
  'after_sales.wilted',
  'after_sales.damaged',
  'after_sales.wrong',
  'after_sales.not_as_shown',
])

/** Moments of truth (Q31): a bouquet that is lost, a wedding, a mourning. */
export const moments: ReadonlySet<ReasonKey> = new Set<ReasonKey>([
  'delivery.missing',
  'advice.events',
  'advice.mourning',
])
