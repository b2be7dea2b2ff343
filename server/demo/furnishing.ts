import { sql } from 'kysely'
import { newSecret } from '#server/integrations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { drawLogo } from './logo.ts'

/**
 * Adds to a demonstration what takes the keys and the files of the running program: the logo of its first brand, and a
 * webhook that is switched off, with what it told a warehouse that does not exist. Done again, it changes nothing.
 */
export async function furnish(ground: Ground, workspaceId: string): Promise<void> {
  const logo = await ground.files.write(workspaceId, drawLogo(), 'image/png')
  await ground.db.inWorkspace(workspaceId, async tx => {
    await hangLogo(ground, tx, logo)
    await listenInVain(ground, tx)
  })
}

type Written = Parameters<Ground['files']['register']>[1][number]

async function hangLogo({ files }: Ground, tx: Tx, logo: Written): Promise<void> {
  const [fileId] = await files.register(tx, [logo])
  await tx
    .updateTable('brands')
    .set({ logo_file_id: fileId! })
    .where('workspace_id', '=', tx.workspaceId)
    .where('is_default', '=', true)
    .where('logo_file_id', 'is', null)
    .execute()
}

const address = 'https://entrepot.maison-bleuet.example/boucle'
const types = ['conversation.opened', 'conversation.closed', 'recovery.opened']
const minute = 60_000
/** It is tried again for three days, then nothing is sent any more. */
const threeDays = 3 * 24 * 60

/** A webhook nobody hears any more: what it told while its warehouse answered, and the failures that disabled it. */
async function listenInVain({ newId, secrets, clock }: Ground, tx: Tx): Promise<void> {
  const known = await tx
    .selectFrom('webhooks')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .limit(1)
    .executeTakeFirst()
  if (known) return
  const { rows: events } = await sql<{ id: string; seq: number; type: string; lane: string; at: Date }>`
    select e.id, f.seq, e.type, coalesce(e.conversation_id, e.subject_id) as lane, e.at
    from events e join feed f on f.workspace_id = e.workspace_id and f.event_id = e.id
    where e.workspace_id = ${tx.workspaceId} and e.type = any(${types})
      and e.at < ${new Date(clock.now().getTime() - 6 * 24 * 60 * minute)}
    order by f.seq desc
    limit 24`.execute(tx)
  const [last] = events
  const lastAnswered = events[silent]
  const firstFailed = events[silent - 1]
  if (!last || !lastAnswered || !firstFailed) return
  const id = newId()
  await tx
    .insertInto('webhooks')
    .values({
      workspace_id: tx.workspaceId,
      id,
      name: 'Entrepôt (exemple)',
      url: address,
      types,
      secrets: JSON.stringify([{ secret: secrets.seal(newSecret()), until: null }]),
      state: 'disabled',
      cursor: last.seq,
      failures: silent,
      failing_since: firstFailed.at,
      last_success_at: afterSome(lastAnswered.at, 2),
      last_attempt_at: afterSome(last.at, threeDays),
      last_problem: 'status_503',
      created_at: new Date(events.at(-1)!.at.getTime() - 30 * minute),
    })
    .execute()
  await tx
    .insertInto('webhook_deliveries')
    .values(
      events.map((event, place) => {
        const failed = place < silent
        const at = afterSome(event.at, failed ? threeDays : 2)
        return {
          workspace_id: tx.workspaceId,
          webhook_id: id,
          event_id: event.id,
          seq: event.seq,
          type: event.type,
          lane: event.lane,
          state: failed ? ('failed' as const) : ('delivered' as const),
          tries: failed ? 3 : 1,
          next_attempt_at: at,
          give_up_at: at,
          finished_at: at,
          attempts: JSON.stringify(
            failed
              ? [threeDays, 600, 1].map(later => refused(afterSome(event.at, later)))
              : [heard(at, place)],
          ),
        }
      }),
    )
    .execute()
}

/** Of the last events, how many nobody heard. */
const silent = 5

const afterSome = (at: Date, minutes: number) => new Date(at.getTime() + minutes * minute)
const heard = (at: Date, place: number) => ({
  at: at.toISOString(),
  status: 204,
  ms: 84 + ((place * 37) % 90),
  problem: null,
  answer: '',
})
const refused = (at: Date) => ({
  at: at.toISOString(),
  status: 503,
  ms: 41,
  problem: 'status_503',
  answer: 'Service unavailable',
})
