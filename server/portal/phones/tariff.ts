import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Phone } from '#contract/portal.ts'
import { toE164 } from '#server/contacts/index.ts'

export type Tariff = Phone['tariff']

/** A number as it is kept, or the four digits of a short French one; undefined when it is neither. */
export function readNumber(text: string, country: string): string | undefined {
  const digits = text.replaceAll(/[\s.-]/g, '')
  if (country === 'FR' && /^3[0-9]{3}$/.test(digits)) return digits
  return toE164(text, country)
}

/**
 * What the numbering plan says a call costs. French ranges are those of ARCEP's decision 2018-0881: 0800 to 0805 free,
 * 0806 to 0809 the price of a usual call, any other 08 more than that. What is not known to be cheap counts as dear.
 */
export function tariffOf(number: string): Tariff {
  if (/^3[01]\d\d$/.test(number)) return 'free'
  if (/^3\d{3}$/.test(number)) return 'surcharged'
  if (number.startsWith('+33')) {
    const national = number.slice(3)
    if (/^80[0-5]/.test(national)) return 'free'
    if (/^80[6-9]/.test(national)) return 'shared'
    if (/^[1-79]\d{8}$/.test(national)) return 'standard'
    return 'surcharged'
  }
  const read = parsePhoneNumberFromString(number)
  const type = read?.getType()
  if (type === 'PREMIUM_RATE' || type === 'SHARED_COST') return 'surcharged'
  if (type === 'TOLL_FREE') return 'free'
  return frenchOverseas.some(code => number.startsWith(code)) ? 'standard' : 'abroad'
}

const frenchOverseas = ['+262', '+508', '+590', '+594', '+596']

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
