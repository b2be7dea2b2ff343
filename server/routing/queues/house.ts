import type { Kysely } from 'kysely'
import type { QueueNeed, QueueOverflow, QueueStep } from '#contract/queues.ts'
import type { DB } from '#server/platform/db.ts'
import { type House, type QueueRules, usualQueue } from '../ladders.ts'
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
  const openings = await db
    .selectFrom('overflow_openings')
    .select(['team_id', 'to_team_id'])
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .execute()
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
    queues: withOpenings(
      new Map<string, QueueRules>(
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
      openings,
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

/** What is open for a time, over what each queue says for good. */
function withOpenings(
  queues: Map<string, QueueRules>,
  openings: readonly { team_id: string; to_team_id: string }[],
): Map<string, QueueRules> {
  for (const { team_id: teamId, to_team_id: openedTo } of openings)
    queues.set(teamId, { ...(queues.get(teamId) ?? usualQueue), openedTo })
  return queues
}
