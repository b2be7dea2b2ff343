import { expect, test } from 'vitest'
import { scopes } from '../../../contract/common.ts'
import { expiryOf, scopeGroups } from './scopes.ts'

test('every scope of the contract can be given, once', () => {
  expect(scopeGroups.flatMap(group => group.scopes).sort()).toEqual([...scopes].sort())
})

test('a key of 30 days ends in 30 days, and one without end never', () => {
  const now = new Date('2026-11-21T09:00:00Z')
  expect(expiryOf('30', now)).toBe('2026-12-21T09:00:00.000Z')
  expect(expiryOf('0', now)).toBeNull()
})
