import type { Tx } from '#server/platform/db.ts'
import type { NewId } from '#server/platform/ids.ts'

/** Families of what customers write about (Q52: everything after the transaction, and some sales), with usual reasons. */
const families: [
  fr: string,
  en: string,
  reasons: [fr: string, en: string, value: 'high' | 'low', complaint?: 'complaint'][],
][] = [
  [
    'Commande',
    'Order',
    [
      ['Suivi de commande', 'Order tracking', 'low'],
      ['Modifier ou annuler', 'Change or cancel', 'low'],
      ['Paiement', 'Payment', 'high'],
    ],
  ],
  [
    'Livraison',
    'Delivery',
    [
      ['Retard', 'Late', 'high', 'complaint'],
      ['Statut inconnu', 'Unknown status', 'low'],
      ['Colis abîmé ou perdu', 'Damaged or lost parcel', 'high', 'complaint'],
    ],
  ],
  [
    'Produit',
    'Product',
    [
      ['Information fausse ou incomplète', 'Wrong or incomplete information', 'low'],
      ['Défaut', 'Defect', 'high', 'complaint'],
      ['Conseil d’usage', 'Advice on use', 'high'],
    ],
  ],
  [
    'Après-vente',
    'After-sales',
    [
      ['Retour et remboursement', 'Return and refund', 'high'],
      ['Réparation et entretien', 'Repair and maintenance', 'high'],
      ['Facture', 'Invoice', 'low'],
    ],
  ],
  [
    'Service',
    'Service',
    [
      ['Attente au téléphone', 'Phone wait', 'high', 'complaint'],
      ['Délai de réponse par e-mail', 'E-mail delay', 'high', 'complaint'],
      ['Difficile à joindre', 'Hard to reach', 'high', 'complaint'],
      ['Canal manquant', 'Missing channel', 'low'],
    ],
  ],
  [
    'Avant achat',
    'Before buying',
    [
      ['Conseil', 'Advice', 'high'],
      ['Devis', 'Quote', 'high'],
      ['Horaires et magasins', 'Hours and shops', 'low'],
    ],
  ],
]

/** Gives a new workspace its contact reasons, two levels, both languages, each of high or low value (D29). */
export async function conversationDefaults(newId: NewId, tx: Tx): Promise<void> {
  for (const [position, [label_fr, label_en, reasons]] of families.entries()) {
    const id = newId()
    await tx
      .insertInto('reasons')
      .values({ workspace_id: tx.workspaceId, id, parent_id: null, label_fr, label_en, position })
      .execute()
    await tx
      .insertInto('reasons')
      .values(
        reasons.map(([fr, en, value, complaint], index) => ({
          workspace_id: tx.workspaceId,
          id: newId(),
          parent_id: id,
          label_fr: fr,
          label_en: en,
          value,
          is_complaint: complaint !== undefined,
          position: index,
        })),
      )
      .execute()
  }
}
