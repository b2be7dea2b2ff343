import { createHash } from 'node:crypto'
import * as z from 'zod'
import { idOfKey, isAttested, type Secrets } from '#server/platform/secrets.ts'

/** What is attested of the end of a workspace. Nothing in it is about a person. */
export const Statement = z.object({
  id: z.string(),
  workspace: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  askedAt: z.iso.datetime(),
  confirmedAt: z.iso.datetime(),
  erasedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Rows of each table, as an export of the workspace names them. */
  rows: z.record(z.string(), z.number().int()),
  /** Files in the store: attachments, mails as they came, exports. */
  files: z.number().int(),
  /** Accounts of people who worked nowhere else. */
  accounts: z.number().int(),
  by: z.object({ program: z.string(), at: z.string() }),
})
export type Statement = z.infer<typeof Statement>

const Certificate = z.object({
  format: z.literal('boucle-erasure-certificate/1'),
  /** Signed letter for letter, as JSON writes it. */
  statement: z.string(),
  sha256: z.string(),
  signature: z.string(),
  key: z.object({ id: z.string(), algorithm: z.literal('Ed25519'), publicKey: z.string() }),
})

/** The words of a certificate, signed, as a file that is kept. */
export function writeCertificate(secrets: Secrets, statement: Statement): string {
  const text = JSON.stringify(statement)
  const { id, publicKey } = secrets.attestor
  const certificate = {
    format: 'boucle-erasure-certificate/1',
    statement: text,
    sha256: sha256(text),
    signature: secrets.attest(text),
    key: { id, algorithm: 'Ed25519', publicKey },
  } satisfies z.infer<typeof Certificate>
  return `${JSON.stringify(certificate, null, 2)}\n`
}

/** What a file says, and what is wrong with it; a certificate is good when nothing is. */
export type Checked =
  | { problem: 'unreadable' }
  | { problem: 'changed' | 'other_key' | undefined; statement: Statement; keyId: string; sha256: string }

/**
 * Reads a certificate: `changed` when a letter of it was, `other_key` when it was signed by another key than `trusted`.
 * A key that comes with the certificate proves nothing by itself: whoever checks compares its id with one they know.
 */
export function checkCertificate(file: string, trusted?: string): Checked {
  const parsed = Certificate.safeParse(jsonOf(file))
  const statement = parsed.success ? Statement.safeParse(jsonOf(parsed.data.statement)) : undefined
  if (!parsed.success || !statement?.success) return { problem: 'unreadable' }
  const { statement: text, signature, key } = parsed.data
  const facts = { statement: statement.data, keyId: key.id, sha256: parsed.data.sha256 }
  try {
    const isWhole =
      sha256(text) === parsed.data.sha256 &&
      idOfKey(key.publicKey) === key.id &&
      isAttested(text, signature, key.publicKey)
    if (!isWhole) return { problem: 'changed', ...facts }
  } catch {
    // No key at all stands there, or no signature.
    return { problem: 'changed', ...facts }
  }
  return { problem: trusted && idOfKey(trusted) !== key.id ? 'other_key' : undefined, ...facts }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
