import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** Countries that share the French way of dialling: 0262 41 23 45 is one number from Lille and from Saint-Denis. */
const french: CountryCode[] = ['FR', 'GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'BL', 'MF']

/**
 * The E.164 form of a number, read as someone of `country` would dial it; undefined when it cannot be one. Overseas
 * numbers written or sent as if they were metropolitan (+33 262…) get their own country code, so that both are one.
 */
export function toE164(text: string, country: string): string | undefined {
  const dialled = text
    .normalize('NFKC')
    .replace(/\s*(?:poste|ext\.?|extension|#)\s*\d+\s*$/i, '')
    .trim()
  const home = isSupportedCountry(country) ? country : 'FR'
  const first = parsePhoneNumberFromString(dialled, home)
  if (first?.country && !french.includes(first.country) && first.isValid()) return first.number
  const national = first?.countryCallingCode === '33' ? `0${first.nationalNumber}` : undefined
  // 0508 is how one dials Saint-Pierre-et-Miquelon; the metadata takes it for a number of the south-west.
  if (national?.startsWith('0508')) return `+508${national.slice(4)}`
  // ARCEP keeps 06 39 98 for films and demonstrations; Mayotte owns the rest of 0639.
  if (national?.startsWith('063998')) return first!.number
  if (first?.isValid()) return first.number
  if (national || french.includes(home))
    for (const other of french) {
      const number = parsePhoneNumberFromString(national ?? dialled, other)
      if (number?.isValid()) return number.number
    }
  return first?.isPossible() ? first.number : undefined
}
