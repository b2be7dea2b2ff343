import { domainToASCII } from 'node:url'
import type { Identity } from '#contract/contacts.ts'
import { toE164 } from './phone.ts'

export type IdentityKind = Identity['kind']

export interface NormalIdentity {
  /** What is compared: lower-case address, E.164 number, the provider's id. */
  value: string
  /** As it was written. */
  shown: string
}

/** Brings an address, number or id to the one form that is compared; undefined when it cannot be one of its kind. */
export function normaliseIdentity(
  kind: IdentityKind,
  text: string,
  country: string,
): NormalIdentity | undefined {
  const shown = text
    .normalize('NFC')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
  const value = normalValue(kind, shown, country)
  if (!value || value.length > 320) return undefined
  // A visit is told from another by its end, as in the name of its visitor; the whole says nothing to people.
  return { value, shown: kind === 'visitor' ? `Chat ${value.slice(-4).toUpperCase()}` : shown.slice(0, 320) }
}

function normalValue(kind: IdentityKind, shown: string, country: string): string | undefined {
  if (kind === 'email') return normalMail(shown)
  if (kind === 'phone') return toE164(shown, country)
  // WhatsApp sends numbers as bare international digits.
  if (kind === 'whatsapp')
    return (/^[1-9]\d{8,14}$/.test(shown) && toE164(`+${shown}`, country)) || toE164(shown, country)
  return shown || undefined
}

/** Lower case, domain in ASCII, `+tag` kept: two tags may be two people. */
function normalMail(text: string): string | undefined {
  const bare = text.replace(/^mailto:/i, '').replace(/^<(.*)>$/, '$1')
  const at = bare.lastIndexOf('@')
  const local = bare.slice(0, at).normalize('NFC').toLowerCase().normalize('NFC')
  const domain = domainToASCII(bare.slice(at + 1).replace(/\.$/, ''))
  if (at < 1 || !/^(?:[^\s@<>(),;:\\"[\]]+|"[^"\\\r\n]+")$/.test(local)) return undefined
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) return undefined
  return `${local}@${domain}`
}

/** What remains of an address or number for someone who may know that it exists, not what it is. */
export function maskIdentity(kind: IdentityKind, value: string): string {
  return kind === 'phone' || kind === 'whatsapp' ? `•••• ${value.slice(-2)}` : '••••'
}
