import { vi } from 'vitest'
import type { ChatSetUp } from '#contract/channels.ts'
import { type HostSite, startHostSite } from './host-page.ts'
import { patiently } from './patience.ts'
import type { Stage } from './stage.ts'

/** A chat of the demonstration that is open day and night, and a site that shows it. */
export interface ChatAtWork {
  key: string
  channelId: string
  site: HostSite
  /** The conversation whose last words these are, once it is there. */
  conversationOf(words: string): Promise<{ id: string; number: number; contact: { name: string } }>
  /** The adviser answers beside the screens. */
  answer(conversationId: string, text: string): Promise<{ id: string }>
  /** What a conversation says, oldest first, as the desk has it. */
  textsOf(conversationId: string): Promise<string[]>
  close(): Promise<void>
}

const allDay: [string, string][] = [['00:00', '24:00']]

/** Makes a chat for the adviser's own team, and the site of its visitors, who reach the program by an address of theirs. */
export async function openChat(
  stage: Stage,
  setUp: Partial<ChatSetUp> = {},
  address = stage.program.url,
): Promise<ChatAtWork> {
  const site = await startHostSite(address)
  const calendar = await stage.as('administrator').workspaces.createCalendar({
    name: `Toujours ouvert ${site.origin}`,
    timeZone: 'Europe/Paris',
    weeklyHours: Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, allDay]),
    ),
    holidays: 'none',
    exceptions: [],
  })
  const { member } = await stage.as('adviser').workspaces.me()
  const channel = await stage.as('administrator').channels.create({
    kind: 'chat',
    name: 'Maison Bleuet',
    language: 'fr',
    origins: [site.origin],
    teamId: member.teamIds[0],
    calendarId: calendar.id,
    ...setUp,
  })
  return {
    key: channel.address!, // every chat has one
    channelId: channel.id,
    site,
    conversationOf: words =>
      vi.waitFor(
        async () => {
          const { items } = await stage.as('administrator').conversations.list({ view: 'all', limit: 100 })
          const found = items.find(({ preview }) => preview?.includes(words))
          if (!found) throw new Error(`Nobody has written “${words}” yet`)
          return found
        },
        { ...patiently, interval: 200 },
      ),
    answer: (id, text) =>
      stage.as('adviser').conversations.write({ id, kind: 'reply', text, channelId: channel.id }),
    async textsOf(id) {
      const { items } = await stage.as('administrator').conversations.messages({ id, limit: 100 })
      return items
        .filter(({ direction }) => direction !== 'note')
        .sort((a, b) => (a.at < b.at ? -1 : 1))
        .map(({ text }) => text)
    },
    close: () => site.close(),
  }
}
