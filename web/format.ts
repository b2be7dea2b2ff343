/** No-break space (before `:`, `%`, units) and its narrow form (before `;`, `!`, `?` and between thousands). */
const nbsp = '\u00a0'
const minus = '\u2212'

export interface FormatOptions {
  language: 'fr' | 'en'
  /** IANA name; what is shown is the wall clock of this place. */
  timeZone: string
  /** Country calling code whose numbers are written the national way. */
  callingCode?: string
}

type Instant = Date | string | number

/**
 * The one place where dates, times, durations, figures and phone numbers become words. `Intl` alone is not enough
 * in French: it writes "09:30" where a reader expects "9 h 30", and a hyphen where a minus belongs.
 */
export function createFormat({ language, timeZone, callingCode = '33' }: FormatOptions) {
  const french = language === 'fr'
  const locale = french ? 'fr-FR' : 'en-GB'
  const dated = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options })
    return (at: Instant) => unbroken(format.format(new Date(at)))
  }
  const longDay = dated({ day: 'numeric', month: 'long', year: 'numeric' })
  const dayAndMonth = dated({ day: 'numeric', month: french ? 'long' : 'short' })
  const numericDay = dated({ day: '2-digit', month: '2-digit', year: 'numeric' })
  const weekdayName = dated({ weekday: 'long' })
  const weekdayShort = dated({ weekday: 'short' })
  const monthAndYear = dated({ month: 'long', year: 'numeric' })
  const wallClock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
  const wallDay = new Intl.DateTimeFormat('en-CA', { timeZone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' })
  // In short, a month is "m." in French, which is read as minutes.
  const relativeLong = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
  const relativeDay = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const choices = new Intl.ListFormat(locale, { type: 'disjunction' })

  const clockText = (hours: number, minutes: number): string => {
    if (!french) return `${hours}:${pad(minutes)}`
    return minutes === 0 ? `${hours}${nbsp}h` : `${hours}${nbsp}h${nbsp}${pad(minutes)}`
  }

  const time = (at: Instant): string => {
    const [hours, minutes] = wallClock.format(new Date(at)).split(':').map(Number)
    return clockText(hours!, minutes!)
  }

  /** Days between two instants as the calendar of the place counts them: late at night, "tomorrow" is near. */
  const daysBetween = (at: Instant, now: Instant): number =>
    (Date.parse(wallDay.format(new Date(at))) - Date.parse(wallDay.format(new Date(now)))) / 86_400_000

  const sameYear = (at: Instant, now: Instant): boolean =>
    wallDay.format(new Date(at)).slice(0, 4) === wallDay.format(new Date(now)).slice(0, 4)

  const shortDay = (at: Instant, now: Instant = Date.now()): string =>
    sameYear(at, now) ? firstOfMonth(dayAndMonth(at)) : numericDay(at)

  const firstOfMonth = (text: string): string => (french ? text.replace(/^1(?=\D)/, '1er') : text)

  /** Shortest time that is still exact: "9 h 12" today, "hier", "mar. 9 h 12" this week, then the day. */
  const when = (at: Instant, now: Instant): string => {
    const days = daysBetween(at, now)
    if (days === 0) return time(at)
    if (days === 1 || days === -1) return `${relativeDay.format(days, 'day')} ${time(at)}`
    if (Math.abs(days) < 7) return `${weekdayShort(at)} ${time(at)}`
    return shortDay(at, now)
  }

  const number = (value: number, options: Intl.NumberFormatOptions = {}): string =>
    withMinus(new Intl.NumberFormat(locale, { maximumFractionDigits: 1, ...options }).format(value))

  const duration = (seconds: number): string => {
    const whole = Math.max(0, Math.round(seconds))
    if (whole < 60) return `${whole}${nbsp}s`
    if (whole < 3600) {
      const rest = whole < 600 ? whole % 60 : 0
      const minutes = `${Math.floor(whole / 60)}${nbsp}min`
      return rest === 0 ? minutes : `${minutes}${nbsp}${pad(rest)}`
    }
    const hours = Math.floor(whole / 3600)
    const minutes = Math.floor((whole % 3600) / 60)
    if (hours < 48) return minutes === 0 ? `${hours}${nbsp}h` : `${hours}${nbsp}h${nbsp}${pad(minutes)}`
    return `${Math.floor(hours / 24)}${nbsp}${french ? 'j' : 'd'}`
  }

  /** "il y a 2 min", "dans 3 h", "il y a 4 mois"; under a minute, "à l’instant". */
  const age = (at: Instant, now: Instant): string => {
    const seconds = (new Date(at).getTime() - new Date(now).getTime()) / 1000
    const distance = Math.abs(seconds)
    if (distance < 60) return french ? 'à l’instant' : 'just now'
    if (distance < 3600) return unbroken(relative.format(Math.trunc(seconds / 60), 'minute'))
    if (distance < 86_400) return unbroken(relative.format(Math.trunc(seconds / 3600), 'hour'))
    // A month is 30.44 days: before that, "0 months ago" would be nonsense.
    if (distance < 30.44 * 86_400) return unbroken(relative.format(Math.trunc(seconds / 86_400), 'day'))
    if (distance < 365.25 * 86_400)
      return unbroken(relativeLong.format(Math.trunc(seconds / (30.44 * 86_400)), 'month'))
    return unbroken(relativeLong.format(Math.trunc(seconds / (365.25 * 86_400)), 'year'))
  }

  return {
    language,
    timeZone,
    /** 9 h 30 · 9:30 */
    time,
    /** 5 janvier 2026 · 5 January 2026 */
    day: (at: Instant) => firstOfMonth(longDay(at)),
    /** 12 mars this year, 12/03/2025 otherwise. */
    shortDay,
    /** lundi · Monday */
    weekday: weekdayName,
    /** janvier 2026 */
    month: monthAndYear,
    /** aujourd’hui, hier, demain, else the long day: the separators of a thread. */
    dayHeading: (at: Instant, now: Instant): string => {
      const days = daysBetween(at, now)
      if (Math.abs(days) <= 1) return relativeDay.format(days, 'day').replace("'", '’')
      return `${weekdayName(at)} ${sameYear(at, now) ? firstOfMonth(dayAndMonth(at)) : firstOfMonth(longDay(at))}`
    },
    /** 5 janvier 2026 à 9 h 30 · 5 January 2026 at 9:30 */
    dateTime: (at: Instant) => `${firstOfMonth(longDay(at))} ${french ? 'à' : 'at'} ${time(at)}`,
    when,
    age,
    /** 45 s · 3 min 10 · 5 h 10 · 3 j */
    duration,
    /** 0:17 · 2:41 · 1:02:09, for what runs under the eyes. */
    clock: (seconds: number): string => {
      const whole = Math.max(0, Math.floor(seconds))
      const hours = Math.floor(whole / 3600)
      const minutes = Math.floor((whole % 3600) / 60)
      const rest = pad(whole % 60)
      return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`
    },
    /** 9 h 30 · 9:30, from the "09:30" of a calendar. */
    ofClock: (clock: string) => clockText(Number(clock.slice(0, 2)), Number(clock.slice(3, 5))),
    /** de 9 h à 18 h 30 · 9:00 to 18:30, from the "09:00" of a calendar. */
    hours: (from: string, to: string): string => {
      const text = (clock: string) => clockText(Number(clock.slice(0, 2)), Number(clock.slice(3, 5)))
      return french ? `de ${text(from)} à ${text(to)}` : `${text(from)} to ${text(to)}`
    },
    /** 1 234,5 · 1,234.5 */
    number,
    /** +4,5 · −14 */
    signed: (value: number, options: Intl.NumberFormatOptions = {}) =>
      number(value, { signDisplay: 'exceptZero', ...options }),
    /** From a share: 0.46 gives 46 % in French, 46% in English. */
    percent: (share: number, options: Intl.NumberFormatOptions = {}) =>
      number(share, { style: 'percent', maximumFractionDigits: 0, ...options }).replace(
        '\u202f%',
        `${nbsp}%`,
      ),
    /** 12,50 € · €12.50 */
    money: (amount: number, currency: string) =>
      number(amount, { style: 'currency', currency, maximumFractionDigits: undefined }),
    /** −14 à +27 · −14 to +27, already written ends. */
    range: (low: string, high: string) => `${low}${nbsp}${french ? 'à' : 'to'}${nbsp}${high}`,
    /** 1er, 2e · 1st, 2nd */
    ordinal: (position: number): string => {
      if (french) return position === 1 ? '1er' : `${position}e`
      const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(position)
      return `${position}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }[rule]}`
    },
    /** 340 o · 1,2 Mo · 340 B · 1.2 MB */
    bytes: (count: number): string => {
      const units = french ? ['o', 'ko', 'Mo', 'Go'] : ['B', 'kB', 'MB', 'GB']
      let step = 0
      let value = count
      while (value >= 999.5 && step < units.length - 1) {
        value /= 1000
        step += 1
      }
      return `${number(value, { maximumFractionDigits: step === 0 || value >= 10 ? 0 : 1 })}${nbsp}${units[step]}`
    },
    /** Anna, Luc et Inès · Anna, Luc and Inès */
    list: (items: Iterable<string>) => lists.format(items),
    either: (items: Iterable<string>) => choices.format(items),
    phone: (e164: string) => phone(e164, callingCode),
  }
}

export type Format = ReturnType<typeof createFormat>

/** Writes a number kept as +33612345678 the way people read it: 06 12 34 56 78 at home, +44 20 794 … abroad. */
function phone(e164: string, callingCode: string): string {
  if (!/^\+\d{6,15}$/.test(e164)) return e164
  const digits = e164.slice(1)
  if (digits.startsWith('33') && digits.length === 11) {
    const national = digits.slice(2)
    const pairs = national.slice(1).match(/\d\d/g)!.join(nbsp)
    return callingCode === '33' ? `0${national[0]}${nbsp}${pairs}` : `+33${nbsp}${national[0]}${nbsp}${pairs}`
  }
  const code = callingCodeOf(digits)
  const rest = digits.slice(code.length)
  const groups: string[] = []
  for (let place = rest.length; place > 0; place -= 3)
    groups.unshift(rest.slice(Math.max(0, place - 3), place))
  // A lone digit in front reads badly: 2 079 460 958 becomes 2079 460 958.
  if (groups.length > 1 && groups[0]!.length === 1) groups.splice(0, 2, groups[0]! + groups[1]!)
  return `+${code}${nbsp}${groups.join(nbsp)}`
}

/** ITU calling codes are one digit for zones 1 and 7, two for those listed, three for the others. */
function callingCodeOf(digits: string): string {
  if (/^[17]/.test(digits)) return digits.slice(0, 1)
  const two = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/
  return two.test(digits) ? digits.slice(0, 2) : digits.slice(0, 3)
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

function withMinus(text: string): string {
  return text.replace(/^-|(?<=\p{Sc})-|-(?=[\d\p{Sc}])/u, minus)
}

/** "5 janvier" must not be cut at the end of a line between the figure and its word. */
function unbroken(text: string): string {
  return text.replace(/(\d+(?:er|e)?) (?=\p{L})/gu, `$1${nbsp}`)
}
