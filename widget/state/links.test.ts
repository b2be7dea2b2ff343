import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linked } from './links.ts'

test.each([
  ['see https://a.test/x.', ['https://a.test/x']],
  ['(http://a.test/?q=1&r=2)', ['http://a.test/?q=1&r=2']],
  ['«https://a.test/é»', ['https://a.test/é']],
  ['javascript:alert(1) and ftp://a.test', []],
  ['https://a.test, https://b.test!', ['https://a.test', 'https://b.test']],
])('in «%s» these can be followed: %j', (text, found) => {
  expect(linked(text).flatMap(({ href }) => href ?? [])).toEqual(found)
})

test('no word is lost, and nothing but a web address can be followed', () => {
  const words = fc.array(fc.oneof(fc.string(), fc.webUrl(), fc.constant('javascript:alert(1)')), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(words, given => {
      const text = given.join(' ')
      const parts = linked(text)
      expect(parts.map(part => part.text).join('')).toBe(text)
      for (const { href } of parts) if (href) expect(href).toMatch(/^https?:\/\//i)
    }),
  )
})
