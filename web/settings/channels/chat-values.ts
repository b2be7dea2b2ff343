import type { ChatChannel } from '../../../contract/channels.ts'
import type { UiLanguage } from '../../i18n/index.ts'

/** What the form of a chat holds. */
export type ChatValues = {
  name: string
  language: UiLanguage
  teamId: string | null
  calendarId: string | null
  brandId: string | null
  /** One site a line. */
  origins: string
  /** Empty for the colour of the brand. */
  colour: string
  side: 'right' | 'left'
  welcomeFr: string
  welcomeEn: string
  awayFr: string
  awayEn: string
  awayAfterMinutes: number
  offersTranscript: boolean
  enabled: boolean
}

/** A chat as its form shows it. */
export function toChatValues(channel: ChatChannel): ChatValues {
  return {
    name: channel.name,
    language: channel.language,
    teamId: channel.teamId,
    calendarId: channel.calendarId,
    brandId: channel.brandId,
    origins: channel.origins.join('\n'),
    colour: channel.theme.colour ?? '',
    side: channel.theme.side,
    welcomeFr: channel.welcome.fr,
    welcomeEn: channel.welcome.en,
    awayFr: channel.away.fr,
    awayEn: channel.away.en,
    awayAfterMinutes: channel.awayAfterMinutes,
    offersTranscript: channel.transcript === 'offered',
    enabled: channel.enabled,
  }
}

/** What an update sends of a chat. */
export function toChatChanges(values: ChatValues) {
  const { origins, colour, side, welcomeFr, welcomeEn, awayFr, awayEn, offersTranscript, ...plain } = values
  return {
    ...plain,
    origins: origins.split(/\s+/).filter(Boolean),
    theme: { colour: colour || null, side },
    welcome: { fr: welcomeFr, en: welcomeEn },
    away: { fr: awayFr, en: awayEn },
    transcript: offersTranscript ? ('offered' as const) : ('off' as const),
  }
}

/** The line that a site puts in its pages. */
export const snippetOf = (server: string, key: string) =>
  `<script async src="${server}/widget.js" data-key="${key}"></script>`
