import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { hashToken } from '#server/platform/secrets.ts'
import type { ClaimAddress } from './receive.ts'
import { changeSession, type SessionRecord } from './sessions.ts'
import type { SendNotice } from './transcript.ts'

export interface AddressDeps {
  ground: Ground
  sendNotice: SendNotice
  claimAddress: ClaimAddress
}

const codeHoldsMs = 30 * 60_000
const mostCodes = 3
const mostTries = 5
/** Codes that one address is mailed in an hour, however many sessions ask: nobody's mailbox is filled through us. */
const mostCodesPerAddress = 5

/** Notes where the visitor wants to be answered, and mails a code there: until it comes back the address is nobody's. */
export async function leaveAddress(
  { ground, sendNotice }: AddressDeps,
  tx: Tx,
  session: SessionRecord,
  { address: given, wantsTranscript }: { address: string; wantsTranscript?: boolean | undefined },
): Promise<SessionRecord> {
  const address = given.trim().toLowerCase()
  const wish = wantsTranscript === undefined ? {} : { wants_transcript: wantsTranscript }
  if (address === session.address && session.address_verified_at) return changeSession(tx, session.id, wish)
  if (session.codes_sent >= mostCodes || (await codesOfHour(ground, tx, address)) >= mostCodesPerAddress)
    throw new Refused('chat.too_many_codes', {}, 429)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const { language } = session
  await sendNotice(tx, {
    purpose: 'code',
    to: { name: session.name ?? '', address },
    language,
    subject: ground.t(language, 'chat:code_subject', { code }),
    text: ground.t(language, 'chat:code_text', { code }),
    ...(session.conversation_id && { conversationId: session.conversation_id }),
  })
  return changeSession(tx, session.id, {
    ...wish,
    address,
    address_verified_at: null,
    code_hash: hashToken(`${session.id}/${code}`),
    code_expires_at: new Date(ground.clock.now().getTime() + codeHoldsMs),
    code_tries: 0,
    codes_sent: session.codes_sent + 1,
  })
}

/** Takes the code that was mailed. Wrong ones are counted by whoever calls, in a commit of their own. */
export async function takeCode(
  deps: AddressDeps,
  tx: Tx,
  session: SessionRecord,
  code: string,
): Promise<SessionRecord | 'wrong' | 'over'> {
  const now = deps.ground.clock.now()
  if (!session.code_hash || !session.code_expires_at || session.code_expires_at <= now) return 'over'
  if (session.code_tries >= mostTries) return 'over'
  if (!session.code_hash.equals(hashToken(`${session.id}/${code}`))) {
    await changeSession(tx, session.id, { code_tries: session.code_tries + 1 })
    return 'wrong'
  }
  return verifyAddress(deps, tx, session)
}

/**
 * The address is theirs: they are the person who has it. Only the code says so: a mail that answers ours proves that its
 * writer has the address, not that the visitor who typed it is that person.
 */
async function verifyAddress(
  { ground, claimAddress }: Pick<AddressDeps, 'ground' | 'claimAddress'>,
  tx: Tx,
  session: SessionRecord,
): Promise<SessionRecord> {
  const verified = await changeSession(tx, session.id, {
    address_verified_at: ground.clock.now(),
    code_hash: null,
  })
  if (session.identity_id && session.address)
    await claimAddress(tx, { identityId: session.identity_id, address: session.address })
  return verified
}

async function codesOfHour(ground: Ground, tx: Tx, address: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from deliveries
    where workspace_id = ${tx.workspaceId} and purpose = 'code' and recipients[1] = ${address}
      and created_at > ${new Date(ground.clock.now().getTime() - 3_600_000)}`.execute(tx)
  return rows[0]?.count ?? 0
}
