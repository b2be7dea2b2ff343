import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Phone } from '#contract/portal.ts'
import { toE164 } from '#server/contacts/index.ts'
import type { Tariff } from '#server/platform/tariff.ts'

/** A number as it is kept, or the four digits of a short French one; undefined when it is neither. */
export function readNumber(text: string, country: string): string | undefined {
  const digits = text.replaceAll(/[\s.-]/g, '')
  if (country === 'FR' && /^3[0-9]{3}$/.test(digits)) return digits
  return toE164(text, country)
}

/** A number as people read it: in pairs where it is French, with its country code elsewhere. */
export function shownNumber(number: string): string {
  if (number.length === 4) return `${number.slice(0, 2)} ${number.slice(2)}`
  const read = parsePhoneNumberFromString(number)
  if (!read) return number
  return read.countryCallingCode === '33' ? read.formatNational() : read.formatInternational()
}

/** Whether whoever bought something may be sent to this number (C. conso, art. L121-16; TEL-1, E24). */
export const mayServe = (purpose: Phone['purpose'], tariff: Tariff): boolean =>
  tariff !== 'surcharged' || (purpose !== 'support' && purpose !== 'complaint')
