import { isPlaceholder } from '../names.ts'

/** What one card says, field by field; attributes as `attributes.<key>`, moments as text. */
export type Fields = Record<string, unknown>

/** A card merged into another, as far as fields go. */
export interface Merged {
  /** Fields for which its value was chosen, whatever it is. */
  chosen: ReadonlySet<string>
  /** Fields written on the card that shows it since: nothing comes from here any more. */
  settled: ReadonlySet<string>
  /** What it shows itself. */
  fields: Fields
}

/** The columns of a card that a merge may bring; `stage_since` goes with `stage`, the parts of a name with `name`. */
export const fieldColumns = [
  'name',
  'first_name',
  'last_name',
  'language',
  'company_id',
  'stage',
  'stage_since',
  'is_vip',
  'is_minor',
  'preferred_channel',
  'blocked_at',
] as const
export type FieldColumn = (typeof fieldColumns)[number]

const together: Record<string, readonly string[]> = {
  name: ['name', 'first_name', 'last_name'],
  stage: ['stage', 'stage_since'],
}

/** A choice for a field, with the fields that go with it. */
export const withCompanions = (chosen: readonly string[]): string[] =>
  [...new Set(chosen.flatMap(field => together[field] ?? [field]))].toSorted()

const attribute = 'attributes.'

/** The fields of a row, so that they can be compared and kept as JSON. */
export function fieldsOf(row: { [Column in FieldColumn]: unknown } & { attributes: unknown }): Fields {
  const fields: Fields = {}
  for (const column of fieldColumns) {
    const value = row[column]
    fields[column] = value instanceof Date ? value.toISOString() : value
  }
  for (const [key, value] of Object.entries(row.attributes as Record<string, unknown>))
    fields[attribute + key] = value
  return fields
}

/** The fields in which a row differs from what it was; null for an attribute that was taken away. */
export function changedFields(before: Parameters<typeof fieldsOf>[0], after: typeof before): Fields {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  return Object.fromEntries(
    [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter(field => was[field] !== is[field])
      .map(field => [field, is[field] ?? null]),
  )
}

/** The columns that hold these fields. */
export function columnsOf(fields: Fields) {
  const attributes = Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) =>
      field.startsWith(attribute) && value !== null && value !== undefined
        ? [[field.slice(attribute.length), value] as const]
        : [],
    ),
  )
  return {
    ...(Object.fromEntries(fieldColumns.map(column => [column, fields[column] ?? null])) as Record<
      FieldColumn,
      never
    >),
    attributes: JSON.stringify(attributes),
  }
}

/**
 * What a card shows: what was written on it, then what each card merged into it brings, in the order of the merges: the
 * chosen fields, and those that were still empty.
 */
export function shownFields(own: Fields, merged: readonly Merged[]): Fields {
  const shown = { ...own }
  for (const { chosen, settled, fields } of merged)
    for (const field of new Set([...Object.keys(shown), ...Object.keys(fields)])) {
      // The moment of a stage and the parts of a name never come alone.
      const lead = field === 'stage_since' ? 'stage' : field
      if (lead !== field || settled.has(field)) continue
      if (!chosen.has(field) && !(isEmpty(field, shown[field]) && !isEmpty(field, fields[field]))) continue
      for (const one of field === 'stage' ? together.stage! : [field]) shown[one] = fields[one] ?? null
    }
  return shown
}

/** The fields that the cards say differently, so that one has to be shown: what a preview asks about. */
export function conflicts(kept: Fields, other: Fields): string[] {
  return [...new Set([...Object.keys(kept), ...Object.keys(other)])]
    .filter(field => field !== 'stage_since' && field !== 'first_name' && field !== 'last_name')
    .filter(
      field => !isEmpty(field, kept[field]) && !isEmpty(field, other[field]) && kept[field] !== other[field],
    )
    .toSorted()
}

/** True for what says nothing of a person: no value, an address in place of a name, the stage everyone begins with. */
export function isEmpty(field: string, value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (field === 'name') return isPlaceholder(String(value))
  if (field === 'stage') return value === 'prospect'
  return value === false && !field.startsWith(attribute)
}
