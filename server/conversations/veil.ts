import { sql } from 'kysely'
import type { Address } from '#contract/common.ts'
import type { ConversationRow, Draft, Message } from '#contract/conversations.ts'
import type { ScheduledReply } from '#contract/scheduled-replies.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden } from '#server/platform/errors.ts'

/** The fields of a contact that someone may see; contacts/ tells. */
export type VisibleContactFields = (tx: Tx, actor: Actor) => Promise<'all' | ReadonlySet<string>>

/** What lies over a thread for a partner's adviser whose contract leaves fields of the customer out. */
export interface Veil {
  sees(field: string): boolean
  row<Row extends Pick<ConversationRow, 'contact' | 'subject' | 'preview'>>(row: Row): Row
  messages(conversationId: string, messages: Message[]): Promise<Message[]>
  drafts(conversationId: string, drafts: Draft[]): Promise<Draft[]>
  scheduled(conversationId: string, replies: ScheduledReply[]): Promise<ScheduledReply[]>
  /** The recipients that a writer names as they read them, with their true addresses again. */
  envelope(conversationId: string, envelope: Envelope): Promise<Recipients>
}

interface Recipients {
  to?: Address[] | undefined
  cc?: Address[]
  bcc?: Address[]
}

interface Envelope {
  to?: Address[] | undefined
  cc?: Address[] | undefined
  bcc?: Address[] | undefined
}

/** The veil over what someone reads; undefined for whoever sees every field of a customer. */
export async function veilFor(
  tx: Tx,
  actor: Actor,
  visibleContactFields: VisibleContactFields,
): Promise<Veil | undefined> {
  const fields = await visibleContactFields(tx, actor)
  if (fields === 'all') return undefined
  const sees = (field: string) => fields.has(field)

  async function veilOver(conversationId: string) {
    const known = sees('identities') ? [] : await addressesIn(tx, conversationId)
    const masks = new Map(known.map((address, index) => [address, maskOf(index)]))
    const masked = (address: string) => masks.get(address.toLowerCase()) ?? address
    const longestFirst = known.toSorted((one, other) => other.length - one.length)
    const told = known.length === 0 ? undefined : new RegExp(longestFirst.map(literally).join('|'), 'gi')
    const hushed = <Words extends string | null>(words: Words) =>
      (told && words ? words.replaceAll(told, masked) : words) as Words
    const person = ({ name, address }: Address): Address => {
      const isTheirs = masks.has(address.toLowerCase())
      return {
        name: isTheirs && !sees('name') ? '' : (masks.get(name.toLowerCase()) ?? name),
        address: masked(address),
      }
    }
    return { masked, person, hushed }
  }

  /** An address or a number that stands in for a name is as hidden as the address. */
  const shownName = (name: string) => {
    if (!sees('name')) return ''
    return sees('identities') || (/\p{L}/u.test(name) && !/\S@\S/.test(name)) ? name : '••••'
  }

  return {
    sees,
    row: row => ({
      ...row,
      ...(!sees('identities') && {
        subject: withoutAddresses(row.subject),
        preview: withoutAddresses(row.preview),
      }),
      contact: {
        ...row.contact,
        name: shownName(row.contact.name),
        isVip: sees('isVip') && row.contact.isVip,
      },
    }),
    async messages(conversationId, messages) {
      const { masked, person, hushed } = await veilOver(conversationId)
      return messages.map(message => {
        const isTheirs = message.author.kind === 'contact'
        const name = isTheirs && !sees('name') ? null : message.from.name && masked(message.from.name)
        return {
          ...message,
          author: { ...message.author, name: isTheirs && !sees('name') ? '' : masked(message.author.name) },
          from: { name, address: message.from.address && masked(message.from.address) },
          to: message.to.map(person),
          cc: message.cc.map(person),
          bcc: message.bcc.map(person),
          // Signatures, quoted headers, invitations: the address is wherever the customer's program wrote it.
          subject: hushed(message.subject),
          text: hushed(message.text),
          fullText: hushed(message.fullText),
          html: hushed(message.html),
          metadata: JSON.parse(hushed(JSON.stringify(unfolded(message, hushed(message.fullText))))),
        }
      })
    },
    async drafts(conversationId, drafts) {
      const { person } = await veilOver(conversationId)
      return drafts.map(draft => ({
        ...draft,
        body: {
          ...draft.body,
          ...eachOf(draft.body, list => list.map(person)),
        },
      }))
    },
    async scheduled(conversationId, replies) {
      const { person, hushed } = await veilOver(conversationId)
      return replies.map(reply => ({
        ...reply,
        to: reply.to.map(person),
        cc: reply.cc.map(person),
        bcc: reply.bcc.map(person),
        subject: hushed(reply.subject),
        text: hushed(reply.text),
        html: hushed(reply.html),
      }))
    },
    async envelope(conversationId, envelope) {
      const known = await addressesIn(tx, conversationId)
      const unveiled = (recipient: Address) => {
        if (!isMask(recipient.address)) return recipient
        const address = known[indexOf(recipient.address)]
        // The mask on a card names no address of this thread: the customer's usual one is meant.
        return address === undefined ? [] : { ...recipient, address }
      }
      const named = eachOf(envelope, list => list.flatMap(unveiled))
      // Nobody left to write to is nobody named: the channel knows who usually reads.
      return named.to?.length === 0 ? { ...named, to: undefined } : named
    },
  }
}

/** Refuses a question about a field that someone may not see: its answer would tell the field. */
export function requireField(veil: Veil | undefined, field: string): void {
  if (veil && !veil.sees(field)) throw new Forbidden('contact.field_hidden')
}

/** Folds are places in the whole text: they hold no longer where words of it were masked. */
function unfolded({ metadata, fullText }: Message, shown: string): Message['metadata'] {
  if (shown === fullText) return metadata
  const { folds: _, ...others } = metadata
  return others
}

const literally = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const withoutAddresses = (text: string) => text.replaceAll(/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, '••••')

const eachOf = ({ to, cc, bcc }: Envelope, change: (list: Address[]) => Address[]): Recipients => ({
  ...(to && { to: change(to) }),
  ...(cc && { cc: change(cc) }),
  ...(bcc && { bcc: change(bcc) }),
})

// Numbered, so that two people in copy stay two people.
const maskOf = (index: number) => `•••• ${index + 1}`
const isMask = (address: string) => address.startsWith('••••')
const indexOf = (mask: string) => Number(/^•••• (\d{1,4})$/.exec(mask)?.[1] ?? 0) - 1

/** Addresses of the people in a thread, in the order they came into it; our own are no secret. */
async function addressesIn(tx: Tx, conversationId: string): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select lower(a.address) as address
    from messages x
    cross join lateral (
      select x.from_address as address, 0 as place where x.direction = 'in'
      union all
      select e.value ->> 'address', 1
      from jsonb_array_elements(x.to_addresses || x.cc_addresses || x.bcc_addresses) e
      union all
      select x.metadata ->> 'sentFrom', 2 where x.metadata ? 'sentFrom'
    ) a
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${conversationId} and a.address <> ''
      and not exists (
        select from channels c where c.workspace_id = ${tx.workspaceId} and lower(c.address) = lower(a.address)
      )
    group by lower(a.address)
    order by min(x.id::text), min(a.place), 1`.execute(tx)
  return rows.map(row => row.address)
}
