import type pg from 'pg'
import { type Table, tablesOf } from '#server/platform/backup/tables.ts'

/** Tables that stay at home: what lets somebody in, what is on its way or given out, what is rebuilt from the others. */
const stays = [
  'absences',
  'api_keys',
  'backup_runs',
  'chat_sessions',
  'consultation_people',
  'consultations',
  'data_exports',
  'dispatchers',
  'idempotency_keys',
  'import_lines',
  'import_refusals',
  'imports',
  'invitations',
  'lendings',
  'mailbox_cursors',
  'message_search',
  'outbox',
  'overflow_openings',
  'participations',
  'request_links',
  'reservations',
  'routing_events',
  'scheduled_replies',
  'skill_lendings',
  'team_departures',
  'transfers',
  'vocabulary',
  'vocabulary_progress',
  'wallboard_links',
  'webhook_deliveries',
  'webhooks',
  'work_items',
  'work_state_changes',
  'work_states',
  'workspace_erasures',
]

/** Columns that would point to nothing elsewhere: people sign in anew, and what leaves later leaves from here alone. */
const noColumn: Record<string, string[]> = { members: ['user_id'], conversations: ['scheduled_at'] }

export interface WorkspaceTable extends Table {
  /** Without its schema. */
  plain: string
  /** The column that names the workspace. */
  owner: string
}

/** The tables that a workspace takes along, those that others refer to first. */
export async function workspaceTables(client: pg.Client): Promise<WorkspaceTable[]> {
  return (await tablesOf(client)).flatMap(table => {
    const [schema, plain = ''] = table.name.split('.')
    const owner = plain === 'workspaces' ? 'id' : 'workspace_id'
    if (schema !== 'public' || stays.includes(plain) || !table.columns.includes(owner)) return []
    const columns = table.columns.filter(column => !noColumn[plain]?.includes(column))
    return [{ ...table, columns, plain, owner }]
  })
}

/** The rows of a workspace as lines of JSON, in the order of their key. */
export function linesQuery({ name, columns, key, owner }: WorkspaceTable, workspaceId: string): string {
  const order = key.length > 0 ? `order by ${key.map(column => `t.${column}`).join(', ')}` : ''
  // An id is a uuid: it was checked before it came here.
  return `select to_jsonb(r) from (select ${columns.join(', ')} from ${name} t where ${owner} = '${workspaceId}' ${order}) r`
}
