import type { ChatSetUp } from '#contract/channels.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type KeptChat, setUpOf } from './settings.ts'

export interface ChatBrand {
  name: string
  colour: string
  /** Relative to the server. */
  logoUrl: string | null
}

export type BrandOf = (tx: Tx, channelId: string) => Promise<ChatBrand>

/** A chat that takes visitors now, or did. */
export interface OpenChat {
  key: string
  workspaceId: string
  channelId: string
  /** What the house calls it. */
  name: string
  /** The brand it speaks for: its name is what visitors read. */
  brand: ChatBrand
  language: 'fr' | 'en'
  teamId: string | null
  calendarId: string | null
  setUp: ChatSetUp
  kept: KeptChat
  /** The house deleted it: what was said can be read, and nothing more can be said. */
  isClosed: boolean
}

/** Answers a burst of visitors without asking the database for each: a change on another node waits for so long. */
const keptMs = 5000
/** Keys that are nobody's are remembered too; made-up ones must not fill the memory. */
const mostKept = 1000

/** Finds the chat of a public key; undefined when there is none, or it is switched off. */
export function createDoor(ground: Ground, brandOf: BrandOf) {
  const kept = new Map<string, { at: number; chat: OpenChat | undefined }>()
  ground.db.onCommit((_workspaceId, events) => {
    if (
      events === undefined ||
      events.some(({ subject }) => subject.kind === 'channel' || subject.kind === 'brand')
    )
      kept.clear()
  })

  async function find(key: string): Promise<OpenChat | undefined> {
    const row = await ground.db.system
      .selectFrom('channels')
      .selectAll()
      .where('kind', '=', 'chat')
      .where(eb => eb(eb.fn<string>('lower', ['address']), '=', key))
      .where(eb => eb.or([eb('enabled', '=', true), eb('deleted_at', 'is not', null)]))
      .executeTakeFirst()
    if (!row) return undefined
    const { name, colour, logoUrl } = await ground.db.readWorkspace(row.workspace_id, tx =>
      brandOf(tx, row.id),
    )
    return {
      key,
      workspaceId: row.workspace_id,
      channelId: row.id,
      name: row.name,
      brand: { name, colour, logoUrl },
      language: row.language,
      teamId: row.team_id,
      calendarId: row.calendar_id,
      setUp: setUpOf(row.settings),
      kept: row.settings as KeptChat,
      isClosed: row.deleted_at !== null,
    }
  }

  return {
    async open(key: string): Promise<OpenChat | undefined> {
      if (!/^c[0-9a-f]{24}$/.test(key)) return undefined
      const now = Date.now()
      const known = kept.get(key)
      if (known && now - known.at < keptMs) return known.chat
      const chat = await find(key)
      if (kept.size >= mostKept) kept.clear()
      kept.set(key, { at: now, chat })
      return chat
    },
  }
}

export type Door = ReturnType<typeof createDoor>

/**
 * Whether a page of this origin may speak for a chat. Browsers name the origin of every request across sites; without
 * one it is a program, or a page of ours; ours may be opened under another name than the public one, `localhost` say.
 */
export function mayEnter(
  { setUp }: Pick<OpenChat, 'setUp'>,
  { origin, host }: { origin?: string | undefined; host?: string | undefined },
  publicUrl: string,
): boolean {
  if (origin === undefined) return true
  const own = [new URL(publicUrl).origin, `http://${host}`, `https://${host}`]
  return own.includes(origin) || setUp.origins.includes(origin)
}
