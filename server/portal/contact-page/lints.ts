import type { Language } from '#contract/common.ts'
import type { ContactPage, Lint, Phone } from '#contract/portal.ts'
import type { PromiseTarget } from '#contract/promises.ts'
import { promisesIn } from '#server/platform/words-that-promise.ts'
import { type Calendars, longestClosure, neverCloses, type Rules } from '../hours.ts'

export type Draft = Pick<ContactPage, 'introFr' | 'introEn' | 'answerPromise'>

/** One way to reach the house, as the contact page shows it. */
export interface Way {
  kind: 'phone' | 'chat' | 'form' | 'email' | 'other'
  /** Of the channel or the number. */
  id: string
  name: string
  /** Of a published form, as customers know it. */
  title?: Record<Language, string>
  /** Of a channel: in which it is answered first. */
  language?: Language
  /** What customers use: a number, an address, a link. */
  address: string | null
  rules: Rules
  /** False where neither the channel nor the workspace names a calendar. */
  hasHours: boolean
  phone?: Phone
  /** Of a channel: what it promises to whoever writes now. */
  promise?: PublishedPromise
}

/** When an answer is due, and by which time promise; without one, by the workspace's own. */
export interface PublishedPromise {
  dueAt: Date
  target: PromiseTarget | null
}

export interface Facts {
  now: Date
  draft: Draft
  brand: {
    id: string
    siteUrl: string | null
    termsUrl: string | null
    returnsUrl: string | null
    mailFooterFr: string
    mailFooterEn: string
  }
  ways: Way[]
  mailAnswerHours: number
  /** Web addresses that led nowhere when they were last asked, and why. */
  deadAddresses: Map<string, string>
}

/** What is wrong with a contact page, before it is put into words. */
export interface Finding {
  code: string
  weight: Lint['weight']
  place: string
  values?: Record<string, unknown>
}

/**
 * Everything that stands in the way of publishing, or that a careful reader would change: a page that promises what the
 * calendar denies, hides its terms or leads nowhere is refused (E24, E25, E26, E31, E46).
 */
export function findingsOf(facts: Facts, calendars: Calendars): Finding[] {
  return [
    ...termsFindings(facts),
    ...hoursFindings(facts, calendars),
    ...promiseFindings(facts, calendars),
    ...wordFindings(facts, calendars),
    ...wayFindings(facts),
  ]
}

/** True when an answer by the clock is one that the hours of every written channel can keep. */
export function keepsByTheClock({ ways, mailAnswerHours, now }: Facts, calendars: Calendars): boolean {
  return written(ways).every(
    way => way.promise?.target || longestClosure(calendars, way.rules, now).minutes < mailAnswerHours * 60,
  )
}

function termsFindings({ brand, deadAddresses }: Facts): Finding[] {
  const place = `/settings/brands/${brand.id}`
  const dead = (url: string): Finding => ({
    code: 'address_dead',
    weight: 'refused',
    place,
    values: { url, problem: deadAddresses.get(url) },
  })
  const check = (name: 'terms' | 'returns', url: string | null): Finding[] => {
    if (!url) return [{ code: `${name}_missing`, weight: 'refused', place }]
    if (deadAddresses.has(url)) return [dead(url)]
    return url.startsWith('https:')
      ? []
      : [{ code: 'address_insecure', weight: 'warned', place, values: { url } }]
  }
  const site = brand.siteUrl && deadAddresses.has(brand.siteUrl) ? [dead(brand.siteUrl)] : []
  return [...check('terms', brand.termsUrl), ...check('returns', brand.returnsUrl), ...site]
}

function hoursFindings({ ways, now }: Facts, calendars: Calendars): Finding[] {
  return ways.flatMap((way): Finding[] => {
    const place = placeOf(way)
    if (!way.hasHours)
      return [{ code: 'hours_missing', weight: 'refused', place, values: { name: way.name } }]
    const opens = calendars.isOpen(way.rules, now) || calendars.nextOpening(way.rules, now) !== undefined
    return opens ? [] : [{ code: 'never_opens', weight: 'refused', place, values: { name: way.name } }]
  })
}

