import { describe, expect, test } from 'vitest'
import { blockedPictures, isRich, quotedPart } from './quoted.ts'

describe('the folded part of a mail', () => {
  test('is what stands below the new words, counted without empty lines', () => {
    const fullText =
      'Merci, à demain.\n\nLe 3 mars, Léa a écrit :\n> Bonjour,\n>\n> votre bouquet part demain.\n\n'
    expect(quotedPart({ text: 'Merci, à demain.', fullText })).toEqual({
      lines: 4,
      text: 'Le 3 mars, Léa a écrit :\n> Bonjour,\n>\n> votre bouquet part demain.',
    })
  })

  test('may stand above the new words', () => {
    expect(quotedPart({ text: 'Yes.', fullText: '> Shall we?\nYes.' })).toEqual({
      lines: 1,
      text: '> Shall we?',
    })
  })

  test('is the whole mail when the words were cut from its middle', () => {
    expect(quotedPart({ text: 'Yes.', fullText: '> A?\nYes.\n> B?' })?.lines).toBe(3)
  })

  test('does not exist when nothing was cut', () => {
    expect(quotedPart({ text: 'Yes.', fullText: 'Yes.\n' })).toBeUndefined()
    expect(quotedPart({ text: 'Yes.', fullText: '' })).toBeUndefined()
  })
})

describe('an HTML mail', () => {
  test.each([
    ['words in paragraphs', '<p>Hello <b>you</b></p>', false],
    ['a table', '<table><tr><td>1</td></tr></table>', true],
    ['a picture', '<p><img data-cid="a@b"></p>', true],
    ['a list', '<ul><li>one</li></ul>', true],
    [
      'pictures in the history only',
      '<p>Hello</p><div data-quoted=""><img data-remote-src="https://x"></div>',
      false,
    ],
    ['nothing', null, false],
  ])('with %s', (_, html, rich) => {
    expect(isRich(html)).toBe(rich)
  })

  test('says how many different pictures wait', () => {
    const html =
      '<img data-remote-src="https://a/1"><img data-remote-src="https://a/1"><td data-remote-background="https://a/2">'
    expect(blockedPictures(html)).toBe(2)
  })
})
