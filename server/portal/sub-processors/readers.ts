import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { isId } from '#server/platform/ids.ts'

/** Somebody who is told when who handles data changes. */
export interface Reader {
  id: string
  email: string
  language: Language
  confirmedAt: Date | null
}

/** How long a mail that asks to confirm is good for; who says nothing is forgotten. */
const hoursToConfirm = 48
/** One mail to an address in this time, however often it is typed. */
const minutesBetween = 60

const marked = (workspaceId: string, id: string) => `sub-processor-reader/${workspaceId}/${id}`

/** What stands in the links of one reader: it names them, and nobody else can make it. */
export const tokenOf = (ground: Ground, workspaceId: string, id: string): string =>
  `${id}.${ground.secrets.sign(marked(workspaceId, id), 24)}`

/** The reader that a token names; undefined for a forged one, and for who left. */
export async function readerOf(ground: Ground, tx: Tx, token: string): Promise<Reader | undefined> {
  const [id = '', signature = ''] = token.split('.')
  if (!isId(id) || !ground.secrets.verify(marked(tx.workspaceId, id), signature, 24)) return undefined
  const row = await tx
    .selectFrom('sub_processor_readers')
    .select(['id', 'email', 'language', 'confirmed_at as confirmedAt'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row
}

/** Notes that somebody asks to be told; undefined when a mail was written to them a moment ago. */
export async function askToRead(
  ground: Ground,
  tx: Tx,
  { email, language }: { email: string; language: Language },
): Promise<Reader | undefined> {
  const now = ground.clock.now()
  const before = new Date(now.getTime() - minutesBetween * 60_000)
  const { rows } = await sql<Reader>`
    insert into sub_processor_readers (workspace_id, id, email, language, asked_at)
    values (${tx.workspaceId}, ${ground.newId()}, ${email}, ${language}, ${now})
    on conflict (workspace_id, lower(email)) do update set asked_at = excluded.asked_at, language = excluded.language
      where sub_processor_readers.asked_at <= ${before}
    returning id, email, language, confirmed_at as "confirmedAt"`.execute(tx)
  return rows[0]
}

/** The second yes: from now on they are told. */
export async function confirmReader(ground: Ground, tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('sub_processor_readers')
    .set({ confirmed_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('confirmed_at', 'is', null)
    .execute()
}

/** They are told no more, and nothing of them stays. */
export async function forgetReader(tx: Tx, id: string): Promise<void> {
  await tx
    .deleteFrom('sub_processor_readers')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Everybody who said yes twice. */
export async function confirmedReaders(tx: Tx): Promise<Reader[]> {
  return tx
    .selectFrom('sub_processor_readers')
    .select(['id', 'email', 'language', 'confirmed_at as confirmedAt'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('confirmed_at', 'is not', null)
    .orderBy('id')
    .execute()
}

/** How many are told. */
export async function countReaders(tx: Tx): Promise<number> {
  const { n } = await tx
    .selectFrom('sub_processor_readers')
    .select(eb => eb.fn.countAll<string>().as('n'))
    .where('workspace_id', '=', tx.workspaceId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Forgets addresses that nobody confirmed in time, of every workspace. */
export async function forgetUnconfirmed(ground: Ground): Promise<void> {
  const before = new Date(ground.clock.now().getTime() - hoursToConfirm * 3_600_000)
  await ground.db.system
    .deleteFrom('sub_processor_readers')
    .where('confirmed_at', 'is', null)
    .where('asked_at', '<', before)
    .execute()
}
