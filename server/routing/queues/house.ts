import type { Kysely } from 'kysely'
import type { QueueNeed, QueueOverflow, QueueStep } from '#contract/queues.ts'
import type { DB } from '#server/platform/db.ts'
import type { House } from '../ladders.ts'
import { settingsOf } from './settings.ts'

/** What a workspace decided about who is given what, as the dispatcher's board reads it. */
export async function storedHouse(db: Kysely<DB>, workspaceId: string): Promise<House> {
  const choices = await settingsOf(db, workspaceId)
  const teams = await db
    .selectFrom('teams')
    .select(['id', 'name', 'calendar_id', 'partner_id', 'positions'])
    .where('workspace_id', '=', workspaceId)
    .execute()
  const queues = await db.selectFrom('queues').selectAll().where('workspace_id', '=', workspaceId).execute()
  const contracts = await db
    .selectFrom('partner_contracts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('partner_id')
    .execute()
  return {
    choices,
    teams: new Map(
      teams.map(team => [
        team.id,
        {
          name: team.name,
          calendarId: team.calendar_id,
          partnerId: team.partner_id,
          positions: team.positions,
        },
      ]),
    ),
    // The contract is the only way in.
    queues: new Map(
      queues.map(queue => [
        queue.team_id,
        {
          way: queue.way as 'push' | 'pull' | 'pick',
          autoAccept: queue.auto_accept,
          needs: queue.needs as unknown as QueueNeed[],
          steps: queue.steps as unknown as QueueStep[],
          overflow: queue.overflow as unknown as QueueOverflow | null,
        },
      ]),
    ),
    contracts: new Map(
      contracts.map(contract => [
        contract.partner_id,
        {
          teamIds: contract.team_ids,
          reasonIds: contract.reason_ids,
          channels: contract.channels,
          takesComplaints: contract.takes_complaints,
          share: contract.share,
          mostOpen: contract.most_open,
        },
      ]),
    ),
  }
}