function promiseFindings(facts: Facts, calendars: Calendars): Finding[] {
  if (facts.draft.answerPromise !== 'clock') return []
  return written(facts.ways).flatMap((way): Finding[] => {
    if (way.promise?.target) return []
    const { minutes, since } = longestClosure(calendars, way.rules, facts.now)
    if (minutes < facts.mailAnswerHours * 60) return []
    return [
      {
        code: 'promise_clock',
        weight: 'refused',
        place: '/settings/hours#promises',
        values: { name: way.name, hours: facts.mailAnswerHours, closed: Math.ceil(minutes / 60), since },
      },
    ]
  })
}

/** Promises come from the settings and hours from the calendars: in words, nobody keeps them. */
function wordFindings({ draft, brand, ways, now }: Facts, calendars: Calendars): Finding[] {
  const isAlwaysThere = ways.length > 0 && ways.every(way => neverCloses(calendars, way.rules, now))
  const intro = '/settings/contact-page#words'
  const footer = `/settings/brands/${brand.id}`
  const texts = [
    { text: draft.introFr, language: 'fr', place: intro },
    { text: draft.introEn, language: 'en', place: intro },
    { text: brand.mailFooterFr, language: 'fr', place: footer },
    { text: brand.mailFooterEn, language: 'en', place: footer },
  ] as const
  return texts.flatMap(({ text, language, place }): Finding[] => {
    const { always, delay, hours, dearNumber } = promisesIn(text, language)
    const refused = (code: string, words: string | undefined): Finding[] =>
      words ? [{ code, weight: 'refused', place, values: { words } }] : []
    return [
      ...(isAlwaysThere ? [] : refused('always_untrue', always)),
      ...refused('delay_in_words', delay),
      // A footer stands where no hours are shown.
      ...(place === intro ? refused('hours_in_words', hours) : []),
      ...refused('dear_in_words', dearNumber),
    ]
  })
}

function wayFindings({ draft, ways }: Facts): Finding[] {
  const phones = ways.flatMap(way => way.phone ?? [])
  const found: Finding[] = []
  if (ways.length === 0) found.push({ code: 'no_way', weight: 'refused', place: '/settings/channels' })
  else if (new Set(ways.map(way => way.kind)).size === 1)
    found.push({ code: 'single_kind', weight: 'warned', place: '/settings/channels' })
  if (phones.length === 0) found.push({ code: 'phone_missing', weight: 'warned', place: '/settings/phones' })
  for (const phone of phones)
    if (phone.tariff === 'surcharged')
      found.push({
        code: 'phone_surcharged',
        weight: 'warned',
        place: `/settings/phones/${phone.id}`,
        values: { number: phone.shown },
      })
  // E31: each kind of way serves before and after the purchase; of numbers, some may serve only one of the two.
  const serves = (purposes: Phone['purpose'][]) => phones.some(({ purpose }) => purposes.includes(purpose))
  if (phones.length > 0 && !serves(['sales', 'other']))
    found.push({ code: 'phone_before', weight: 'warned', place: '/settings/phones' })
  if (phones.length > 0 && !serves(['support', 'other']))
    found.push({ code: 'phone_after', weight: 'warned', place: '/settings/phones' })
  const [fr, en] = [draft.introFr.trim() !== '', draft.introEn.trim() !== '']
  if (fr !== en)
    found.push({ code: 'one_language', weight: 'refused', place: '/settings/contact-page#words' })
  return found
}

const written = (ways: Way[]) => ways.filter(way => way.kind === 'email' || way.kind === 'form')

const placeOf = (way: Way): string =>
  way.phone ? `/settings/phones/${way.id}` : `/settings/channels/${way.id}`
