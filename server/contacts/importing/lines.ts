import { inert } from '#contract/inert.ts'
import { type AttributeValues, changeAttributes, type Definition } from '../attribute-values.ts'
import { type IdentityKind, normaliseIdentity } from '../identity.ts'
import { cleanName } from '../names.ts'

/** Someone as a line of a file tells them; what the line leaves empty is absent. */
export interface Told {
  line: number
  /** Empty when the line has none: a new card is then called by its address. */
  name: string
  firstName?: string
  lastName?: string
  language?: 'fr' | 'en'
  stage?: 'prospect' | 'customer' | 'inactive' | 'lost'
  isVip?: boolean
  preferredChannel?: string
  company?: string
  attributes: AttributeValues
  identities: { kind: IdentityKind; value: string; shown: string }[]
}

export interface LineRefusal {
  line: number
  code: string
  values: Record<string, unknown>
}

export interface Reading {
  columns: readonly string[]
  mapping: readonly (string | null)[]
  definitions: Definition[]
  country: string
}

/** What a line says, or why it is refused: the first thing in it that cannot be. */
export function readLine(line: number, record: readonly string[], reading: Reading): Told | LineRefusal {
  const { columns, mapping, definitions, country } = reading
  const told: Told = { line, name: '', attributes: {}, identities: [] }
  for (const [index, target] of mapping.entries()) {
    const text = cellText(record[index])
    if (!target || text === '') continue
    const most = longest[target] ?? (target.startsWith('attributes.') ? 2000 : 320)
    const problem = text.includes('\uFFFD')
      ? 'bad_encoding'
      : tooLong(text, most)
        ? 'cell_too_long'
        : take(told, target, text, definitions, country)
    if (problem)
      return {
        line,
        code: `import.${problem}`,
        values: { column: columns[index] ?? '', value: text.slice(0, 200), most },
      }
  }
  if (told.identities.length === 0) return { line, code: 'import.no_identity', values: {} }
  told.name = told.name || cleanName([told.firstName, told.lastName].filter(Boolean).join(' '))
  return told
}

/** Letters that each thing may have, where it is not what an address may. */
const longest: Record<string, number> = {
  ...{ name: 300, firstName: 150, lastName: 150, company: 300, preferredChannel: 40 },
}

/** What is cut in silence is lost: more letters than this are refused. */
export const tooLong = (text: string, most: number): boolean => text.length > most && [...text].length > most

/** A cell as it was written, without the spaces around it. */
export const cellText = (cell: string | undefined): string => asWritten(cell?.trim() ?? '')

/** A cell without the apostrophe that our own exports put before what a spreadsheet would run. */
const asWritten = (text: string): string =>
  text.startsWith("'") && inert(text.slice(1)) === text ? text.slice(1) : text

/** Takes one cell in; says what is wrong with it. */
function take(
  told: Told,
  target: string,
  text: string,
  definitions: Definition[],
  country: string,
): string | undefined {
  switch (target) {
    case 'name':
      told.name = cleanName(text)
      return undefined
    case 'firstName':
    case 'lastName':
      told[target] = cleanName(text)
      return undefined
    case 'email':
    case 'phone':
    case 'whatsapp':
    case 'external': {
      const normal = normaliseIdentity(target, text, country)
      if (!normal) return target === 'email' ? 'bad_email' : 'bad_phone'
      if (!told.identities.some(one => one.kind === target && one.value === normal.value))
        told.identities.push({ kind: target, ...normal })
      return undefined
    }
    case 'company':
      told.company = cleanName(text)
      return undefined
    case 'language': {
      const language = languages[text.toLowerCase().slice(0, 3)]
      if (!language) return 'bad_language'
      told.language = language
      return undefined
    }
    case 'stage': {
      const stage = stages[text.toLowerCase()]
      if (!stage) return 'bad_stage'
      told.stage = stage
      return undefined
    }
    case 'isVip': {
      const isVip = yesOrNo(text)
      if (isVip === undefined) return 'bad_yes_or_no'
      told.isVip = isVip
      return undefined
    }
    case 'preferredChannel':
      told.preferredChannel = text.toLowerCase()
      return undefined
    default:
      return takeAttribute(told, target.replace('attributes.', ''), text, definitions)
  }
}

function takeAttribute(told: Told, key: string, text: string, definitions: Definition[]): string | undefined {
  const definition = definitions.find(one => one.key === key)
  if (!definition) return 'unknown_attribute'
  const value = cellOf(definition, text)
  if (value === undefined) return `bad_${definition.type}`
  try {
    told.attributes = changeAttributes(definitions, told.attributes, { [key]: value })
    return undefined
  } catch {
    return `bad_${definition.type}`
  }
}

/** A cell as the attribute's type holds it: numbers with comma or point, days as they are written in France or by ISO. */
export function cellOf(definition: Definition, text: string): string | number | boolean | undefined {
  switch (definition.type) {
    case 'number': {
      const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.')
      return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined
    }
    case 'boolean':
      return yesOrNo(text)
    case 'date': {
      const day = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text)
      return day ? `${day[3]}-${day[2]!.padStart(2, '0')}-${day[1]!.padStart(2, '0')}` : text.slice(0, 10)
    }
    case 'choice':
      return definition.choices.find(choice => choice.toLowerCase() === text.toLowerCase()) ?? text
    case 'text':
      return text
  }
}

const languages: Record<string, 'fr' | 'en'> = {
  fr: 'fr',
  fra: 'fr',
  'fr-': 'fr',
  en: 'en',
  eng: 'en',
  ang: 'en',
  'en-': 'en',
}
const stages: Record<string, Told['stage']> = {
  prospect: 'prospect',
  customer: 'customer',
  client: 'customer',
  inactive: 'inactive',
  inactif: 'inactive',
  lost: 'lost',
  perdu: 'lost',
}

function yesOrNo(text: string): boolean | undefined {
  if (/^(oui|o|yes|y|true|vrai|1|x)$/i.test(text)) return true
  return /^(non|n|no|false|faux|0)$/i.test(text) ? false : undefined
}
