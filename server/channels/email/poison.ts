/** Why a mail cannot be read: the code is stable and is the key of the sentence shown beside the parked mail. */
export type PoisonCode =
  | 'mail.too_many_parts'
  | 'mail.nested_too_deep'
  | 'mail.headers_too_large'
  | 'mail.empty'
  | 'mail.unreadable'
  | 'mail.too_slow'

/** A mail that would harm or defeat the reader; the caller parks it, raw, for a person to see. */
export class PoisonMail extends Error {
  readonly code: PoisonCode
  readonly details: Record<string, number | string>

  constructor(code: PoisonCode, details: Record<string, number | string> = {}, cause?: unknown) {
    super(code, { cause })
    this.name = 'PoisonMail'
    this.code = code
    this.details = details
  }
}

/** The most a mail may ask of us; ordinary mail stays a hundred times below. */
export type MailLimits = {
  parts: number
  depth: number
  headerBytes: number
  textLength: number
  htmlLength: number
}

/** Limits that no mail of a person reaches. */
export const usualLimits: MailLimits = {
  parts: 1000,
  depth: 40,
  headerBytes: 1024 * 1024,
  textLength: 1_000_000,
  htmlLength: 2_000_000,
}

/** However a boundary is disguised, a line repeated this often cannot be one in an honest mail. */
const mostRepeatedLine = 20_000

/** Counts the parts before anything is built from them: a small mail can announce a million. */
export function refuseBombs(raw: Uint8Array, limits: MailLimits): void {
  if (raw.length === 0) throw new PoisonMail('mail.empty')
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const boundaries = boundariesIn(bytes, limits)
  const repeated = new Map<string, number>()
  let parts = 0
  for (let at = bytes.indexOf('\n--'); at >= 0; at = bytes.indexOf('\n--', at + 3)) {
    const line = /^[^\r\n]*/.exec(bytes.toString('latin1', at + 3, at + 3 + 80))?.[0]?.trimEnd() ?? ''
    if (boundaries.has(line)) parts += 1
    const times = (repeated.get(line) ?? 0) + 1
    if (repeated.size < 1000 || times > 1) repeated.set(line, times)
    if (parts > limits.parts || times > mostRepeatedLine) {
      throw new PoisonMail('mail.too_many_parts', { limit: limits.parts })
    }
  }
}

function boundariesIn(bytes: Buffer, limits: MailLimits): Set<string> {
  const found = new Set<string>()
  for (const word of ['oundary', 'OUNDARY']) {
    for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + word.length)) {
      const value = bytes.toString('latin1', at + word.length, at + word.length + 240)
      const match = /^\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/.exec(value)
      const boundary = (match?.[1] ?? match?.[2] ?? '').slice(0, 78).trimEnd()
      if (boundary !== '') found.add(boundary)
      // Every boundary opens a part: as many boundaries as parts allowed is already too many.
      if (found.size > limits.parts) throw new PoisonMail('mail.too_many_parts', { limit: limits.parts })
    }
  }
  return found
}
