import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Phone } from '#contract/portal.ts'

export type Tariff = Phone['tariff']

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
  // The whole of 900 is dear in North America, the numbers that nobody has yet too.
  if (number.startsWith('+1900')) return 'surcharged'
  const read = parsePhoneNumberFromString(number)
  const type = read?.getType()
  if (type === 'PREMIUM_RATE' || type === 'SHARED_COST') return 'surcharged'
  if (type === 'TOLL_FREE') return 'free'
  return frenchOverseas.some(code => number.startsWith(code)) ? 'standard' : 'abroad'
}

const frenchOverseas = ['+262', '+508', '+590', '+594', '+596']
