import { inert } from '../../contract/inert.ts'

export type Cell = string | number | null

/**
 * Writes a table that a spreadsheet opens as it is: a mark so that accents are read right, commas in English, semicolons
 * in French where the comma is the decimal sign. A text that a spreadsheet would run as a formula is kept from it.
 */
export function toCsv(rows: readonly (readonly Cell[])[], language: 'fr' | 'en'): string {
  const separator = language === 'fr' ? ';' : ','
  const lines = rows.map(row => row.map(cell => written(cell, language, separator)).join(separator))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function written(cell: Cell, language: 'fr' | 'en', separator: string): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return language === 'fr' ? String(cell).replace('.', ',') : String(cell)
  const safe = inert(cell)
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
