import { expect, test } from 'vitest'
import { slugOf, wayIn, wayOut } from './enter.ts'

test.each([
  ['', '/w/bleuet/desk'],
  ['?next=%2Fw%2Fbleuet%2Fcontacts%3Fq%3Danna', '/w/bleuet/contacts?q=anna'],
  ['?next=https%3A%2F%2Fevil.example', '/w/bleuet/desk'],
  ['?next=%2F%2Fevil.example', '/w/bleuet/desk'],
  ['?next=%2F%5Cevil.example', '/w/bleuet/desk'],
  ['?next=javascript%3Aalert(1)', '/w/bleuet/desk'],
  ['?next=%2Fsign-in', '/w/bleuet/desk'],
])('after signing in with "%s" one goes to %s', (search, place) => {
  expect(wayIn('bleuet', search)).toBe(place)
})

test('before the workspace is known, the way in is the desk of whoever signs in', () => {
  expect(wayIn(undefined, '')).toBe('/desk')
  expect(wayIn(undefined, '?next=%2Fw%2Fbleuet%2Fcontacts')).toBe('/w/bleuet/contacts')
})

test('the sign-in page leads back to where one was', () => {
  expect(wayOut('/w/bleuet/desk/mine?q=a b')).toBe('/sign-in?next=%2Fw%2Fbleuet%2Fdesk%2Fmine%3Fq%3Da%20b')
  expect(wayOut('/')).toBe('/sign-in')
})

test.each([
  ['/w/maison-bleuet/desk', 'maison-bleuet'],
  ['/w/maison-bleuet', 'maison-bleuet'],
  ['/desk', undefined],
  ['/w/../desk', undefined],
])('%s names the workspace %s', (path, slug) => {
  expect(slugOf(path)).toBe(slug)
})
