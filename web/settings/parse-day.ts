const months: readonly string[][] = [
  ['janvier', 'january'],
  ['fevrier', 'february'],
  ['mars', 'march'],
  ['avril', 'april'],
  ['mai', 'may'],
  ['juin', 'june'],
  ['juillet', 'july'],
  ['aout', 'august'],
  ['septembre', 'september'],
  ['octobre', 'october'],
  ['novembre', 'november'],
  ['decembre', 'december'],
]

/**
 * Reads a day as people type it: 24/12/2026, 24/12, 24 décembre, 24 dec 2026, 2026-12-24. The day comes before the
 * month, as in both our languages; without a year, it is the next such day. Null when it is none.
 */
export function parseDay(text: string, today: string): string | null {
  const plain = text
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain)
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const found = /^(\d{1,2})(?:er|st|nd|rd|th)?[\s./-]+(\d{1,2}|[a-z]{3,}\.?)(?:[\s./-]+(\d{4}|\d{2}))?$/.exec(
    plain,
  )
  if (!found) return null
  const [, day = '', monthText = '', yearText] = found
  const month = monthOf(monthText)
  if (!month) return null
  if (yearText) return dayOf(Number(yearText.length === 2 ? `20${yearText}` : yearText), month, Number(day))
  const thisYear = Number(today.slice(0, 4))
  const next = dayOf(thisYear, month, Number(day))
  return next !== null && next < today ? dayOf(thisYear + 1, month, Number(day)) : next
}

/** A month by its figure, or by the beginning of its name in either language when only one begins so. */
function monthOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  const start = text.replace('.', '')
  const found = months.flatMap((names, index) =>
    names.some(name => name.startsWith(start)) ? [index + 1] : [],
  )
  return found.length === 1 ? found[0] : undefined
}

/** A day that exists, as calendars write it. */
function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || month < 1) return null
  return date.toISOString().slice(0, 10)
}
