/** How our sentences are written, for the tests of both languages' files. */

type Fault = { pattern: RegExp; says: string }

// Spaces are written by their number: the ones that do not break look like any other.
const french: Fault[] = [
  { pattern: /[^\u202F?!;\s"«»(]([;!?])(?=$|[\s»)\u00A0])/u, says: 'U+202F is missing before ; ! ?' },
  { pattern: /[ \u00A0][;!?]/u, says: 'the space before ; ! ? must be U+202F' },
  { pattern: /[^\u00A0\s:]:(?=$|\s)/u, says: 'U+00A0 is missing before a colon' },
  { pattern: /[ \u202F]:(?=$|\s)/u, says: 'the space before a colon must be U+00A0' },
  { pattern: /[\d}][ \u202F]?%/u, says: 'U+00A0 is missing before %' },
  { pattern: /«(?!\u00A0)/u, says: 'U+00A0 is missing after «' },
  { pattern: /(?<!\u00A0)»/u, says: 'U+00A0 is missing before »' },
  { pattern: /['‘]/u, says: 'the apostrophe must be ’' },
  { pattern: /"(?![^<]*>)|[“”]/u, says: 'quotation marks must be « »' },
  { pattern: /\.\.\./u, says: 'three dots must be …' },
  { pattern: /(^|[\s(])-\d/u, says: 'a minus must be U+2212' },
  { pattern: /\d ?h\d|\b\d{1,2}:\d{2}\b/u, says: 'a time is written 9 h 30' },
  {
    pattern: /[\d}] (?:h|min|s|j|ko|Mo|Go|€|km|px)(?![\p{L}’-])/u,
    says: 'U+00A0 is missing before a unit',
  },
  { pattern: /\b\d{1,3} \d{3}\b/u, says: 'thousands are kept together by U+202F' },
  { pattern: /\d(?:[èeé]mes?|i[èe]mes?|[èe]re|nde?)(?!\p{L})/u, says: 'ordinals are 1er, 1re, 2e' },
  { pattern: /\p{L}(?:·\p{L}|\((?:e|s|es|le|ne)\))/u, says: 'no median point, no (e)' },
  {
    pattern:
      /(?<!\p{L})(?:Etat|Etape|Equipe|Ecran|Ecrire|Echec|Echéance|Echange|Editer|Elément|Evénement|Ecouter|Episode|Etiquette|Ecart|Envoye|Etre|Eteindre|Ca)(?:s|nt)?(?!\p{L})/u,
    says: 'capitals keep their accents',
  },
  {
    pattern:
      /(?:^|[.?] )A (?:la|l’|partir|propos|qui|faire|traiter|chaque|tout|quoi|nouveau|côté|venir)(?!\p{L})/u,
    says: 'À keeps its accent',
  },
]

const anyLanguage: Fault[] = [
  { pattern: /!/u, says: 'no exclamation mark' },
  {
    pattern: /(?<!\p{L})(?:oops|oups|please|veuillez|s’il vous pla[iî]t)(?!\p{L})/iu,
    says: 'no oops, no please',
  },
  { pattern: /\.\.\./u, says: 'three dots must be …' },
]

/** What French typography would correct in a sentence. */
export function frenchFaults(sentence: string): string[] {
  return faultsIn(withoutCode(sentence), french)
}

/** What our own way of speaking would correct in a sentence of either language. */
export function wordingFaults(sentence: string): string[] {
  return faultsIn(sentence, anyLanguage)
}

/** True when a sentence long enough to differ is the same in both languages, so probably never translated. */
export function sameSentence(french: string, english: string): boolean {
  const words = withoutCode(french).match(/\p{L}{2,}/gu) ?? []
  return french === english && words.length >= 2 && french.length >= 12
}

function faultsIn(sentence: string, faults: Fault[]): string[] {
  return faults.filter(({ pattern }) => pattern.test(sentence)).map(({ says }) => says)
}

/** Addresses, tags, references and names of variables follow rules of their own; a hole stands for a word. */
function withoutCode(sentence: string): string {
  return sentence
    .replace(/\$t\([^)]*\)/g, '}')
    .replace(/\{\{.*?\}\}/g, '}')
    .replace(/\b(?:https?|mailto|smtps?|postgresql):\S+/g, 'adresse')
    .replace(/[\w.+-]+@[\w.-]+/g, 'adresse')
    .replace(/`[^`]*`|<code>.*?<\/code>/g, 'code')
    .replace(/&\w+;/g, ' ')
}
