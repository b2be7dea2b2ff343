import type { ChatSetUp } from '#contract/channels.ts'
import { type HostSite, startHostSite } from './host-page.ts'
import type { Stage } from './stage.ts'

/** A chat of the demonstration that is open day and night, and a site that shows it. */
export interface ChatAtWork {
  key: string
  channelId: string
  site: HostSite
  close(): Promise<void>
}

const allDay = [['00:00', '24:00']]

/** Makes a chat for the adviser's own team, and the site of its visitors. */
export async function openChat(stage: Stage, setUp: Partial<ChatSetUp> = {}): Promise<ChatAtWork> {
  const site = await startHostSite(stage.program.url)
  const calendar = await stage.call<{ id: string }>('administrator', 'POST', '/calendars', {
    name: `Toujours ouvert ${site.origin}`,
    timeZone: 'Europe/Paris',
    weeklyHours: Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, allDay]),
    ),
    holidays: 'none',
    exceptions: [],
  })
  const { member } = await stage.call<{ member: { teamIds: string[] } }>('adviser', 'GET', '/me')
  const channel = await stage.call<{ id: string; address: string }>('administrator', 'POST', '/channels', {
    kind: 'chat',
    name: 'Maison Bleuet',
    language: 'fr',
    origins: [site.origin],
    teamId: member.teamIds[0],
    calendarId: calendar.id,
    ...setUp,
  })
  return { key: channel.address, channelId: channel.id, site, close: () => site.close() }
}
