import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

test('a table is written for the spreadsheet of each language', () => {
  const rows = [
    ['Semaine', 'CSAT'],
    ['2026-11-16', 0.667],
    ['2026-11-09', null],
  ]
  expect(toCsv(rows, 'fr')).toBe('\uFEFFSemaine;CSAT\r\n2026-11-16;0,667\r\n2026-11-09;\r\n')
  expect(toCsv(rows, 'en')).toBe('\uFEFFSemaine,CSAT\r\n2026-11-16,0.667\r\n2026-11-09,\r\n')
})

test.each([
  '=HYPERLINK("http://evil.example")',
  '+33612345678',
  '-2',
  '@SUM(A1)',
  ' =1+1',
  '\u00A0=1+1',
  '\t=1',
  '\uFF1D1+1',
])('%j is kept from running as a formula', text => {
  const [line] = toCsv([[text]], 'en')
    .slice(1)
    .split('\r\n')
  expect(line!.replace(/^"/, '').startsWith("'")).toBe(true)
})

test('negative numbers stay numbers; separators, quotes and line ends are quoted', () => {
  expect(toCsv([[-2, 'a,b', 'say "hi"', 'two\nlines']], 'en')).toBe(
    '\uFEFF-2,"a,b","say ""hi""","two\nlines"\r\n',
  )
  expect(toCsv([['a;b', 'a,b']], 'fr')).toBe('\uFEFF"a;b";a,b\r\n')
})
