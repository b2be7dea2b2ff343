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
  const safe = isFormula(cell) ? `'${cell}` : cell
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** What begins like a formula, even behind spaces: = + - @, their full-width twins, a tabulation or a line end. */
function isFormula(text: string): boolean {
  return /^[\s\u00A0\u202F]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) || /^[\t\r\n]/.test(text)
}
