import type { Secrets } from '#server/platform/secrets.ts'

/** What an answer comes back to: a customer's conversation, or one beside it. */
type Mark = 'r' | 's'
const purposes = { r: 'reply', s: 'side' } as const

/**
 * The address that answers come back to: `bonjour+r-<token>@…`, where the token names the conversation and is signed by
 * us. Letters are base32, because servers on the way may lower the case.
 */
export const replyAddress = (secrets: Secrets, address: string, conversationId: string): string =>
  addressFor(secrets, address, 'r', conversationId)

/** The address that answers to a side conversation come back to. */
export const sideAddress = (secrets: Secrets, address: string, sideId: string): string =>
  addressFor(secrets, address, 's', sideId)

/** The conversation that one of these addresses names; undefined when the signature is not ours. */
export const conversationIn = (secrets: Secrets, address: string): string | undefined =>
  idIn(secrets, address, 'r')

/** The side conversation that one of these addresses names; undefined when the signature is not ours. */
export const sideIn = (secrets: Secrets, address: string): string | undefined => idIn(secrets, address, 's')

function addressFor(secrets: Secrets, address: string, mark: Mark, id: string): string {
  const [local = '', domain = ''] = splitAddress(address)
  return `${local}+${mark}-${tokenFor(secrets, mark, id)}@${domain}`
}

function idIn(secrets: Secrets, address: string, mark: Mark): string | undefined {
  const found = /\+([rs])-([a-z2-7]{36})@/i.exec(address)
  if (found?.[1]?.toLowerCase() !== mark) return undefined
  const bytes = fromBase32(found[2]!.toLowerCase())
  const id = toId(bytes.subarray(0, 16))
  return secrets.verify(`${purposes[mark]}:${id}`, bytes.subarray(16, 22).toString('base64url'), 6)
    ? id
    : undefined
}

/** The address without what follows `+`: what a channel is known by. */
export function withoutTag(address: string): string {
  const [local = '', domain = ''] = splitAddress(address.trim().toLowerCase())
  return `${local.split('+')[0]}@${domain}`
}

export function splitAddress(address: string): [local: string, domain: string] {
  const at = address.lastIndexOf('@')
  return [address.slice(0, at), address.slice(at + 1)]
}

function tokenFor(secrets: Secrets, mark: Mark, id: string): string {
  const signature = Buffer.from(secrets.sign(`${purposes[mark]}:${id}`, 6), 'base64url')
  return toBase32(Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), signature]))
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

function toBase32(bytes: Buffer): string {
  let bits = 0
  let held = 0
  let text = ''
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += letters[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + letters[(held << (5 - bits)) & 31] : text
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    held = (held << 5) | letters.indexOf(letter)
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
    }
    held &= (1 << bits) - 1
  }
  return Buffer.from(bytes)
}

function toId(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
