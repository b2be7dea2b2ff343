import { describe, expect, test } from 'vitest'
import type { FormField, FormSetUp } from '#contract/forms.ts'
import { createSecrets } from '#server/platform/secrets.ts'
import { testSecretKey } from '#server/platform/testing/postgres.ts'
import { askedFields, filledLines, findingsOf, problemsOf } from './form.ts'
import { newTicket, readTicket } from './ticket.ts'

const both = (text: string) => ({ fr: text, en: text })
const field = (key: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
  key,
  type,
  label: both(key),
  hint: both(''),
  required: true,
  options: [],
  showIf: null,
  prospectingNotice: true,
  purpose: 'marketing',
  ...more,
})
const options = [
  { value: 'late', label: both('En retard') },
  { value: 'broken', label: both('Abîmé') },
]
const form = (...fields: FormField[]): FormSetUp => ({
  title: both('Commande'),
  intro: both(''),
  thanks: both(''),
  fields: [field('email', 'email'), ...fields],
})
const codes = (...fields: FormField[]) => findingsOf(form(...fields)).map(finding => finding.code)

describe('what is not published', () => {
  test('OUT-4: a phone field without the sentence about prospecting', () => {
    expect(codes(field('phone', 'phone'))).toEqual([])
    expect(codes(field('phone', 'phone', { prospectingNotice: false }))).toEqual(['phone_notice'])
  })

  test.each<[string, string[], FormSetUp]>([
    ['nobody to answer to', ['one_email'], { ...form(), fields: [] }],
    ['two addresses', ['one_email'], form(field('other', 'email'))],
    [
      'an address that may be left out',
      ['email_required'],
      { ...form(), fields: [field('email', 'email', { required: false })] },
    ],
    ['a label in one language', ['one_language'], form(field('a', 'text', { label: { fr: 'Nom', en: '' } }))],
    ['one name twice', ['same_key'], form(field('a', 'text'), field('a', 'text'))],
    ['a choice of one', ['choices_missing'], form(field('a', 'choice', { options: options.slice(1) }))],
    ['a consent to nothing', ['purpose_missing'], form(field('a', 'consent', { purpose: null }))],
    [
      'a condition about nothing',
      ['condition'],
      form(field('a', 'text', { showIf: { field: 'b', value: 'x' } })),
    ],
    [
      'a condition about what comes below',
      ['condition'],
      form(field('a', 'text', { showIf: { field: 'b', value: 'late' } }), field('b', 'choice', { options })),
    ],
    ['a title in one language', ['title_missing'], { ...form(), title: { fr: 'Oui', en: '' } }],
  ])('%s', (_, expected, given) => {
    expect(findingsOf(given).map(finding => finding.code)).toEqual(expected)
  })
})

describe('what was filled in', () => {
  const asked = form(
    field('what', 'choice', { options }),
    field('photo', 'file', { showIf: { field: 'what', value: 'broken' } }),
    field('day', 'date', { showIf: { field: 'what', value: 'late' } }),
    field('phone', 'phone', { required: false }),
    field('news', 'consent', { required: false }),
  )
  const words = { yes: 'Oui', no: 'Non', beside: (label: string) => `${label} (autre choix)` }
  const has = { files: () => false, isPhone: (text: string) => text.startsWith('0') }
  const problems = (answers: Record<string, string>) => Object.fromEntries(problemsOf(asked, answers, has))

  test('is asked only where its condition is met, and never required elsewhere', () => {
    expect(problems({ email: 'a@mail.test', what: 'late', day: '2026-11-22' })).toEqual({})
    expect(problems({ email: 'a@mail.test', what: 'broken' })).toEqual({ photo: 'required' })
    expect(problems({ email: 'a@mail.test', what: 'late', day: '2026-02-30' })).toEqual({ day: 'date' })
    expect(askedFields(asked, { what: 'late' }).map(one => one.key)).not.toContain('photo')
  })

  test('is refused field by field', () => {
    expect(problems({ email: 'a@mail', what: 'stolen', phone: 'abc' })).toEqual({
      email: 'email',
      what: 'choice',
      phone: 'phone',
    })
    expect(problems({})).toEqual({ email: 'required', what: 'required' })
  })

  test('is read by advisers as it was asked', () => {
    const lines = filledLines(asked, { email: 'a@mail.test', what: 'broken', news: 'yes' }, 'fr', {
      ...words,
    })
    expect(lines).toEqual([
      { label: 'email', isStory: false, value: 'a@mail.test' },
      { label: 'what', isStory: false, value: 'Abîmé' },
      { label: 'news', isStory: false, value: 'Oui' },
    ])
  })

  test('under a condition that is not met is no problem and no loss: it is read as that', () => {
    const answers = { email: 'a@mail.test', what: 'broken', day: 'hier' }
    expect(problems(answers)).toEqual({ photo: 'required' })
    expect(filledLines(asked, answers, 'fr', words)).toContainEqual({
      ...{ label: 'day (autre choix)', isStory: false, value: 'hier' },
    })
    expect(filledLines(asked, { ...answers, day: ' ' }, 'fr', words)).toHaveLength(3)
  })
})

test('a ticket is of its form, of its hour, and slower than a robot', () => {
  const secrets = createSecrets(testSecretKey)
  const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000)
  const ticket = newTicket(secrets, 'a', at(0))
  expect(readTicket(secrets, 'a', ticket, at(1)).kind).toBe('fast')
  expect(readTicket(secrets, 'a', ticket, at(10)).kind).toBe('good')
  expect(readTicket(secrets, 'a', ticket, at(25 * 3600)).kind).toBe('none')
  expect(readTicket(secrets, 'b', ticket, at(10)).kind).toBe('none')
  expect(readTicket(secrets, 'a', `${ticket}x`, at(10)).kind).toBe('none')
  expect(readTicket(secrets, 'a', undefined, at(10)).kind).toBe('none')
})
