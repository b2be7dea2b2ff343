import type { Address } from '../../../contract/common.ts'
import type { Identity } from '../../../contract/contacts.ts'
import type { Message } from '../../../contract/conversations.ts'

export interface Recipients {
  to: Address[]
  cc: Address[]
}

/**
 * Who an answer goes to unless the writer says otherwise: the author of the customer's last mail, with those they
 * copied; without any mail, the first address of the person. Our own addresses and robots are left out.
 */
export function usualRecipients(
  messages: readonly Message[],
  contact: { name: string; identities: readonly Pick<Identity, 'kind' | 'value' | 'blockedAt'>[] },
  ownAddresses: ReadonlySet<string>,
): Recipients {
  const isOurs = (address: string) => ownAddresses.has(address.toLowerCase())
  const last = messages.findLast(
    message =>
      message.direction === 'in' &&
      message.from.address !== null &&
      (message.automatic === 'none' || message.automatic === 'list'),
  )
  if (last?.from.address) {
    const to = [{ name: last.from.name ?? '', address: last.from.address }]
    const known = new Set([last.from.address.toLowerCase()])
    const cc = [...last.to, ...last.cc].filter(({ address }) => {
      const key = address.toLowerCase()
      if (isOurs(key) || known.has(key)) return false
      known.add(key)
      return true
    })
    return { to, cc }
  }
  const written = messages.findLast(message => message.direction === 'out' && message.to.length > 0)
  if (written) return { to: written.to, cc: written.cc }
  // A partner may see only the end of an address: that is not one to write to.
  const address = contact.identities.find(
    identity => identity.kind === 'email' && readAddress(identity.value),
  )?.value
  return { to: address ? [{ name: contact.name, address }] : [], cc: [] }
}

/** Reads "Anna <anna@mail.test>", or an address alone; undefined when it is neither. */
export function readAddress(text: string): Address | undefined {
  const named = /^\s*"?([^"<]*?)"?\s*<\s*([^<>\s]+)\s*>\s*$/.exec(text)
  const [name, address] = named ? [named[1]!, named[2]!] : ['', text.trim()]
  return /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/u.test(address)
    ? { name, address }
    : undefined
}

/** Splits what was typed or pasted into addresses; what cannot be read is given back. */
export function readAddresses(text: string): { addresses: Address[]; rest: string } {
  // A comma inside quotes belongs to a name: "Pereira, Anna" <a@b.test>.
  const parts = (text.match(/(?:"[^"]*"|[^",;\n])+/g) ?? []).map(part => part.trim()).filter(Boolean)
  const read = parts.map(part => ({ part, address: readAddress(part) }))
  return {
    addresses: read.flatMap(({ address }) => address ?? []),
    rest: read
      .filter(({ address }) => !address)
      .map(({ part }) => part)
      .join(', '),
  }
}

/** Adds addresses to a field, each once. */
export function addAddresses(known: readonly Address[], added: readonly Address[]): Address[] {
  const seen = new Set(known.map(one => one.address.toLowerCase()))
  return [
    ...known,
    ...added.filter(one => {
      const key = one.address.toLowerCase()
      if (seen.has(key)) return false
      seen.add(key)
      return true
    }),
  ]
}

export interface Person {
  name: string
  /** Unknown for a company, whose name is said whole. */
  firstName: string | null
  addresses: readonly string[]
}

/** What a reader is called on a button: the customer by the first name, anyone else as they sign. */
export function shortName({ name, address }: Address, person: Person): string {
  const isPerson = person.addresses.some(own => own.toLowerCase() === address.toLowerCase())
  if (isPerson) return person.firstName || person.name || address
  return name || address
}
