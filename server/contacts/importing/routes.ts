import { sql } from 'kysely'
import { encodings, type Import, type ImportLine, separators } from '#contract/imports.ts'
import { asEventActor } from '#server/platform/actor.ts'
import { csvOf } from '#server/platform/csv.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { doLater } from '#server/platform/jobs.ts'
import { dateOf, decodeCursor, idOf, toPage } from '#server/platform/paging.ts'
import { os } from '../api.ts'
import { definitionsOf } from '../attributes.ts'
import { type FileLine, sortLines } from './batch.ts'
import { sortCompanies } from './company-lines.ts'
import {
  encodingOf,
  firstRows,
  isNoText,
  keptBytes,
  openQuoteIn,
  rowsOf,
  separatorOf,
  textOf,
} from './file.ts'
import type { Reading } from './lines.ts'
import { type ImportRecord, keptName, lockImport, readingOf } from './running.ts'
import { suggestMapping } from './suggest.ts'

export const runTask = 'contacts.import'
export const undoTask = 'contacts.import_undo'

const mostLines = 100_000
const previewed = 50

/** Imports of the contract. */
export function importRoutes(ground: Ground) {
  const found = async (tx: Tx, id: string) => {
    const row = await lockImport(tx, id)
    if (!row) throw new NotFound('import')
    return row
  }
  return {
    listImports: os.listImports.handler(async ({ input: { cursor, limit }, context: { tx } }) => {
      const [at, id] = cursor ? decodeCursor(cursor, 2) : []
      let query = rows(tx)
        .orderBy('i.created_at', 'desc')
        .orderBy('i.id', 'desc')
        .limit(limit + 1)
      if (at && id)
        query = query.where(sql<boolean>`(i.created_at, i.id) < (${dateOf(at)}, ${idOf(id)}::uuid)`)
      return toPage(await query.execute(), limit, row => [row.created_at.toISOString(), row.id], toImport)
    }),
    getImport: os.getImport.handler(({ input, context: { tx } }) => importFor(tx, input.id)),
    createImport: os.createImport.handler(async ({ input, context: { tx, actor } }) => {
      const bytes = keptBytes(Buffer.from(input.content, 'base64'))
      const encoding = input.encoding ?? encodingOf(bytes)
      if (encoding !== 'utf-16le' && isNoText(bytes)) throw new Invalid('import.not_csv')
      const text = textOf(bytes, encoding)
      const separator = input.separator ?? separatorOf(text)
      const quoteLine = openQuoteIn(text, separator)
      if (quoteLine) throw new Invalid('import.open_quote', { line: quoteLine })
      const [columns, ...sample] = firstRows(text, separator, 6)
      if (!columns || sample.length === 0) throw new Invalid('import.empty')
      if (columns.length > 200) throw new Invalid('import.too_wide')
      let lines = -1
      try {
        for await (const _ of rowsOf(text, separator)) lines += 1
      } catch {
        throw new Invalid('import.unreadable')
      }
      if (lines > mostLines) throw new Invalid('import.too_long', { most: mostLines })
      const attributes = input.subject === 'contact' ? await definitionsOf(tx, 'contact') : []
      await forgetOldDrafts(ground, tx)
      const id = ground.newId()
      await ground.files.keep(tx.workspaceId, keptName(id), bytes)
      await tx
        .insertInto('imports')
        .values({
          workspace_id: tx.workspaceId,
          id,
          subject: input.subject,
          file_name: input.fileName,
          encoding,
          separator,
          columns: columns.map(column => column.slice(0, 200)),
          sample: JSON.stringify(sample.map(row => row.map(cell => cell.slice(0, 200)))),
          mapping: JSON.stringify(
            suggestMapping(
              columns,
              attributes.filter(one => !one.archived_at),
              input.subject,
            ),
          ),
          lines,
          by_kind: actor.kind === 'member' ? 'member' : 'api_key',
          by_id: actor.id,
          created_at: ground.clock.now(),
        })
        .execute()
      return importFor(tx, id)
    }),
    previewImport: os.previewImport.handler(async ({ input, context: { tx, language } }) => {
      const row = await found(tx, input.id)
      const bytes = await ground.files.readKept(tx.workspaceId, keptName(row.id)).catch(() => undefined)
      if (!bytes) throw new Refused('import.file_gone')
      const records = firstRows(textOf(bytes, row.encoding), row.separator, previewed + 1).slice(1)
      const lines = records.map((record, index) => ({ line: index + 2, record }))
      const reading = await readingOf(tx, row.columns, input.mapping)
      const { refusals, taken } =
        row.subject === 'company'
          ? await previewCompanies(tx, lines, reading)
          : await previewPeople(ground, tx, lines, reading)
      const items: ImportLine[] = [
        ...refusals.map(({ line, code, values }) => ({
          line,
          outcome: 'refuse' as const,
          name: '',
          identities: [],
          reason: ground.t(language, code.replace('.', ':'), values),
        })),
        ...taken,
      ]
      return { items: items.toSorted((one, other) => one.line - other.line) }
    }),
    startImport: os.startImport.handler(async ({ input, context: { tx, actor } }) => {
      const row = await found(tx, input.id)
      if (row.state !== 'draft') throw new Refused('import.already_started')
      const { code, any } = needed[row.subject]
      if (!input.mapping.some(target => target && any.has(target))) throw new Invalid(code)
      await tx
        .updateTable('imports')
        .set({ state: 'running', mapping: JSON.stringify(input.mapping), on_match: input.onMatch })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', row.id)
        .execute()
      await doLater(tx, { task: runTask, payload: { importId: row.id }, key: `${runTask}/${row.id}` })
      await ground.recordEvent(tx, {
        type: 'import.started',
        actor: asEventActor(actor),
        subject: { kind: 'import', id: row.id },
        data: { lines: row.lines },
      })
      return importFor(tx, row.id)
    }),
    refusedLines: os.refusedLines.handler(async ({ input, context: { tx, language } }) => {
      const row = await found(tx, input.id)
      return { fileName: `refused-${row.file_name}`, csv: await refusedCsv(ground, tx, row, language) }
    }),
    undoImport: os.undoImport.handler(async ({ input, context: { tx } }) => {
      const row = await found(tx, input.id)
      if (row.state === 'undoing' || row.state === 'undone') throw new Refused('import.already_undone')
      if (row.state === 'running') throw new Refused('import.still_running')
      if (row.state === 'draft') {
        await tx
          .deleteFrom('imports')
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', row.id)
          .execute()
        await ground.files.dropKept(tx.workspaceId, keptName(row.id))
        return { done: true as const }
      }
      await tx
        .updateTable('imports')
        .set({ state: 'undoing' })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', row.id)
        .execute()
      await doLater(tx, { task: undoTask, payload: { importId: row.id }, key: `${undoTask}/${row.id}` })
      return { done: true as const }
    }),
  }
}

