import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { Erasure } from '#contract/privacy.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import type { Language } from '#server/platform/i18n.ts'
import { decodeCursor, encodeCursor, idOf, toPage } from '#server/platform/paging.ts'
import { leaveArchive } from './archive.ts'
import { backupsOf } from './backups.ts'
import { gather } from './bundle.ts'
import { countParts, erasePerson } from './erase.ts'
import {
  deleteExport,
  exportFor,
  exportPersonLater,
  exportRows,
  exportWorkspaceLater,
  toExport,
} from './exports.ts'
import { askErasure, confirmErasure, erasureOfWorkspace, withdrawErasure } from './farewell/asking.ts'
import { holdOf, liftHold, placeHold } from './holds.ts'
import type { PrivacyDeps } from './index.ts'
import { personOf } from './person.ts'
import { tryRetention } from './purge.ts'
import { purposes } from './purposes.ts'
import { type Counts, type ErasureRow, toParts } from './receipts.ts'
import { confirmIdentity, decideRequest, doubtIdentity, extendRequest } from './request-acts.ts'
import { listRequests, openRequest, requireNoDoubt, todayOf, toRequest } from './requests.ts'
import { changeRetention, toRetention } from './retention.ts'
import { sensitiveNotes } from './sensitive-notes.ts'

const os = implement(contract.privacy).$context<RequestContext>().use(guard)

