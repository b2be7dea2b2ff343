import type { Customer } from './customers.ts'
import type { Random } from './random.ts'
import { typesetEnglish, typesetFrench, withoutAccents } from './typography.ts'

const shortFr: readonly (readonly [RegExp, string])[] = [
  [/\bbeaucoup\b/g, 'bcp'],
  [/\btoujours\b/g, 'tjrs'],
  [/\bs'il vous plaît\b/g, 'svp'],
  [/\brendez-vous\b/g, 'rdv'],
  [/\bje n'ai\b/gi, "j'ai"],
  [/\bc'est\b/g, 'cest'],
  [/\bquelqu'un\b/g, 'quelquun'],
  [/\bça\b/g, 'sa'],
  [/\bqu'est-ce\b/gi, 'kesce'],
  [/\bà\b/g, 'a'],
]
const shortEn: readonly (readonly [RegExp, string])[] = [
  [/\bplease\b/gi, 'pls'],
  [/\bI'm\b/g, 'Im'],
  [/\bdon't\b/g, 'dont'],
  [/\bcan't\b/g, 'cant'],
  [/\byour\b/g, 'ur'],
  [/\breceived\b/g, 'recieved'],
  [/\bdefinitely\b/g, 'definately'],
  [/\bwould have\b/g, 'would of'],
]

/** Writes a customer's words as that customer types: accents, capitals and letters may go astray, references never do. */
export function asTypedBy(customer: Customer, text: string, random: Random): string {
  // Telephones set quotes and ellipses by themselves; French spacing they leave to the person.
  if (customer.slips === 'none') {
    if (customer.manner === 'formal')
      return customer.language === 'fr' ? typesetFrench(text) : typesetEnglish(text)
    return customer.device === undefined ? text : text.replaceAll("'", '’')
  }
  let typed = text
  if (customer.language === 'fr') {
    if (random.chance(customer.slips === 'many' ? 0.6 : 0.25)) typed = withoutAccents(typed)
    if (random.chance(0.5)) typed = typed.replace(/ ([?!:;])/g, '$1')
  }
  if (customer.slips === 'many') {
    for (const [full, short] of customer.language === 'fr' ? shortFr : shortEn)
      if (random.chance(0.5)) typed = typed.replace(full, short)
    if (random.chance(0.35)) typed = typed.toLowerCase().replace(/mb-(\d)/g, 'MB-$1')
    if (random.chance(0.1)) typed = typed.replace(/([!?])/g, '$1$1$1')
  }
  // A subject line is short and read again before it is sent.
  const isShort = text.length < 60
  const count = isShort
    ? Number(random.chance(0.12))
    : customer.slips === 'many'
      ? random.int(1, 3)
      : random.int(0, 1)
  for (let i = 0; i < count; i++) typed = oneSlip(typed, random)
  return typed
}

/** One letter doubled, dropped, or swapped with its neighbour, inside a long lower-case word. */
function oneSlip(text: string, random: Random): string {
  for (let attempt = 0; attempt < 8; attempt++) {
    const at = random.int(1, Math.max(1, text.length - 4))
    if (!/^[a-zà-ÿ]{4}$/.test(text.slice(at - 1, at + 3))) continue
    const kind = random.int(0, 2)
    if (kind === 0) return text.slice(0, at) + text[at] + text.slice(at)
    if (kind === 1) return text.slice(0, at) + text.slice(at + 1)
    return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
  }
  return text
}
