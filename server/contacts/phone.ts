import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** Countries that share the French way of dialling: 0262 41 23 45 is one number from Lille and from Saint-Denis. */
const french: CountryCode[] = ['FR', 'GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'BL', 'MF']

/**
 * The country code of what the French numbering plan gives to overseas, by its first three digits. The metadata takes
 * some of them (0596, 0269) for numbers of the mainland.
 */
const overseas: Record<string, string> = {
  ...{ 262: '262', 263: '262', 269: '262', 639: '262', 692: '262', 693: '262' },
  ...{ 590: '590', 690: '590', 691: '590' },
  ...{ 594: '594', 694: '594' },
  ...{ 596: '596', 696: '596', 697: '596' },
}

/**
 * The E.164 form of a number, read as someone of `country` would dial it; undefined when it cannot be one. Overseas
 * numbers written or sent as if they were of the mainland (+33 262…) get their own country code, so that both are one.
 */
export function toE164(text: string, country: string): string | undefined {
  const number = read(text, country)
  // What would read differently once it is written (+84 00… loses its zeros one by one) is no number.
  return number !== undefined && read(number, country) === number ? number : undefined
}

function read(text: string, country: string): string | undefined {
  const dialled = text
    .normalize('NFKC')
    .replace(/\s*(?:poste|ext\.?|extension|#)\s*\d+\s*$/i, '')
    .trim()
  const home = isSupportedCountry(country) ? country : 'FR'
  const number = parsePhoneNumberFromString(dialled, home)
  if (!number) return undefined
  // Of the mainland, or not yet known where: from Saint-Denis, 06 12… is of the mainland and 0692… is not.
  const national =
    number.countryCallingCode === '33'
      ? number.nationalNumber
      : french.includes(home) && !number.isValid() && !dialled.startsWith('+')
        ? number.nationalNumber
        : undefined
  if (national) return inFrance(national)
  return number.isPossible() ? number.number : undefined
}

function inFrance(national: string): string | undefined {
  if (national.length !== 9) return undefined
  // ARCEP keeps 06 39 98 for films and demonstrations; Mayotte has the rest of 0639.
  if (national.startsWith('63998')) return `+33${national}`
  // 0508 is how one dials Saint-Pierre-et-Miquelon, whose own numbers have six digits.
  if (national.startsWith('508')) return `+508${national.slice(3)}`
  const code = overseas[national.slice(0, 3)]
  if (code) return `+${code}${national}`
  for (const country of french) {
    const number = parsePhoneNumberFromString(`0${national}`, country)
    if (number?.isValid()) return number.number
  }
  return `+33${national}`
}