/** The routes of the contract about people's rights over their data, and how long it stays. */
export function privacyRoutes(ground: Ground, deps: PrivacyDeps) {
  const words = (language: Language) => (key: string) => ground.t(language, `privacy:${key}`)
  const partsIn = (language: Language, counts: Counts) =>
    toParts(counts, part => words(language)(`part.${part}`))

  return os.router({
    purposes: os.purposes.handler(({ context: { language } }) => purposes(words(language))),
    previewErasure: os.previewErasure.handler(async ({ input, context: { tx, language } }) => {
      const person = await personOf(tx, input.id)
      return {
        parts: partsIn(language, await countParts(tx, person)),
        hold: (await holdOf(tx, person.contactIds)) ?? null,
        erasedAt: person.erasedAt?.toISOString() ?? null,
      }
    }),
    erase: os.erase.handler(async ({ input, context: { tx, actor, language } }) => {
      if (!['effacer', 'erase'].includes(input.typed.trim().toLowerCase()))
        throw new Invalid('privacy.type_word')
      await requireNoDoubt(tx, input.id)
      const row = await erasePerson(ground, tx, input.id, { cause: 'request', by: actor })
      return toErasure(row, await nameOf(tx, row.asked_by), counts => partsIn(language, counts))
    }),
    sensitiveNotes: os.sensitiveNotes.handler(async ({ input, context: { tx } }) => {
      const [before] = input.cursor ? decodeCursor(input.cursor, 1) : []
      const month = new Date(ground.clock.now().getTime() - 30 * 86_400_000)
      const { items, next } = await sensitiveNotes(tx, {
        from: input.from ?? month.toISOString(),
        before: before && idOf(before),
        limit: input.limit,
      })
      return { items, next: next && encodeCursor([next]) }
    }),
    listErasures: os.listErasures.handler(async ({ input, context: { tx, language } }) => {
      const [after] = input.cursor ? decodeCursor(input.cursor, 1) : []
      const rows = await tx
        .selectFrom('erasures')
        .leftJoin('members', join =>
          join
            .onRef('members.workspace_id', '=', 'erasures.workspace_id')
            .onRef('members.id', '=', 'erasures.asked_by'),
        )
        .selectAll('erasures')
        .select('members.name as member_name')
        .where('erasures.workspace_id', '=', tx.workspaceId)
        .$if(after !== undefined, query => query.where('erasures.id', '<', idOf(after!)))
        .orderBy('erasures.id', 'desc')
        .limit(input.limit + 1)
        .execute()
      return toPage(
        rows,
        input.limit,
        row => [row.id],
        row => toErasure(row, row.member_name, counts => partsIn(language, counts)),
      )
    }),
    placeHold: os.placeHold.handler(({ input, context: { tx, actor } }) =>
      placeHold(ground, tx, actor, input),
    ),
    liftHold: os.liftHold.handler(async ({ input, context: { tx, actor } }) => {
      await liftHold(ground, tx, actor, input.id)
      return { done: true as const }
    }),
    leaveArchive: os.leaveArchive.handler(async ({ input, context: { tx, actor } }) => {
      await leaveArchive(ground, tx, actor, input)
      return { done: true as const }
    }),
    previewAccess: os.previewAccess.handler(async ({ input, context: { tx, language } }) => {
      const { tables, files, masking } = await gather(tx, await personOf(tx, input.id))
      const counts: Counts = {}
      for (const { part, rows } of tables) counts[part] = (counts[part] ?? 0) + rows.length
      counts.files = files.length
      return { parts: partsIn(language, counts), thirdParties: [...masking.found].sort().slice(0, 1000) }
    }),
    exportPerson: os.exportPerson.handler(async ({ input, context: { tx, actor } }) =>
      toExport(ground, await exportPersonLater(ground, tx, actor, input)),
    ),
    exportWorkspace: os.exportWorkspace.handler(async ({ context: { tx, actor } }) =>
      toExport(ground, await exportWorkspaceLater(ground, tx, actor)),
    ),
    listExports: os.listExports.handler(async ({ input, context: { tx } }) => {
      const [after] = input.cursor ? decodeCursor(input.cursor, 1) : []
      const rows = await exportRows(tx, { after: after && idOf(after), limit: input.limit + 1 })
      return toPage(
        rows,
        input.limit,
        row => [row.id],
        row => toExport(ground, row),
      )
    }),
    getExport: os.getExport.handler(async ({ input, context: { tx } }) =>
      toExport(ground, await exportFor(tx, input.id)),
    ),
    deleteExport: os.deleteExport.handler(async ({ input, context: { tx } }) => {
      await deleteExport(tx, input.id)
      return { done: true as const }
    }),
    listRequests: os.listRequests.handler(async ({ input, context: { tx } }) => {
      const [dueOn, id] = input.cursor ? decodeCursor(input.cursor, 2) : []
      const after = dueOn && id ? { dueOn, id: idOf(id) } : undefined
      const { open = false, contact, limit } = input
      const rows = await listRequests(tx, { open, contact, after, limit })
      const today = await todayOf(ground, tx)
      return toPage(
        rows,
        input.limit,
        row => [row.due_on, row.id],
        row => toRequest(row, today),
      )
    }),
    openRequest: os.openRequest.handler(async ({ input, context: { tx, actor } }) => {
      const today = await todayOf(ground, tx)
      return toRequest(await openRequest(ground, tx, actor, { ...input, today }), today)
    }),
    extendRequest: os.extendRequest.handler(async ({ input, context: { tx, actor } }) => {
      const today = await todayOf(ground, tx)
      return toRequest(await extendRequest(ground, tx, actor, deps, { ...input, today }), today)
    }),
    doubtIdentity: os.doubtIdentity.handler(async ({ input, context: { tx, actor } }) =>
      toRequest(await doubtIdentity(ground, tx, actor, deps, input), await todayOf(ground, tx)),
    ),
    confirmIdentity: os.confirmIdentity.handler(async ({ input, context: { tx, actor } }) =>
      toRequest(await confirmIdentity(ground, tx, actor, input), await todayOf(ground, tx)),
    ),
    decideRequest: os.decideRequest.handler(async ({ input, context: { tx, actor } }) =>
      toRequest(await decideRequest(ground, tx, actor, deps, input), await todayOf(ground, tx)),
    ),
    workspaceErasure: os.workspaceErasure.handler(({ context: { tx } }) => erasureOfWorkspace(ground, tx)),
    askWorkspaceErasure: os.askWorkspaceErasure.handler(async ({ input, context: { tx, actor } }) => {
      await askErasure(ground, tx, actor, input.typed)
      return erasureOfWorkspace(ground, tx)
    }),
    confirmWorkspaceErasure: os.confirmWorkspaceErasure.handler(async ({ input, context: { tx, actor } }) => {
      await confirmErasure(ground, tx, actor, input.typed, deps.tellAdministrators)
      return erasureOfWorkspace(ground, tx)
    }),
    withdrawWorkspaceErasure: os.withdrawWorkspaceErasure.handler(async ({ context: { tx, actor } }) => {
      await withdrawErasure(ground, tx, actor, deps.tellAdministrators)
      return erasureOfWorkspace(ground, tx)
    }),
    retention: os.retention.handler(({ context: { tx, language } }) => toRetention(tx, words(language))),
    updateRetention: os.updateRetention.handler(async ({ input, context: { tx, actor, language } }) => {
      await changeRetention(ground, tx, actor, input)
      return toRetention(tx, words(language))
    }),
    tryRetention: os.tryRetention.handler(async ({ context: { tx, language } }) =>
      Object.entries(await tryRetention(ground, tx)).map(([part, count]) => ({
        part,
        name: words(language)(`retention.${part}.name`),
        count,
      })),
    ),
    backups: os.backups.handler(({ context: { tx } }) => backupsOf(tx, ground.clock.now(), deps.backups)),
  })
}

function toErasure(
  row: ErasureRow,
  memberName: string | null,
  parts: (counts: Counts) => Erasure['parts'],
): Erasure {
  return {
    id: row.id,
    contactId: row.contact_id,
    cause: row.cause,
    at: row.at.toISOString(),
    askedBy: row.asked_by && memberName ? { id: row.asked_by, name: memberName } : null,
    parts: parts(row.counts as Counts),
    marks: row.marks,
  }
}

async function nameOf(tx: Tx, memberId: string | null): Promise<string | null> {
  if (!memberId) return null
  const row = await tx
    .selectFrom('members')
    .select('name')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst()
  return row?.name ?? null
}
