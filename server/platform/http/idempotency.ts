import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../db.ts'
import { Invalid, Refused } from '../errors.ts'

interface Once {
  caller: string
  key: string
  request: unknown
  status: number
  /** The answer holds a secret shown once: that it was given is kept, never what it was. */
  isSecret?: boolean
}

/**
 * Does the work of a POST once per workspace, caller and key for 24 hours: the same request again gets the first answer,
 * another body is refused (422), one still in flight too (409). Kept in the transaction of the work, so that neither
 * exists without the other.
 */
export async function once(
  tx: Tx,
  { caller, key, request, status, isSecret = false }: Once,
  work: () => Promise<unknown>,
) {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Invalid('request.idempotency_key_malformed')
  const request_hash = createHash('sha256').update(stable(request)).digest()
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${tx.workspaceId}/${caller}/${key}`}, 4400)) as locked`.execute(
    tx,
  )
  if (!rows[0]!.locked) throw new Refused('request.in_flight')
  const before = await tx
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'body'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('caller', '=', caller)
    .where('key', '=', key)
    .where('created_at', '>', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirst()
  if (before) {
    if (!before.request_hash.equals(request_hash)) throw new Invalid('request.idempotency_key_reused')
    if (isSecret) throw new Refused('request.answered_once')
    return (before.body as { answer: unknown }).answer
  }
  const answer = await work()
  const row = {
    request_hash,
    status,
    body: JSON.stringify(isSecret ? {} : { answer }),
    created_at: sql<Date>`now()`,
  }
  await tx
    .insertInto('idempotency_keys')
    .values({ workspace_id: tx.workspaceId, caller, key, ...row })
    .onConflict(conflict => conflict.columns(['workspace_id', 'caller', 'key']).doUpdateSet(row))
    .execute()
  return answer
}

/** `once` where a key was sent, the work alone otherwise: for the routes outside the contract, which carry bytes. */
export async function onceIfKeyed<Answer>(
  tx: Tx,
  {
    key,
    bytes,
    request,
    ...about
  }: Omit<Once, 'key'> & { key: string | string[] | undefined; bytes: Uint8Array },
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (key === undefined) return work()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return (await once(tx, { ...about, key: String(key), request: [request, sha256] }, work)) as Answer
}

/** JSON with sorted keys: two spellings of one request are one request. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
