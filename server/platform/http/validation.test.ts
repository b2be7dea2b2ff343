import { expect, test } from 'vitest'
import * as z from 'zod'
import { createTranslate } from '../i18n.ts'
import { type ShapeIssue, sentenceOfIssue } from './validation.ts'

const t = createTranslate()

/** The first thing wrong with a value, said in both languages. */
function said(shape: z.ZodType, value: unknown) {
  const issue = shape.safeParse(value).error?.issues[0] as ShapeIssue
  return { fr: sentenceOfIssue(issue, 'fr', t), en: sentenceOfIssue(issue, 'en', t) }
}

test.each([
  [z.string(), undefined, 'Cette valeur manque.', 'This value is missing.'],
  [z.string().min(1), '', 'Cette valeur manque.', 'This value is missing.'],
  [z.string(), 4, 'Un texte est attendu.', 'A text is expected.'],
  [z.number(), 'x', 'Un nombre est attendu.', 'A number is expected.'],
  [z.int(), 1.5, 'Un nombre entier est attendu.', 'A whole number is expected.'],
  [z.array(z.string()), 'x', 'Une liste est attendue.', 'A list is expected.'],
  [z.object({}), [], 'Un ensemble de champs est attendu.', 'A set of fields is expected.'],
  [z.string().min(8), 'court', 'Il faut au moins 8 caractères.', 'At least 8 characters are needed.'],
  [z.string().max(1), 'ab', 'C’est trop long : 1 caractère au plus.', 'Too long: 1 character at most.'],
  [
    z.array(z.string()).max(2),
    ['', '', ''],
    'C’est trop : 2 éléments au plus.',
    'Too many: 2 items at most.',
  ],
  [z.number().min(3), 2, 'Le nombre doit être d’au moins 3.', 'The number must be at least 3.'],
  [z.email(), 'anna@', 'Cette adresse e-mail n’est pas complète.', 'This e-mail address is not complete.'],
  [z.uuid(), 'x', 'Cet identifiant n’est pas des nôtres.', 'This identifier is not one of ours.'],
  [
    z.enum(['new', 'open']),
    'shut',
    'Valeur inconnue. Choix possibles : new, open.',
    'Unknown value. Possible choices: new, open.',
  ],
  [z.strictObject({}), { a: 1 }, 'Champs inconnus : a.', 'Unknown fields: a.'],
])('%#. a refused value is told in words for people', (shape, value, fr, en) => {
  expect(said(shape, value)).toEqual({ fr: fr.replace(' :', '\u00a0:'), en })
})

test('what we have no words for keeps a sentence in the right language', () => {
  expect(said(z.number().multipleOf(5), 7).fr).toMatch(/multiple de 5/)
})
