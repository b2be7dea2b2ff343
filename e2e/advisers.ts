import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { pino } from 'pino'
import { systemClock } from '#server/platform/clock.ts'
import { createAuth } from '#server/workspaces/index.ts'

/** Advisers of the only team of the only workspace, available, each signed in: their cookies by person. */
export async function signedInAdvisers(
  owner: pg.Pool,
  { publicUrl, secretKey }: { publicUrl: string; secretKey: string },
  count: number,
): Promise<{ workspaceId: string; cookies: Map<string, string> }> {
  const auth = createAuth({
    ...{
      pool: owner,
      publicUrl,
      secretKey,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      t: text => text,
    },
    ...{ mayEnter: async () => true, sendMail: async () => {}, companyGroups: async () => {} },
  })
  const {
    rows: [{ id: workspaceId }],
  } = await owner.query('select id from workspaces')
  const {
    rows: [{ id: teamId }],
  } = await owner.query('select id from teams limit 1')
  const cookies = new Map<string, string>()
  for (let nth = 0; nth < count; nth++) {
    const id = randomUUID()
    const email = `adviser-${nth}@chaos.test`
    const { userId } = await auth.createUser(email, `Adviser ${nth}`)
    await owner.query(
      `insert into members (workspace_id, id, user_id, role, name, email) values ($1, $2, $3, 'adviser', $4, $5)`,
      [workspaceId, id, userId, `Adviser ${nth}`, email],
    )
    await owner.query('insert into team_members (workspace_id, team_id, member_id) values ($1, $2, $3)', [
      workspaceId,
      teamId,
      id,
    ])
    await owner.query(
      `insert into work_states (workspace_id, member_id, status, since, idle_since) values ($1, $2, 'available', now(), now())`,
      [workspaceId, id],
    )
    cookies.set(id, (await auth.startSessionFor(userId)).map(line => line.split(';')[0]).join('; '))
  }
  return { workspaceId, cookies }
}
