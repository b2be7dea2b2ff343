import { dayAndTime } from '#server/platform/day-and-time.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'

/** One thing that waits for somebody, with its place on the desk. */
export interface DigestLine {
  /** What it is called on the desk: `#4812 Bouquet not received`. */
  title: string
  /** Where it opens, from the root of the site. */
  path: string
  /** Since when it waits, or when it was said. */
  at: Date
  isLate: boolean
}

/** What one domain has to tell somebody; `total` counts what is not listed too. */
export interface DigestPart {
  kind: 'mine' | 'mentions' | 'recoveries'
  total: number
  /** Something came since the last digest, or became late since: without any, no mail leaves. */
  hasNews: boolean
  lines: DigestLine[]
}

export interface DigestMail {
  to: { name: string; address: string }
  language: Language
  subject: string
  text: string
}

interface About {
  member: { name: string; email: string; language: Language }
  parts: DigestPart[]
  timeZone: string
  publicUrl: string
}

/** Writes the mail of what waits: titles and times, never the customer's own words, which stay on the desk. */
export function digestMail(t: Translate, { member, parts, timeZone, publicUrl }: About): DigestMail {
  const { language, name, email } = member
  const say = (key: string, values?: Record<string, unknown>) => t(language, `digest:${key}`, values)
  const told = parts.filter(part => part.total > 0)
  const total = told.reduce((sum, part) => sum + part.total, 0)
  const blocks = told.map(part =>
    [
      say(`part.${part.kind}`, { count: part.total }),
      ...part.lines.map(line => {
        const said = say(line.isLate ? `line.${part.kind}_late` : `line.${part.kind}`, {
          title: line.title,
          when: dayAndTime(line.at, language, timeZone),
        })
        return `${said}\n${publicUrl}${line.path}`
      }),
      ...(part.total > part.lines.length ? [say('more', { count: part.total - part.lines.length })] : []),
    ].join('\n\n'),
  )
  return {
    to: { name, address: email },
    language,
    subject: say('subject', { count: total }),
    text: [
      t(language, 'mail:hello', { name }),
      ...blocks,
      `${say('change')}\n${publicUrl}/settings/me#signals`,
    ].join('\n\n'),
  }
}
