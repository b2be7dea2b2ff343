import type { Tx } from '#server/platform/db.ts'
import type { Person } from './person.ts'

const address = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu

/** `j•••@m•••`: who it was stays hidden, that there was somebody does not. */
export function maskAddress(text: string): string {
  const [local = '', domain = ''] = text.split('@')
  return `${local.slice(0, 1)}•••@${domain.slice(0, 1)}•••`
}

/** GDPR 15(4): a copy of one person's data does not tell who others are. Addresses that are theirs, or ours, stay. */
export interface Masking {
  /** Every address of others that was met. */
  found: Set<string>
  text(given: string): string
  value(given: unknown): unknown
}

/** Masks the addresses of third parties, except those that were reviewed and may be shown. */
export function createMasking(own: Iterable<string>, reveal: Iterable<string> = []): Masking {
  const known = new Set([...own].map(value => value.toLowerCase()))
  const shown = new Set([...reveal].map(value => value.toLowerCase()))
  const found = new Set<string>()
  const text = (given: string) =>
    given.replaceAll(address, one => {
      const key = one.toLowerCase()
      if (known.has(key)) return one
      found.add(key)
      return shown.has(key) ? one : maskAddress(one)
    })
  const value = (given: unknown): unknown => {
    if (typeof given === 'string') return text(given)
    if (Array.isArray(given)) return given.map(value)
    if (typeof given !== 'object' || given === null) return given
    const entries = Object.entries(given)
    const record = Object.fromEntries(entries.map(([key, inner]) => [key, value(inner)]))
    // The name beside a masked address tells as much as the address.
    const { address: before, name } = given as { address?: unknown; name?: unknown }
    if (typeof before === 'string' && typeof name === 'string' && record.address !== before)
      record.name = name === '' ? '' : `${name.slice(0, 1)}•••`
    return record
  }
  return { found, text, value }
}

/** Addresses that are not a third party's: the person's own, those of our channels and of the people here. */
export async function ownAddresses(tx: Tx, person: Person): Promise<string[]> {
  const channels = await tx
    .selectFrom('channels')
    .select('address')
    .where('workspace_id', '=', tx.workspaceId)
    .where('address', 'is not', null)
    .execute()
  const members = await tx
    .selectFrom('members')
    .select('email')
    .where('workspace_id', '=', tx.workspaceId)
    .execute()
  return [
    ...person.identities.map(({ value }) => value),
    ...channels.map(({ address: one }) => one!),
    ...members.map(({ email }) => email),
  ]
}
