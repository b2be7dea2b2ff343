import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isUntouched } from './own-words.ts'
import { fill, halfVariables, unknownVariables } from './template.ts'
import { firstNameIn, variableNames } from './variables.ts'

const anna = { 'contact.first_name': 'Anna', 'contact.last_name': null, 'conversation.number': '4812' }

test.each([
  ['Bonjour {{contact.first_name}},', 'Bonjour Anna,'],
  [
    'Bonjour {{ contact.first_name }} {{contact.last_name}}, demande {{conversation.number}}',
    'Bonjour Anna, demande 4812',
  ],
  [
    '{{constructor}} {{__proto__.x}} {{contact.constructor}}',
    '{{constructor}} {{__proto__.x}} {{contact.constructor}}',
  ],
  ['{{#each contact}}{{/each}} {{contact.first_name}', '{{#each contact}}{{/each}} {{contact.first_name}'],
])('SEC-7: «%s» becomes «%s»', (template, text) => {
  expect(fill(template, anna)).toBe(text)
})

test.each([
  ['Bonjour {{contact.first_name}} {{ contact.name }}', []],
  [
    'Bonjour {{contact.firstname}}, {{ Contact.Name }} {{prenom}}',
    ['{{contact.firstname}}', '{{ Contact.Name }}', '{{prenom}}'],
  ],
  ['{{prenom}} et {{prenom}}', ['{{prenom}}']],
  ['{{}} {{#each contact}}', ['{{}}', '{{#each contact}}']],
  ['{une accolade} { {deux} }', []],
])('«%s» says what stands for nothing', (template, unknown) => {
  expect(unknownVariables(template, variableNames)).toEqual(unknown)
})

test.each([
  ['Bonjour {{contact.first_name}}, merci.', []],
  ['Bonjour {{contact.first_name}, merci.', ['{{contact.first_name}, merci.']],
  ['Bonjour {{contact.first_name', ['{{contact.first_name']],
  ['Bonjour {{\nmerci', ['{{']],
  ['Bonjour {contact.first_name}}, merci.', ['{contact.first_name}}, merci.']],
  [
    '{{contact.name}} et {{ contact.last_name } puis {{member.name}}',
    ['{{ contact.last_name } puis {{member.nam'],
  ],
  ['{{{contact.name}}}', []],
  ['{une accolade} { {deux} } et a {b}} css', []],
  ['.fleur { color: red }', []],
])('«%s»: what is not closed well is shown', (template, places) => {
  expect(halfVariables(template)).toEqual(places)
})

test('SEC-7: a value is never read as a template', () => {
  fc.assert(
    fc.property(fc.string(), value => {
      const once = fill('{{contact.first_name}}', {
        'contact.first_name': `{{contact.last_name}}${value}`,
        'contact.last_name': 'secret',
      })
      expect(once).toBe(`{{contact.last_name}}${value}`)
    }),
  )
})

const late =
  'Bonjour Anna, votre bouquet arrive avec du retard et nous en sommes désolés. Nous vous tenons au courant avant ce soir.'

test.each([
  [late, true],
  [`${late}\n\nLéa`, true],
  [late.toUpperCase().replaceAll('.', ' !'), true],
  [`${late} Le livreur est passé à 14 h sans vous trouver, j’ai vérifié avec lui.`, false],
  ['Merci Anna', false],
  ['Bonjour Anna, votre bouquet est chez le voisin du premier étage, je viens de l’appeler.', false],
  ['', false],
])('Q22: «%s» is a template as it stands: %s', (text, isTemplate) => {
  expect(isUntouched(text, [late])).toBe(isTemplate)
})

test('Q22: two templates one after the other are still nobody’s own words', () => {
  const second = 'Un avoir de dix euros est sur votre compte dès maintenant.'
  expect(isUntouched(`${late}\n${second}`, [late, second])).toBe(true)
})

test.each([
  ['Anna Pereira', 'Anna'],
  ['DURAND Paul', 'Paul'],
  ['Mme Durand', null],
  ['Service client Bleuet', null],
  ['anna', null],
  ['a.b@mail.test x', null],
])('the first name in «%s» is %s', (name, first) => {
  expect(firstNameIn(name)).toBe(first)
})
