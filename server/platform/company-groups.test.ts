import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupsIn, readGroupRules, rightsOf } from './company-groups.ts'

describe('rules', () => {
  test.each([
    ['care=adviser', [{ group: 'care', role: 'adviser', teams: [] }]],
    [
      'leads=supervisor: Courriel , English;care=adviser',
      [
        { group: 'leads', role: 'supervisor', teams: ['Courriel', 'English'] },
        { group: 'care', role: 'adviser', teams: [] },
      ],
    ],
    [
      'CN=care,OU=groups,DC=shop=collaborator:Ventes',
      [{ group: 'CN=care,OU=groups,DC=shop', role: 'collaborator', teams: ['Ventes'] }],
    ],
  ])('%s', (text, rules) => {
    expect(readGroupRules(text)).toEqual(rules)
  })

  test.each(['', ';', 'care', 'care=', '=adviser', 'care=chef', 'care=partner', 'care=Adviser'])(
    '“%s” is refused',
    text => {
      expect(readGroupRules(text)).toBeUndefined()
    },
  )
})

const rules = readGroupRules('boss=administrator; leads=supervisor:A,B; care=adviser:B,C')!

test('the highest role counts, whatever the order, with the teams of all', () => {
  expect(rightsOf(rules, ['care', 'leads', 'choir'])).toEqual({
    role: 'supervisor',
    teams: ['A', 'B', 'C'],
    groups: ['leads', 'care'],
  })
  expect(rightsOf(rules, ['choir'])).toBeUndefined()
  expect(rightsOf(rules, [])).toBeUndefined()
})

test('nobody is an administrator but by a group that is mapped so', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('leads', 'care'))), groups => {
      expect(
        rightsOf(
          rules,
          groups.filter(one => one !== 'boss'),
        )?.role,
      ).not.toBe('administrator')
    }),
  )
})

test.each([
  [{ groups: ['a', 'b'] }, 'groups', ['a', 'b']],
  [{ groups: 'a' }, 'groups', ['a']],
  [{ groups: ['a', 3, null] }, 'groups', ['a']],
  [{ realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
  [{ 'https://shop.test/groups': ['a'] }, 'https://shop.test/groups', ['a']],
  [{}, 'groups', undefined],
  [{ realm_access: null }, 'realm_access.roles', undefined],
  [{ groups: { a: true } }, 'groups', undefined],
])('%j names by %s: %j', (claims, claim, groups) => {
  expect(groupsIn(claims, claim)).toEqual(groups)
})