/** A file that was chosen and never started is forgotten after a week. */
async function forgetOldDrafts(ground: Ground, tx: Tx): Promise<void> {
  const gone = await tx
    .deleteFrom('imports')
    .where('workspace_id', '=', tx.workspaceId)
    .where('state', '=', 'draft')
    .where('created_at', '<', new Date(ground.clock.now().getTime() - 7 * 86_400_000))
    .returning('id')
    .execute()
  for (const { id } of gone) await ground.files.dropKept(tx.workspaceId, keptName(id))
}

/** Without one of these nobody could tell whether a line was imported before, or what it is about. */
const needed = {
  contact: {
    code: 'import.nothing_identifies',
    any: new Set<string>(['email', 'phone', 'whatsapp', 'external']),
  },
  company: { code: 'import.nothing_names', any: new Set<string>(['name', 'domain']) },
}

async function previewPeople(ground: Ground, tx: Tx, lines: FileLine[], reading: Reading) {
  const { refusals, matches, newcomers } = await sortLines(ground, tx, lines, reading)
  const taken = [
    ...matches.map(({ told }) => shown(told, 'update')),
    ...newcomers.map(({ told }) => shown(told, 'create')),
  ]
  return { refusals, taken }
}

async function previewCompanies(tx: Tx, lines: FileLine[], reading: Reading) {
  const { refusals, sorted } = await sortCompanies(tx, lines, reading)
  const taken = sorted.map(({ told: { line, name, domain }, outcome }) =>
    shown({ line, name, identities: domain ? [{ shown: domain }] : [] }, outcome),
  )
  return { refusals, taken }
}

async function refusedCsv(ground: Ground, tx: Tx, row: ImportRecord, language: Language): Promise<string> {
  const refusals = await tx
    .selectFrom('import_refusals')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('import_id', '=', row.id)
    .orderBy('line')
    .execute()
  const say = (code: string, values: object = {}) =>
    ground.t(language, code.replace('.', ':'), values as Record<string, unknown>)
  return csvOf(
    [
      [...row.columns, say('import.column_line'), say('import.column_reason')],
      ...refusals.map(refusal => [
        ...row.columns.map((_, index) => refusal.record[index] ?? ''),
        refusal.line,
        say(refusal.code, refusal.values as object),
      ]),
    ],
    language,
  )
}

const shown = (
  told: { line: number; name: string; identities: { shown: string }[] },
  outcome: 'create' | 'update',
): ImportLine => ({
  line: told.line,
  outcome,
  name: told.name,
  identities: told.identities.map(identity => identity.shown),
  reason: null,
})

const rows = (tx: Tx) =>
  tx
    .selectFrom('imports as i')
    .leftJoin('members as m', join =>
      join.onRef('m.workspace_id', '=', 'i.workspace_id').onRef('m.id', '=', 'i.by_id'),
    )
    .leftJoin('api_keys as k', join =>
      join.onRef('k.workspace_id', '=', 'i.workspace_id').onRef('k.id', '=', 'i.by_id'),
    )
    .selectAll('i')
    .select(eb => eb.fn.coalesce('m.name', 'k.name').as('by'))
    .where('i.workspace_id', '=', tx.workspaceId)

async function importFor(tx: Tx, id: string): Promise<Import> {
  const row = await rows(tx).where('i.id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound('import')
  return toImport(row)
}

function toImport(row: ImportRecord & { by: string | null }): Import {
  return {
    id: row.id,
    subject: row.subject,
    fileName: row.file_name,
    state: row.state,
    encoding: encodings.find(one => one === row.encoding)!,
    separator: separators.find(one => one === row.separator)!,
    columns: row.columns,
    sample: row.sample as string[][],
    mapping: row.mapping as Import['mapping'],
    onMatch: row.on_match,
    lines: row.lines,
    done: row.done,
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    refused: row.refused,
    kept: row.kept,
    by: row.by,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    problem: row.problem,
  }
}
