import type { SensitiveKind } from '#contract/common.ts'
import { maskCards } from '#server/platform/card-masking.ts'

export interface Sensitive {
  start: number
  end: number
  kind: SensitiveKind
}

/** What a note should not hold without need (DAT-7): numbers that identify, health, beliefs, insults. */
export function sensitiveIn(text: string): Sensitive[] {
  return [...socialSecurityIn(text), ...ibansIn(text), ...cardsIn(text), ...wordsOf(text)].toSorted(
    (one, other) => one.start - other.start,
  )
}

/** French social-security numbers whose key is right: 13 digits, Corsica's letters, and 97 less the remainder. */
function socialSecurityIn(text: string): Sensitive[] {
  const shape =
    /(?<![\p{L}\p{N}])[1-478] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\p{L}\p{N}])/giu
  return found(text, shape, 'social_security', number => {
    const digits = number.replaceAll(/\s/g, '').toUpperCase().replace('2A', '19').replace('2B', '18')
    return 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13))
  })
}

/** Bank accounts whose two check digits are right (ISO 13616). */
function ibansIn(text: string): Sensitive[] {
  const shape = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])/gu
  return found(text, shape, 'iban', account => {
    const compact = account.replaceAll(' ', '')
    const moved = compact.slice(4) + compact.slice(0, 4)
    const digits = moved.replaceAll(/[A-Z]/g, letter => String(letter.charCodeAt(0) - 55))
    return compact.length >= 15 && compact.length <= 34 && BigInt(digits) % 97n === 1n
  })
}

/** Payment cards, as the masking that keeps them out of the database sees them. */
function cardsIn(text: string): Sensitive[] {
  return found(text, /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g, 'card', number => maskCards(number).masked > 0)
}

function found(text: string, shape: RegExp, kind: SensitiveKind, isTrue: (match: string) => boolean) {
  return [...text.matchAll(shape)].flatMap((match): Sensitive[] =>
    isTrue(match[0]) ? [{ start: match.index, end: match.index + match[0].length, kind }] : [],
  )
}

/** Stems, folded; each stands for the words that begin with it. */
const stems: Record<'health' | 'religion' | 'insult', readonly string[]> = {
  health: [
    'cancer',
    'diabet',
    'depressi',
    'seropositi',
    'vih',
    'hiv',
    'handicap',
    'disabilit',
    'invalidit',
    'enceinte',
    'pregnan',
    'grossesse',
    'maladie',
    'illness',
    'chimiotherap',
    'chemotherap',
    'psychiatr',
    'bipolair',
    'bipolar',
    'schizophren',
    'autis',
    'alcooliq',
    'alcoholi',
    'toxicoman',
    'epilep',
    'avortement',
    'abortion',
    'hospitalis',
    'hospitaliz',
    'anorex',
  ],
  religion: [
    'musulman',
    'muslim',
    'islam',
    'juif',
    'juive',
    'jewish',
    'catholi',
    'chretien',
    'christian',
    'protestant',
    'bouddhis',
    'buddhis',
    'hindou',
    'hindu',
    'athee',
    'atheis',
    'temoin de jehovah',
    'jehovah',
    'syndicalis',
    'homosexu',
    'lesbien',
    'lesbian',
    'transgenre',
    'transgender',
  ],
  insult: [
    'connard',
    'connasse',
    'salope',
    'salaud',
    'encule',
    'abruti',
    'cretin',
    'debile',
    'imbecile',
    'pauvre type',
    'emmerdeu',
    'casse-couille',
    'chieuse',
    'chieur',
    'idiot',
    'moron',
    'stupid',
    'asshole',
    'bastard',
    'bitch',
    'cunt',
    'wanker',
    'dickhead',
    'jerk',
  ],
}

/** Words that begin like one and are none. */
const innocent = /^christiane?$/

function wordsOf(text: string): Sensitive[] {
  const folded = text.replaceAll(/\p{L}/gu, letter => {
    const plain = letter.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
    return plain.length === letter.length ? plain : letter // places stay those of the text
  })
  return Object.entries(stems).flatMap(([kind, list]) =>
    list.flatMap(stem =>
      [...folded.matchAll(new RegExp(`(?<!\\p{L})${stem}\\p{L}*`, 'gu'))].flatMap((match): Sensitive[] =>
        innocent.test(match[0])
          ? []
          : [{ start: match.index, end: match.index + match[0].length, kind: kind as SensitiveKind }],
      ),
    ),
  )
}
