import { expect, test } from 'vitest'
import { deskPath, readAddress } from './address.ts'
import { viewEntries } from './views/view-entries.ts'

test.each([
  [
    { view: 'team', ref: '4812' },
    { view: 'team', ref: { kind: 'number', number: 4812 } },
  ],
  [
    { view: 'mine', ref: 'new' },
    { view: 'mine', ref: { kind: 'new' } },
  ],
  [{}, { view: 'mine', ref: { kind: 'none' } }],
  [
    { view: 'invented', ref: '12abc' },
    { view: 'mine', ref: { kind: 'none' } },
  ],
  [
    { view: 'all', ref: '0' },
    { view: 'all', ref: { kind: 'none' } },
  ],
])('the address %j is read as %j', (params, address) => {
  expect(readAddress(params, 'mine')).toEqual(address)
})

test('an address written is the one read', () => {
  expect(deskPath('spam', 12, '?status=open')).toBe('/desk/spam/12?status=open')
  expect(deskPath('mine')).toBe('/desk/mine')
})

test('each view of the pane has an address that opens it', () => {
  const { work, other } = viewEntries('administrator')
  for (const { view } of [...work, ...other]) expect(readAddress({ view }, 'spam').view).toBe(view)
})
