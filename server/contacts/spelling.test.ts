import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asWritten, misspelt, mistakable, oneMistake } from './spelling.ts'

const finds = (pattern: string, text: string) =>
  new RegExp(`^${pattern.replaceAll('_', '.')}`, 'u').test(text)

test('words are looked for where words begin, three of them through the index', () => {
  expect(asWritten('Anna Pereira', 'anna pereira')).toEqual({
    spellings: [['% pereira%'], ['% anna%']],
    words: [' pereira', ' anna'],
  })
  expect(asWritten('…', '')).toBeUndefined()
  const sentence = asWritten('', 'un deux trois quatre cinq six sept')!
  expect(sentence.spellings).toEqual([['% quatre%'], ['% trois%'], ['% deux%']])
  expect(sentence.words).toHaveLength(6)
})

test('a mistake is forgiven in the words that are told, the others stay', () => {
  const wanted = misspelt('anna pereria com', ['pereria'])
  expect(wanted.spellings.slice(1)).toEqual([['% anna%'], ['% com%']])
  expect(wanted.spellings[0]).toContain('% pereira%')
  expect(wanted.words.slice(1)).toEqual([' anna', ' com'])
  expect(new RegExp(wanted.words[0]!).test(' anna pereira')).toBe(true)
})

describe('a number is looked for without what only dials it', () => {
  test.each([
    ['06 12 34', '61234'],
    ['+33 6 12 34', '3361234'],
    ['0033612', '33612'],
    ['+33 (0)6 12', '33612'],
    ['5678', '5678'],
  ])('%s', (question, digits) => {
    expect(asWritten(question, '')).toEqual({ spellings: [[`%${digits}%`]], words: [digits] })
    expect(mistakable(question, question)).toEqual([])
  })

  test('but not one or two digits, which would be everybody', () => {
    expect(asWritten('12', '12')).toEqual({ spellings: [['% 12%']], words: [' 12'] })
  })
})

test('any one mistake in a word is forgiven: wrong, missing, additional, swapped', () => {
  const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzé')
  fc.assert(
    fc.property(
      fc.array(letter, { minLength: 5, maxLength: 14 }),
      fc.nat(),
      letter,
      fc.constantFrom('wrong', 'missing', 'additional', 'swapped'),
      (word, where, other, mistake) => {
        const index = where % (word.length - 1)
        const typed = [...word]
        if (mistake === 'wrong') typed[index] = other
        if (mistake === 'missing') typed.splice(index, 1)
        if (mistake === 'additional') typed.splice(index, 0, other)
        if (mistake === 'swapped') typed.splice(index, 2, word[index + 1]!, word[index]!)
        const patterns = oneMistake(typed.join(''))
        expect(patterns.some(pattern => finds(pattern, word.join('')))).toBe(true)
      },
    ),
  )
})

test('two mistakes are not, and words of three letters are taken as they are', () => {
  expect(oneMistake('mratni').some(pattern => finds(pattern, 'martin'))).toBe(false)
  expect(oneMistake('leo')).toEqual(['leo'])
  expect(mistakable('leo anna', 'leo anna')).toEqual(['anna'])
})
