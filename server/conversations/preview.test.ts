import { expect, test } from 'vitest'
import { previewOf } from './messages.ts'

test('a preview is one line that turns nothing around it: controls of direction are left out, letters of any script stay', () => {
  expect(previewOf('Un \u202ebouquet\u202c\n de \u2067roses\u2069')).toBe('Un bouquet de roses')
  expect(previewOf('שלום \u200fBonjour')).toBe('שלום Bonjour')
})
