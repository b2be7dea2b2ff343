import { sql } from 'kysely'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'

/** Somebody with a screen of the desk connected to this node. */
export interface Present {
  workspaceId: string
  memberId: string
}

export interface Screens {
  people(): Present[]
  /** Tells the screens of one person that their work changed. */
  tellWork(person: Present): void
}

const lookMs = 500
const signMs = 10_000

/**
 * Rings at the screens of whoever's work changed. Each node looks at what is written of the people whose screens it has,
 * at once when it wrote something itself and otherwise twice a second: nothing need be told between nodes, and nothing is
 * written for it in the transactions of routing. The same looks say that these people are there.
 */
export function createBell({ db, clock, log, recordEvent }: Ground, screens: Screens) {
  /** What was last seen of everybody here. */
  const seen = new Map<string, string>()
  let running: Promise<void> | undefined
  let again = false
  let signedAt = 0
  let timer: NodeJS.Timeout | undefined

  return {
    start() {
      timer = setInterval(ring, lookMs)
      timer.unref()
    },
    ring,
    /** Looks now, and resolves when everybody was told; for tests. */
    async settle() {
      await running
      ring()
      await running
    },
    async stop() {
      clearInterval(timer)
      again = false
      await running
    },
  }

  function ring() {
    if (running) {
      again = true
      return
    }
    again = false
    running = look()
      .catch(error => log.warn({ error }, 'the desk is told of its work a moment later'))
      .finally(() => {
        running = undefined
        if (again) ring()
      })
  }

  async function look() {
    const here = screens.people()
    const keys = new Set(here.map(keyOf))
    const isNew = here.some(person => !seen.has(keyOf(person)))
    for (const key of seen.keys()) if (!keys.has(key)) seen.delete(key)
    if (here.length === 0) return
    const now = Date.now()
    if (isNew || now - signedAt >= signMs) {
      await sign(here)
      signedAt = now
    }
    const stands = await standsOf(here)
    for (const person of here) {
      const key = keyOf(person)
      const before = seen.get(key)
      const after = stands.get(key) ?? ''
      seen.set(key, after)
      // Who has just come asks by themselves.
      if (before !== undefined && before !== after) screens.tellWork(person)
    }
  }

  /** What a screen shows of somebody's work, as one text each. */
  async function standsOf(here: Present[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ workspace_id: string; member_id: string; stands: string }>`
      select s.workspace_id, s.member_id, concat_ws(' ', s.status, s.is_silent, s.until, s.used, (
        select string_agg(concat(v.id, v.state, v.is_suspended), ' ' order by v.id)
        from reservations v
        where v.workspace_id = s.workspace_id and v.member_id = s.member_id and v.ended_at is null
      )) as stands
      from json_to_recordset(${JSON.stringify(here)}::json) as p ("workspaceId" uuid, "memberId" uuid)
      join work_states s on s.workspace_id = p."workspaceId" and s.member_id = p."memberId"`.execute(
      db.system,
    )
    return new Map(
      rows.map(row => [keyOf({ workspaceId: row.workspace_id, memberId: row.member_id }), row.stands]),
    )
  }

  /** Says that these people are there; whoever was lost is told to routing as back. */
  async function sign(here: Present[]) {
    const { rows } = await sql<{ workspace_id: string; member_id: string; was_lost: boolean }>`
      with here as (
        select s.workspace_id, s.member_id, not is_reached(s) as was_lost
        from json_to_recordset(${JSON.stringify(here)}::json) as p ("workspaceId" uuid, "memberId" uuid)
        join work_states s on s.workspace_id = p."workspaceId" and s.member_id = p."memberId"
        order by s.workspace_id, s.member_id
        for update of s
      )
      update work_states s set seen_at = clock_timestamp()
      from here
      where s.workspace_id = here.workspace_id and s.member_id = here.member_id
      returning s.workspace_id, s.member_id, here.was_lost`.execute(db.system)
    for (const { workspace_id, member_id } of rows.filter(row => row.was_lost))
      await db.inWorkspace(workspace_id, tx =>
        recordEvent(tx, {
          type: 'work_state.changed',
          actor: system,
          subject: { kind: 'member', id: member_id },
          data: { isReached: true, at: clock.now().toISOString() },
        }),
      )
  }
}

const keyOf = ({ workspaceId, memberId }: Present) => `${workspaceId} ${memberId}`
