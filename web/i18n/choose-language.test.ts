import { expect, test } from 'vitest'
import { chooseLanguage } from './index.ts'

test.each([
  ['en', ['fr-FR'], 'en'],
  [null, ['fr-CA', 'en'], 'fr'],
  [null, ['de-DE', 'en-US', 'fr'], 'en'],
  [null, ['de-DE'], 'fr'],
  ['de', ['en-GB'], 'en'],
  [null, ['frr'], 'fr'],
] as const)('remembered %s, browser %j: %s', (remembered, browser, chosen) => {
  expect(chooseLanguage(remembered, browser)).toBe(chosen)
})
