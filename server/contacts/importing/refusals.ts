import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { FileLine } from './batch.ts'
import type { LineRefusal } from './lines.ts'

/** Whoever was erased is not brought back, nor kept among what was refused. */
export const erasedCode = 'import.was_erased'

/** Keeps the lines that were refused, as they were written, with the reason. */
export async function writeRefusals(
  tx: Tx,
  importId: string,
  refusals: readonly LineRefusal[],
  lines: readonly FileLine[],
) {
  if (refusals.length === 0) return
  const records = new Map(lines.map(({ line, record }) => [line, record]))
  await sql`
    insert into import_refusals (workspace_id, import_id, line, code, values, record)
    select ${tx.workspaceId}, ${importId}, line, code, values, array(select jsonb_array_elements_text(record))
    from jsonb_to_recordset(${JSON.stringify(
      refusals.map(refusal => ({
        ...refusal,
        record: refusal.code === erasedCode ? [] : (records.get(refusal.line) ?? []),
      })),
    )}::jsonb) as refused (line integer, code text, values jsonb, record jsonb)`.execute(tx)
}
