import type { Brand } from '#contract/brands.ts'
import type { Language } from '#contract/common.ts'
import type { FormSetUp } from '#contract/forms.ts'
import type { Workspace } from '#contract/workspaces.ts'
import type { Tx } from '#server/platform/db.ts'
import { type AskAddress, knownDead } from '../addresses/checks.ts'
import type { Calendars } from '../hours.ts'
import { phoneRows } from '../phones/queries.ts'
import type { Draft, Facts, PublishedPromise, Way } from './lints.ts'

/** What the portal asks of the domains below it. */
export interface PortalDeps {
  calendars: Calendars
  brandOf: (tx: Tx, channelId: string | null) => Promise<Brand & { slug: string; timeZone: string }>
  workspaceOf: (tx: Tx) => Promise<Workspace>
  /** Undefined where nothing outside can be asked. */
  askAddress?: AskAddress
  /** What a channel may promise to whoever writes at an instant (E27). */
  published: (tx: Tx) => Promise<(channelId: string | null, since: Date) => PublishedPromise>
}

export interface PageFacts extends Omit<Facts, 'brand'> {
  brand: Brand & { slug: string; timeZone: string }
  linksCheckedAt: Date | null
}

/** Everything that the contact page says, read from the settings as they are now. */
export async function factsOf(deps: PortalDeps, tx: Tx, draft: Draft, now: Date): Promise<PageFacts> {
  const brand = await deps.brandOf(tx, null)
  const { settings } = await deps.workspaceOf(tx)
  const calendars = await tx
    .selectFrom('calendars')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .limit(1)
    .execute()
  const hasHours = calendars.length > 0
  const { dead, checkedAt } = await knownDead(tx)
  const ways: Way[] = []
  for (const phone of await phoneRows(tx))
    ways.push({
      kind: 'phone',
      id: phone.id,
      name: phone.shown,
      address: phone.number,
      rules: await deps.calendars.of(tx, phone.calendarId),
      hasHours: hasHours || phone.calendarId !== null,
      phone,
    })
  const channels = await tx
    .selectFrom('channels')
    .select(['id', 'kind', 'name', 'address', 'language', 'calendar_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('enabled', '=', true)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const titles = await formTitles(tx)
  const published = await deps.published(tx)
  for (const channel of channels)
    ways.push({
      kind: known.find(kind => kind === channel.kind) ?? 'other',
      id: channel.id,
      name: channel.name,
      ...(titles.has(channel.id) && { title: titles.get(channel.id)! }),
      language: channel.language,
      address: channel.address,
      promise: published(channel.id, now),
      rules: await deps.calendars.of(tx, channel.calendar_id),
      hasHours: hasHours || channel.calendar_id !== null,
    })
  return {
    now,
    draft,
    brand,
    ways: ways.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind)),
    mailAnswerHours: settings.mailAnswerHours,
    deadAddresses: dead,
    linksCheckedAt: checkedAt,
  }
}

/** What each published form is called on its own page. */
async function formTitles(tx: Tx): Promise<Map<string, Record<Language, string>>> {
  const rows = await tx
    .selectFrom('form_versions')
    .distinctOn('channel_id')
    .select(['channel_id', 'form'])
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('channel_id')
    .orderBy('version', 'desc')
    .execute()
  return new Map(rows.map(({ channel_id, form }) => [channel_id, (form as unknown as FormSetUp).title])) // as it was published
}

const known = ['chat', 'form', 'email'] as const

/** E24: the phone where everybody sees it, then what is answered at once, then what is answered in writing. */
const order: Way['kind'][] = ['phone', 'chat', 'form', 'email', 'other']

export const emptyDraft: Draft = { introFr: '', introEn: '', answerPromise: 'opening' }

export interface StoredPage {
  draft: Draft
  published: Draft | null
  publishedAt: Date | null
}

/** The contact page as it is kept; a workspace that never touched it has an empty one. */
export async function storedPage(tx: Tx): Promise<StoredPage> {
  const row = await tx
    .selectFrom('contact_pages')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  return {
    draft: { ...emptyDraft, ...(row?.draft as Partial<Draft> | undefined) },
    published: row?.published ? { ...emptyDraft, ...(row.published as Partial<Draft>) } : null,
    publishedAt: row?.published_at ?? null,
  }
}

export const introOf = (draft: Draft, language: Language): string =>
  language === 'fr' ? draft.introFr : draft.introEn
