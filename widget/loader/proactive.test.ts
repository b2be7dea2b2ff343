import { expect, test } from 'vitest'
import type { ChatSettings, ProactiveRule } from '../../contract/chat.ts'
import { isOpenAt, matches, type PageVisit, ruleFor } from './proactive.ts'

const rule = (change: Partial<ProactiveRule> = {}): ProactiveRule => ({
  id: 'basket',
  page: '/basket',
  afterSeconds: 30,
  onlyWhenOpen: true,
  text: 'Help?',
  ...change,
})
const visit: PageVisit = {
  path: '/basket',
  secondsOnPage: 31,
  isOpen: true,
  hasConsent: true,
  isQuiet: false,
}

test.each<[string, Partial<PageVisit>, boolean]>([
  ['on its page, after its time, while open, with consent', {}, true],
  ['without the visitor’s consent', { hasConsent: false }, false],
  ['before its time', { secondsOnPage: 29 }, false],
  ['on another page', { path: '/' }, false],
  ['while closed', { isOpen: false }, false],
  ['when it was waved away, or a conversation began', { isQuiet: true }, false],
])('E15: a pro-active message %s: %j → %s', (_when, change, speaks) => {
  expect(ruleFor([rule()], { ...visit, ...change }) !== undefined).toBe(speaks)
})

test('E15: a rule that does not ask for open hours speaks when closed', () => {
  expect(ruleFor([rule({ onlyWhenOpen: false })], { ...visit, isOpen: false })?.id).toBe('basket')
})

test.each([
  ['/p/*', '/p/rose', true],
  ['/p/*', '/products', false],
  ['*', '/anything/at/all', true],
  ['/basket', '/basket/', true],
  ['/basket', '/basket/2', false],
  ['*/help', '/fr/help', true],
  ['/fr/*/rose', '/fr/p/rose', true],
  ['/a*a', '/a', false],
  ['/', '/', true],
])('the page rule %s takes %s: %s', (pattern, path, taken) => {
  expect(matches(pattern, path)).toBe(taken)
})

const hours = (change: Partial<ChatSettings['hours']>) => ({
  hours: { isOpen: true, closesAt: null, nextOpeningAt: null, timeZone: 'Europe/Paris', ...change },
})
const nine = '2026-03-04T09:00:00Z'

test.each<[Partial<ChatSettings['hours']>, string, boolean]>([
  [{ isOpen: true, closesAt: nine }, '2026-03-04T08:59:00Z', true],
  [{ isOpen: true, closesAt: nine }, '2026-03-04T09:00:00Z', false],
  [{ isOpen: false, nextOpeningAt: nine }, '2026-03-04T08:59:00Z', false],
  [{ isOpen: false, nextOpeningAt: nine }, '2026-03-04T09:01:00Z', true],
  [{ isOpen: true }, nine, true],
  [{ isOpen: false }, nine, false],
])('E46: settings read as %j are, at %s, open: %s', (change, at, open) => {
  expect(isOpenAt(hours(change), Date.parse(at))).toBe(open)
})
