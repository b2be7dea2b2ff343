import type { ChatSettings, ProactiveRule } from '../../contract/chat.ts'

export interface PageVisit {
  path: string
  secondsOnPage: number
  isOpen: boolean
  hasConsent: boolean
  /** The visitor already talks with us, or waved a message away. */
  isQuiet: boolean
}

/** The first rule that may speak now; none without the visitor's consent. */
export function ruleFor(rules: readonly ProactiveRule[], visit: PageVisit): ProactiveRule | undefined {
  if (!visit.hasConsent || visit.isQuiet) return undefined
  return rules.find(
    rule =>
      matches(rule.page, visit.path) &&
      (visit.isOpen || !rule.onlyWhenOpen) &&
      rule.afterSeconds <= visit.secondsOnPage,
  )
}

/** `/p/*` is every page under /p/, `*` any page; without a star, that page alone. */
export function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('*')
  if (parts.length === 1) return withoutSlash(path) === withoutSlash(pattern)
  if (!path.startsWith(parts[0]!)) return false
  let place = parts[0]!.length
  for (const part of parts.slice(1, -1)) {
    const found = path.indexOf(part, place)
    if (found < 0) return false
    place = found + part.length
  }
  const last = parts.at(-1)!
  return path.length - last.length >= place && path.endsWith(last)
}

const withoutSlash = (path: string) => path.replace(/\/$/, '') || '/'

/** Open by the server's word, told again by its times as they pass. */
export function isOpenAt({ hours }: Pick<ChatSettings, 'hours'>, now: number): boolean {
  if (hours.isOpen) return hours.closesAt === null || now < Date.parse(hours.closesAt)
  return hours.nextOpeningAt !== null && now >= Date.parse(hours.nextOpeningAt)
}
