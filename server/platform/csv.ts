import { stringify } from 'csv-stringify/sync'
import type { Language } from '#contract/common.ts'
import { inert } from '#contract/inert.ts'

export type CsvCell = string | number | boolean | null

/**
 * Writes a table that a spreadsheet opens as it is: a mark so that accents are read right, semicolons in French where the
 * comma is the decimal sign. A text that a spreadsheet would run as a formula is kept from it (SEC-7).
 */
export function csvOf(rows: readonly (readonly CsvCell[])[], language: Language): string {
  return stringify(
    rows.map(row => row.map(cell => (typeof cell === 'string' ? inert(cell) : written(cell, language)))),
    { bom: true, delimiter: language === 'fr' ? ';' : ',', record_delimiter: 'windows' },
  )
}

function written(cell: number | boolean | null, language: Language): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return String(cell)
  return language === 'fr' ? String(cell).replace('.', ',') : String(cell)
}
