import type { ChatChannel, ChatSetUp } from '../../../contract/channels.ts'
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
  preChat: ChatSetUp['preChat']
  noticeFr: string
  noticeEn: string
  noticeUrl: string
  proactive: ChatSetUp['proactive']
  awayAfterMinutes: number
  resumeHours: number
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
    preChat: channel.preChat,
    noticeFr: channel.notice?.fr ?? '',
    noticeEn: channel.notice?.en ?? '',
    noticeUrl: channel.notice?.url ?? '',
    proactive: channel.proactive,
    awayAfterMinutes: channel.awayAfterMinutes,
    resumeHours: channel.resumeHours,
    offersTranscript: channel.transcript === 'offered',
    enabled: channel.enabled,
  }
}

/** What an update sends of a chat: an empty notice is none, an empty line is no choice. */
export function toChatChanges(values: ChatValues) {
  const { origins, colour, side, welcomeFr, welcomeEn, awayFr, awayEn, offersTranscript, ...others } = values
  const { noticeFr, noticeEn, noticeUrl, preChat, ...plain } = others
  const hasNotice = noticeFr.trim() !== '' || noticeEn.trim() !== ''
  return {
    ...plain,
    origins: origins.split(/\s+/).filter(Boolean),
    theme: { colour: colour || null, side },
    welcome: { fr: welcomeFr, en: welcomeEn },
    away: { fr: awayFr, en: awayEn },
    preChat: preChat.map(field => ({
      ...field,
      choices: field.choices.map(choice => choice.trim()).filter(Boolean),
    })),
    notice: hasNotice ? { fr: noticeFr, en: noticeEn, url: noticeUrl.trim() || null } : null,
    transcript: offersTranscript ? ('offered' as const) : ('off' as const),
  }
}

/** Which texts are missing, by name of field: what one language says, the other says too. */
export function missingTexts(values: ChatValues): Set<keyof ChatValues> {
  const missing = new Set<keyof ChatValues>()
  const noticeFr = values.noticeFr.trim()
  const noticeEn = values.noticeEn.trim()
  if (noticeFr === '' && (noticeEn !== '' || values.noticeUrl.trim() !== '')) missing.add('noticeFr')
  if (noticeEn === '' && (noticeFr !== '' || values.noticeUrl.trim() !== '')) missing.add('noticeEn')
  const isHalfSaid = ({ labelFr, labelEn, type, choices }: ChatSetUp['preChat'][number]) =>
    [labelFr, labelEn].some(label => label.trim() === '') ||
    (type === 'choice' && choices.every(choice => choice.trim() === ''))
  if (values.preChat.some(isHalfSaid)) missing.add('preChat')
  if (values.proactive.some(({ page, text }) => [page, text.fr, text.en].some(word => word.trim() === '')))
    missing.add('proactive')
  return missing
}

/** Types of questions before the first message; the contract's own list would bring Zod into the page. */
export const questionTypes = [
  'name',
  'email',
  'text',
  'choice',
] as const satisfies readonly Question['type'][]
export type Question = ChatSetUp['preChat'][number]

/** A new question under a key that no other has. */
export function newQuestion(type: Question['type'], others: readonly Question[]): Question {
  const taken = new Set(others.map(({ key }) => key))
  let key: string = type
  for (let number = 2; taken.has(key); number++) key = `${type}_${number}`
  return { key, type, labelFr: '', labelEn: '', required: false, choices: [] }
}

/** A new message that speaks first, on every page after half a minute, while somebody answers. */
export function newRule(others: readonly { id: string }[]): ChatSetUp['proactive'][number] {
  const taken = new Set(others.map(({ id }) => id))
  let number = others.length + 1
  while (taken.has(`rule-${number}`)) number += 1
  return {
    id: `rule-${number}`,
    page: '/*',
    afterSeconds: 30,
    onlyWhenOpen: true,
    text: { fr: '', en: '' },
  }
}

/** The line that a site puts in its pages. */
export const snippetOf = (server: string, key: string) =>
  `<script async src="${server}/widget.js" data-key="${key}"></script>`
