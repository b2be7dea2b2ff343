import { isIP } from 'node:net'
import { sql } from 'kysely'
import type { SubProcessor } from '#contract/sub-processors.ts'
import type { Tx } from '#server/platform/db.ts'
import { isPublicAddress } from '#server/platform/outside.ts'

export interface Found {
  kind: NonNullable<SubProcessor['kind']>
  host: string
}

/** The other machines that the operator has set, by their addresses. */
export interface SetOutside {
  mailOut?: string | undefined
  files?: string | undefined
  signIn?: string | undefined
}

/** Every machine of others that the settings of a workspace, and of the program, name: each once. */
export async function foundIn(tx: Tx, outside: SetOutside): Promise<Found[]> {
  const { rows } = await sql<{ kind: Found['kind']; address: string }>`
    select 'mail_in' as kind, settings->'imap'->>'host' as address from channels
    where workspace_id = ${tx.workspaceId} and kind = 'email' and enabled and settings->'imap'->>'host' is not null
    union
    select 'mail_out', settings->'smtp'->>'host' from channels
    where workspace_id = ${tx.workspaceId} and kind = 'email' and enabled and settings->'smtp'->>'host' is not null
    union
    select 'webhook', url from webhooks
    where workspace_id = ${tx.workspaceId} and state <> 'disabled'`.execute(tx)
  const set: { kind: Found['kind']; address: string | undefined }[] = [
    { kind: 'mail_out', address: outside.mailOut },
    { kind: 'files', address: outside.files },
    { kind: 'sign_in', address: outside.signIn },
  ]
  const found = new Map<string, Found>()
  for (const { kind, address } of [...rows, ...set]) {
    const host = address && hostOf(address)
    if (host && isElsewhere(host)) found.set(`${kind} ${host}`, { kind, host })
  }
  return [...found.values()]
}

/** The host of an address, or of a host alone. */
export function hostOf(address: string): string {
  const host = URL.canParse(address) && address.includes('://') ? new URL(address).hostname : address
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}

/** True for a machine that may be another company's: not this one, nor one of an inner network or a name that leads nowhere. */
export function isElsewhere(host: string): boolean {
  if (isIP(host)) return isPublicAddress(host)
  return host.includes('.') && !/\.(?:local|localhost|internal|lan|home\.arpa|invalid)$/.test(host)
}
