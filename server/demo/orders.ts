import type { Facts } from './facts.ts'
import type { Row } from './plan.ts'
import type { Random } from './random.ts'
import type { ReasonKey } from './reasons.ts'

const sizes = ['classique', 'grand', 'généreux'] as const
const site = 'https://www.maison-bleuet.test'
const dayMs = 86_400_000

/** The order of a request and its delivery, as the shop's own systems would push them, in their state of now. */
export function recordsOf(
  contactId: string,
  facts: Facts,
  reason: ReasonKey | undefined,
  nowMs: number,
  random: Random,
): Row<'external_records'>[] {
  const late = reason === 'delivery.late'
  const cancelled = reason === 'after_sales.cancel'
  const arrivesMs = late ? facts.deliveryMs + random.int(1, 3) * dayMs : facts.deliveryMs
  const delivered = !cancelled && arrivesMs <= nowMs && reason !== 'delivery.missing'
  const updatedMs = Math.max(
    facts.orderedMs,
    Math.min(nowMs, delivered ? arrivesMs : nowMs - random.int(1, 50) * 60_000),
  )
  const refunded =
    delivered && (reason === 'after_sales.wilted' || reason === 'payment.refund') && random.chance(0.4)
  const deliveryDate = `${facts.deliveryDay.year}-${two(facts.deliveryDay.month)}-${two(facts.deliveryDay.day)}`
  return [
    {
      contact_id: contactId,
      type: 'order',
      external_id: facts.order,
      title: `Bouquet ${facts.bouquet}, ${sizes[facts.size]}`,
      status: orderStatus(reason, { cancelled, refunded, delivered }, facts.deliveryMs - nowMs),
      url: `${site}/commandes/${facts.order}`,
      amount: facts.amount,
      currency: 'EUR',
      occurred_at: new Date(facts.orderedMs),
      data: JSON.stringify({
        recipient: facts.recipient.fr.replace(/^m(a|on) /, ''),
        city: facts.city.city,
        deliveryDate,
        channel: random.chance(0.8) ? 'site' : 'magasin',
      }),
      created_at: new Date(facts.orderedMs),
      updated_at: new Date(updatedMs),
    },
    {
      contact_id: contactId,
      type: 'delivery',
      external_id: `L-${facts.order}`,
      title: `Livraison à ${facts.city.city}`,
      status: cancelled ? 'annulée' : deliveryStatus(late, delivered, reason, facts.deliveryMs, nowMs),
      url: facts.tracking,
      amount: null,
      currency: null,
      occurred_at: new Date(delivered ? arrivesMs : facts.deliveryMs),
      data: JSON.stringify({
        order: facts.order,
        region: facts.city.region,
        store: facts.city.store,
        planned: deliveryDate,
        ...(late ? { lateDays: Math.round((arrivesMs - facts.deliveryMs) / dayMs) } : {}),
      }),
      created_at: new Date(facts.orderedMs),
      updated_at: new Date(updatedMs),
    },
  ]
}

/** The invoice of an order. */
export function invoiceOf(contactId: string, facts: Facts): Row<'external_records'> {
  return {
    contact_id: contactId,
    type: 'invoice',
    external_id: `${facts.invoice}-${facts.order.slice(3)}`,
    title: `Facture ${facts.invoice}`,
    status: 'payée',
    url: `${site}/factures/${facts.invoice}`,
    amount: facts.amount,
    currency: 'EUR',
    occurred_at: new Date(facts.orderedMs),
    data: JSON.stringify({ order: facts.order }),
    created_at: new Date(facts.orderedMs),
    updated_at: new Date(facts.orderedMs),
  }
}

/** A running, paused or ended subscription. */
export function subscriptionOf(
  contactId: string,
  number: number,
  startedMs: number,
  status: 'actif' | 'en pause' | 'résilié',
  amount: number,
  everyWeeks: number,
): Row<'external_records'> {
  return {
    contact_id: contactId,
    type: 'subscription',
    external_id: `AB-${number}`,
    title:
      everyWeeks === 1
        ? 'Abonnement, un bouquet par semaine'
        : `Abonnement, un bouquet toutes les ${everyWeeks} semaines`,
    status,
    url: `${site}/abonnements/AB-${number}`,
    amount,
    currency: 'EUR',
    occurred_at: new Date(startedMs),
    data: JSON.stringify({ everyWeeks }),
    created_at: new Date(startedMs),
    updated_at: new Date(startedMs),
  }
}

function orderStatus(
  reason: ReasonKey | undefined,
  { cancelled, refunded, delivered }: { cancelled: boolean; refunded: boolean; delivered: boolean },
  aheadMs: number,
): string {
  if (cancelled) return 'annulée'
  if (refunded || (reason === 'delivery.missing' && aheadMs < -12 * dayMs)) return 'remboursée'
  if (delivered) return 'livrée'
  if (aheadMs < 0) return 'expédiée'
  return aheadMs > 2 * dayMs ? 'confirmée' : 'en préparation'
}

function deliveryStatus(
  late: boolean,
  delivered: boolean,
  reason: ReasonKey | undefined,
  deliveryMs: number,
  nowMs: number,
): string {
  if (reason === 'delivery.missing')
    return nowMs - deliveryMs > 12 * dayMs ? 'non remise, remboursée' : 'enquête en cours'
  if (delivered) return late ? 'livrée en retard' : 'livrée'
  if (late || deliveryMs < nowMs) return 'en retard'
  return deliveryMs - nowMs < dayMs ? 'en tournée' : 'prévue'
}

const two = (value: number) => String(value).padStart(2, '0')
