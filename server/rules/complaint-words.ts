import { readyRule } from './conditions.ts'
import type { Folded } from './facts.ts'

/** Words by which a customer says that this is a complaint, in both languages; an asterisk takes every ending. */
const words = [
  'réclamation*',
  'plainte*',
  'porter plainte',
  'mécontent*',
  'inadmissible*',
  'inacceptable*',
  'scandaleux',
  'scandaleuse',
  'honteux',
  'honteuse',
  'avocat*',
  'mise en demeure',
  'médiateur*',
  'tribunal',
  'arnaque*',
  'escroc*',
  'complain*',
  'unacceptable',
  'disgraceful',
  'outrageous',
  'lawyer*',
  'solicitor*',
  'ombudsman',
  'scam*',
  'rip off',
  'legal action',
]

const says = readyRule({ all: [{ on: 'words', in: 'both', has: words, not: false }], any: [] })

/** True for a message that says in its own words that it is a complaint: nothing ready-made answers it (E49). */
export const saysComplaint = (request: Folded): boolean => says.holds(request)
