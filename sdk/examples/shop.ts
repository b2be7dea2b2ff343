// A shop that tells Boucle its orders, and hears from Boucle what happens: both halves of docs/integrating.md.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type Boucle, every, NotFromBoucle, readWebhook, type WebhookPayload } from '../src/index.ts'

export interface Order {
  number: string
  status: 'paid' | 'sent' | 'delivered'
  total: number
  customer: { name: string; email: string }
  placedAt: string
}

/** Puts an order beside its customer, who is created at the first one. The same order again changes it, and makes no second. */
export async function tellOrder(boucle: Boucle, order: Order): Promise<string> {
  const contactId = await customerOf(boucle, order.customer)
  await boucle.contacts.putRecord({
    id: contactId,
    type: 'order',
    externalId: order.number,
    title: `Order ${order.number}`,
    status: order.status,
    amount: order.total,
    currency: 'EUR',
    occurredAt: order.placedAt,
    url: `https://shop.example/orders/${order.number}`,
  })
  return contactId
}

async function customerOf(boucle: Boucle, { name, email }: Order['customer']): Promise<string> {
  for await (const known of every(boucle.contacts.listContacts, { identity: email })) return known.id
  const made = await boucle.contacts.createContact(
    { name, stage: 'customer', identities: [{ kind: 'email', value: email }] },
    // Two orders of one new customer at once find the same answer.
    { idempotencyKey: `customer-${email}` },
  )
  return made.id
}

/** Hears webhooks: what is not Boucle's is refused, what was dealt with is not dealt with again. */
export function hearBoucle(secret: string, deal: (event: WebhookPayload) => Promise<void>): Server {
  // A shop keeps these in its database, beside what it does with the event.
  const known = new Set<string>()
  return createServer(async (request, response) => {
    try {
      const event = readWebhook(secret, request.headers, await bodyOf(request))
      if (!known.has(event.id)) {
        await deal(event)
        known.add(event.id)
      }
      response.writeHead(204).end()
    } catch (error) {
      // Anything but a success is sent again later.
      response.writeHead(error instanceof NotFromBoucle ? 400 : 500).end()
    }
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
