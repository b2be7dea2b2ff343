import { expect, test } from 'vitest'
import { frenchFaults, sameSentence, wordingFaults } from './wording.ts'

test.each([
  'Personne n’attend. Reprendre les mises en veille\u202F?',
  'Message non parti\u00A0: adresse refusée. Corriger',
  'Aucun résultat pour «\u00A0pivoine\u00A0». Chercher partout',
  'Brouillon gardé à 9\u00A0h\u00A007',
  'Pas encore assez de réponses (3\u00A0sur 5)',
  'Données de {{time}}. Nouvel essai dans {{seconds}}\u00A0s',
  'Voir https://exemple.fr/a?b=1&c=2 pour la suite',
  'Écrire à anna@exemple.fr',
  '46\u00A0% de 1\u202F234 réponses, soit −3 points',
  'Merci. Karim vous rappelle avant 11\u00A0h',
  'Prendre · Confier à… · Clore',
  'A clos la conversation',
  'La 1re et la 2e fois, le 1er janvier 2026',
  'Chercher avec de:anna',
  '?',
])('«%s» is well written', sentence => {
  expect(frenchFaults(sentence)).toEqual([])
})

test.each([
  ['Reprendre ?', 'the space before ; ! ? must be U+202F'],
  ['Reprendre\u00A0?', 'the space before ; ! ? must be U+202F'],
  ['Reprendre?', 'U+202F is missing before ; ! ?'],
  ['Fermé; nous ouvrons demain', 'U+202F is missing before ; ! ?'],
  ['Non parti : refusé', 'the space before a colon must be U+00A0'],
  ['Non parti: refusé', 'U+00A0 is missing before a colon'],
  ['Total {{n}} %', 'U+00A0 is missing before %'],
  ['46%', 'U+00A0 is missing before %'],
  ['« pivoine »', 'U+00A0 is missing after «'],
  ["l'équipe", 'the apostrophe must be ’'],
  ['Le "client"', 'quotation marks must be « »'],
  ['Un instant...', 'three dots must be …'],
  ['Écart de -3', 'a minus must be U+2212'],
  ['Fermé à 9h30', 'a time is written 9 h 30'],
  ['Fermé à 18:30', 'a time is written 9 h 30'],
  ['Dans {{n}} min', 'U+00A0 is missing before a unit'],
  ['1 234 messages', 'thousands are kept together by U+202F'],
  ['La 2ème fois', 'ordinals are 1er, 1re, 2e'],
  ['Connecté(e)', 'no median point, no (e)'],
  ['Connecté·e', 'no median point, no (e)'],
  ['Les client·es', 'no median point, no (e)'],
  ['Etat du canal', 'capitals keep their accents'],
  ['A traiter', 'À keeps its accent'],
])('in «%s», %s', (sentence, fault) => {
  expect(frenchFaults(sentence)).toContain(fault)
})

test.each([
  ['Bienvenue\u202F!', ['no exclamation mark']],
  ['Please wait', ['no oops, no please']],
  ['Veuillez patienter', ['no oops, no please']],
  ['Attendez…', []],
])('«%s» is spoken as we speak: %j', (sentence, faults) => {
  expect(wordingFaults(sentence)).toEqual(faults)
})

test.each([
  ['Conversation closed', 'Conversation closed', true],
  ['Conversation', 'Conversation', false],
  ['{{count}} messages', '{{count}} messages', false],
  ['Conversation close', 'Conversation closed', false],
])('«%s» beside «%s» was never translated: %s', (french, english, expected) => {
  expect(sameSentence(french, english)).toBe(expected)
})
