import { sql } from 'kysely'
import type { ChatSettings } from '#contract/chat.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { OpenChat } from './door.ts'
import { fileLimits } from './files.ts'

/** The hours of a place, as the calendar of the channel counts them. */
export interface Hours {
  isOpen: boolean
  closesAt: Date | null
  nextOpeningAt: Date | null
  timeZone: string
}

export interface PublicDeps {
  ground: Ground
  /** Numbers that visitors may call rather, with what a call costs in their words. */
  phonesOf: (tx: Tx, language: 'fr' | 'en') => Promise<ChatSettings['phones']>
  hours: (tx: Tx, calendarId: string | null, now: Date) => Promise<Hours>
  /** Who has the desk open now. */
  present: (workspaceId: string) => string[]
  wait: ReturnType<typeof rememberWaits>
}

/** A wait is worked out again so often: each page of a site asks for it. */
const waitHoldsMs = 300_000

/** Works out the usual wait of each chat now and then. */
export function rememberWaits() {
  const known = new Map<string, { at: number; seconds: number | null }>()
  return async (tx: Tx, channelId: string, now: Date) => {
    const found = known.get(channelId)
    if (found && Math.abs(now.getTime() - found.at) < waitHoldsMs) return found.seconds
    const seconds = await usualWait(tx, channelId, now)
    known.set(channelId, { at: now.getTime(), seconds })
    return seconds
  }
}

/** What the widget shows before anybody has said anything; it asks nothing of who looks, and keeps nothing. */
export async function publicSettings(
  deps: PublicDeps,
  tx: Tx,
  chat: OpenChat,
  language: 'fr' | 'en',
): Promise<ChatSettings> {
  const { setUp, brand } = chat
  const now = deps.ground.clock.now()
  const { isOpen, closesAt, nextOpeningAt, timeZone } = await deps.hours(tx, chat.calendarId, now)
  return {
    name: brand.name,
    logoUrl: brand.logoUrl,
    language,
    theme: { ...setUp.theme, colour: setUp.theme.colour ?? brand.colour },
    texts: { welcome: setUp.welcome[language], away: setUp.away[language] },
    hours: {
      isOpen,
      closesAt: closesAt?.toISOString() ?? null,
      nextOpeningAt: nextOpeningAt?.toISOString() ?? null,
      timeZone,
    },
    isStaffed: await isStaffed(deps, tx, chat),
    usualWaitSeconds: await deps.wait(tx, chat.channelId, now),
    preChat: setUp.preChat.map(({ labelFr, labelEn, ...field }) => ({
      ...field,
      label: language === 'fr' ? labelFr : labelEn,
    })),
    notice: setUp.notice && { text: setUp.notice[language], url: setUp.notice.url },
    phones: await deps.phonesOf(tx, language),
    files: fileLimits,
    proactive: chat.isClosed ? [] : setUp.proactive.map(rule => ({ ...rule, text: rule.text[language] })),
    transcript: { isOffered: setUp.transcript === 'offered' },
    ...(chat.isClosed && { isClosed: true }),
    now: now.toISOString(),
  }
}

/** True when somebody of the team that answers has the desk open. */
async function isStaffed(
  { present }: PublicDeps,
  tx: Tx,
  { workspaceId, teamId }: OpenChat,
): Promise<boolean> {
  const here = present(workspaceId)
  if (here.length === 0 || !teamId) return false
  const { rows } = await sql<{ is_staffed: boolean }>`
    select exists (
      select from team_members t
      join members m on m.workspace_id = t.workspace_id and m.id = t.member_id
      where t.workspace_id = ${tx.workspaceId} and t.team_id = ${teamId} and t.member_id = any(${here}::uuid[])
        and m.status = 'active' and m.role <> 'collaborator'
    ) as is_staffed`.execute(tx)
  return rows[0]?.is_staffed ?? false
}

/** Fewer answers than this say nothing. */
const enoughAnswers = 5
const lookBackDays = 14

/** Half of the visitors of the last two weeks had their first answer within this. */
async function usualWait(tx: Tx, channelId: string, now: Date): Promise<number | null> {
  const { rows } = await sql<{ answered: number; median: number | null }>`
    select count(*) as answered,
      percentile_cont(0.5) within group (order by extract(epoch from e.first_reply_at - e.opened_at)) as median
    from conversations c
    join episodes e on e.workspace_id = c.workspace_id and e.conversation_id = c.id
    where c.workspace_id = ${tx.workspaceId} and c.channel_id = ${channelId} and e.opened_by = 'contact'
      and c.created_at > ${new Date(now.getTime() - lookBackDays * 86_400_000)} and e.first_reply_at is not null`.execute(
    tx,
  )
  const found = rows[0]
  return found && found.answered >= enoughAnswers && found.median !== null ? Math.round(found.median) : null
}
