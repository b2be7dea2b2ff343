const NARROW = '\u202f'
const NO_BREAK = '\u00a0'

/** Sets plain French text as a careful adviser would: narrow spaces before ; ! ?, no-break before : and units, ’ and …. */
export function typesetFrench(text: string): string {
  return text
    .replaceAll("'", '’')
    .replaceAll('...', '…')
    .replace(/ ([;!?])/g, `${NARROW}$1`)
    .replace(/ :/g, `${NO_BREAK}:`)
    .replace(/« /g, `«${NO_BREAK}`)
    .replace(/ »/g, `${NO_BREAK}»`)
    .replace(/(\d) h (\d\d)/g, `$1${NO_BREAK}h${NO_BREAK}$2`)
    .replace(/(\d) (h|min|cm|m|kg|g|ml|l|°C|€|%)(?![\p{L}\d])/gu, `$1${NO_BREAK}$2`)
}

/** Sets plain English text: typographic apostrophes and ellipses. */
export function typesetEnglish(text: string): string {
  return text.replaceAll("'", '’').replaceAll('...', '…')
}

const ACCENTS: Record<string, string> = {
  à: 'a',
  â: 'a',
  ä: 'a',
  ç: 'c',
  é: 'e',
  è: 'e',
  ê: 'e',
  ë: 'e',
  î: 'i',
  ï: 'i',
  ô: 'o',
  ö: 'o',
  ù: 'u',
  û: 'u',
  ü: 'u',
  À: 'A',
  Â: 'A',
  Ç: 'C',
  É: 'E',
  È: 'E',
  Ê: 'E',
  Î: 'I',
  Ô: 'O',
  œ: 'oe',
  Œ: 'Oe',
}

/** Takes the accents off, as people who type fast on a foreign keyboard do; also what search compares. */
export function withoutAccents(text: string): string {
  return text.replace(/[àâäçéèêëîïôöùûüÀÂÇÉÈÊÎÔœŒ]/g, letter => ACCENTS[letter] ?? letter)
}
