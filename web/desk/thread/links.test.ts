import { expect, test } from 'vitest'
import { findLinks } from './links.ts'

const links = (text: string) =>
  findLinks(text).flatMap(part => (part.kind === 'link' ? [`${part.text} → ${part.href}`] : []))

test.each([
  ['Voir https://a.test/x?y=1.', ['https://a.test/x?y=1 → https://a.test/x?y=1']],
  ['(see www.a.test/wiki_(x))', ['www.a.test/wiki_(x) → https://www.a.test/wiki_(x)']],
  ['Écrire à anne-zoé@fleurs.test, merci', ['anne-zoé@fleurs.test → mailto:anne-zoé@fleurs.test']],
  ['<https://a.test/>', ['https://a.test/ → https://a.test/']],
  ['javascript:alert(1) and a@b', []],
])('the addresses of %j', (text, expected) => {
  expect(links(text)).toEqual(expected)
})

test('the words around the addresses are kept as they were', () => {
  const text = 'One https://a.test two\nthree.'
  expect(
    findLinks(text)
      .map(part => part.text)
      .join(''),
  ).toBe(text)
})
