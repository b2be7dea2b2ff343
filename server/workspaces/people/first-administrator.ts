import type pg from 'pg'
import { newToken } from '#server/platform/secrets.ts'

const daysToAccept = 7

/** Who is let into a workspace that came from elsewhere, and the link that lets them in once. */
export interface FirstAdministrator {
  email: string
  link: string
}

/**
 * Invites an administrator into a workspace that was taken in, in the transaction that takes it in: passwords do not
 * travel, so nobody could enter otherwise. The address given, or that of its oldest administrator; undefined when neither is.
 */
export async function inviteFirstAdministrator(
  client: pg.Client,
  {
    workspaceId,
    email,
    publicUrl,
    newId,
    now,
  }: { workspaceId: string; email?: string | undefined; publicUrl: string; newId: () => string; now: Date },
): Promise<FirstAdministrator | undefined> {
  const { rows } = await client.query<{ email: string; name: string; language: string }>(
    `select lower(email) as email, name, language from members
    where workspace_id = $1 and ($2::text is null and role = 'administrator' and status = 'active' or lower(email) = $2)
    order by created_at, id limit 1`,
    [workspaceId, email ?? null],
  )
  const known = rows[0]
  const address = email ?? known?.email
  if (!address) return undefined
  const { token, hash } = newToken()
  await client.query(
    `insert into invitations (workspace_id, id, email, name, role, language, token_hash, created_at, expires_at)
    select $1, $2, $3, $4, 'administrator', coalesce($5, language), $6, $7, $8 from workspaces where id = $1`,
    [
      workspaceId,
      newId(),
      address,
      known?.name ?? '',
      known?.language ?? null,
      hash,
      now,
      new Date(now.getTime() + daysToAccept * 86_400_000),
    ],
  )
  return { email: address, link: `${publicUrl}/invitation/${token}` }
}
