import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Verdict } from './ask.ts'

export type AskAddress = (url: string) => Promise<Verdict>

/** Addresses of the workspace that led nowhere when they were last asked, with why, and when the oldest was asked. */
export async function knownDead(tx: Tx): Promise<{ dead: Map<string, string>; checkedAt: Date | null }> {
  const urls = await addressesOf(tx)
  if (urls.length === 0) return { dead: new Map(), checkedAt: null }
  const rows = await tx
    .selectFrom('web_addresses')
    .select(['url', 'problem', 'checked_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('url', 'in', urls)
    .execute()
  return {
    dead: new Map(rows.flatMap(({ url, problem }) => (problem === null ? [] : [[url, problem]]))),
    checkedAt: rows.map(row => row.checked_at).sort((one, other) => Number(one) - Number(other))[0] ?? null,
  }
}

/** Asks every address that the brands of a workspace lead to, and keeps what became of each. */
export async function checkAddresses(ground: Ground, tx: Tx, ask: AskAddress): Promise<void> {
  await keepVerdicts(ground, tx, await verdictsOf(await addressesOf(tx), ask))
}

/** Asks those of all workspaces, out of any transaction: strangers' sites may take their time. A demonstration reaches nothing. */
export async function checkAllAddresses(ground: Ground, ask: AskAddress): Promise<number> {
  const houses = await ground.db.system
    .selectFrom('workspaces')
    .select('id')
    .where('is_demo', '=', false)
    .execute()
  let asked = 0
  for (const { id } of houses) {
    const urls = await ground.db.readWorkspace(id, addressesOf)
    const verdicts = await verdictsOf(urls, ask)
    await ground.db.inWorkspace(id, tx => keepVerdicts(ground, tx, verdicts))
    asked += urls.length
  }
  return asked
}

async function verdictsOf(urls: string[], ask: AskAddress): Promise<Map<string, Verdict>> {
  return new Map(await Promise.all(urls.map(async url => [url, await ask(url)] as const)))
}

/** What could not be told from here leaves what was known. */
async function keepVerdicts({ clock }: Ground, tx: Tx, verdicts: Map<string, Verdict>): Promise<void> {
  const now = clock.now()
  const told = [...verdicts].flatMap(([url, verdict]) =>
    verdict.answers === undefined ? [] : [{ url, problem: verdict.answers ? null : verdict.problem }],
  )
  if (told.length > 0)
    await tx
      .insertInto('web_addresses')
      .values(told.map(one => ({ ...one, workspace_id: tx.workspaceId, checked_at: now })))
      .onConflict(conflict =>
        conflict.columns(['workspace_id', 'url']).doUpdateSet(eb => ({
          problem: eb.ref('excluded.problem'),
          checked_at: eb.ref('excluded.checked_at'),
        })),
      )
      .execute()
  const kept = [...verdicts.keys()]
  await tx
    .deleteFrom('web_addresses')
    .where('workspace_id', '=', tx.workspaceId)
    .$if(kept.length > 0, query => query.where('url', 'not in', kept))
    .execute()
}

/** Each address that a brand leads customers to, once. */
async function addressesOf(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('brands')
    .select(['site_url', 'terms_url', 'returns_url'])
    .where('workspace_id', '=', tx.workspaceId)
    .execute()
  return [...new Set(rows.flatMap(row => [row.site_url, row.terms_url, row.returns_url]))].filter(
    url => url !== null,
  )
}
