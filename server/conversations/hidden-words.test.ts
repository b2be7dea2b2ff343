import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hiddenMark, hiddenWords } from './hidden-words.ts'

test.each([
  ['secret', 'A Secret, kept.', `A ${hiddenMark}, kept.`],
  ['Ana', 'Banana for Ana', `Banana for ${hiddenMark}`],
  ['12 rue des Lilas', '> 12 rue\n> des lilas, 3e', `> ${hiddenMark}, 3e`],
  ['a.b', 'a.b acb', `${hiddenMark} acb`],
  ['ZEBRE-7719', 'code ZEBRE-\n7719.', `code ${hiddenMark}.`],
  ['ZEBRE-7719', '> code ZEB \r\n> RE-7719.', `> code ${hiddenMark}.`],
  ['anticonstitutionnel', 'anticonst\nitutionnel', hiddenMark],
  ['FR7612345678901', 'FR76 1234\u202f5678 901 ici', `${hiddenMark} ici`],
  ['FR76 1234 5678', 'FR7612345678, FR76 1234\n5678', `${hiddenMark}, ${hiddenMark}`],
  ['12 rue', '12rue', '12rue'],
  ['Ana', 'A\nna', 'A\nna'],
  ['été', 'l’e\u0301te\u0301 dernier', `l’${hiddenMark} dernier`],
])('takes "%s" out of a text', (words, text, expected) => {
  expect(hiddenWords(words).text(text)).toBe(expected)
})

test.each([
  ['secret', '<p>A <b>sec</b>ret</p>'],
  ['secret', '<p>A s&#101;cret</p>'],
  ['secret', '<p title="secret">x</p>'],
  ['a secret', '<p>A</p><p>secret</p>'],
  ['R&D', '<p>R&amp;D</p>'],
  ['secret-77', '<p>secret-\n  77</p>'],
  ['secret-77', '<p>secret-&nbsp;<br>77</p>'],
  ['secret', '<p>s&#x65;&#99;ret &nbsp;</p>'],
])('takes "%s" out of a mail: %s', (words, html) => {
  const clean = hiddenWords(words).html(html)
  expect(clean ?? '').not.toMatch(/secret|sec<|R&amp;D/i)
})

test('what cannot be taken out for sure is not shown at all', () => {
  expect(hiddenWords('secret').html('<p>se&shy;cret</p>')).not.toBeNull() // another word to every reader of text
  expect(hiddenWords('rét').html('<p>r&eacute;t</p>')).not.toBeUndefined()
})

test('whatever the words and what stands around them, they are gone, and nothing else changes', () => {
  const word = fc.stringMatching(/^[a-zà-ÿ]{3,12}$/u).filter(one => !/[×÷]/.test(one))
  fc.assert(
    fc.property(word, fc.array(fc.string()), (secret, around) => {
      const hidden = hiddenWords(secret)
      const text = [...around, secret, ...around].join(' ')
      expect(hidden.isIn(hidden.text(text))).toBe(false)
      const value = hidden.value({ deep: [{ text }], n: 1 })
      expect(value.n).toBe(1)
      expect(hidden.isIn(value.deep[0]!.text)).toBe(false)
    }),
  )
})
