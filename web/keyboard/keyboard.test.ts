import { describe, expect, test } from 'vitest'
import { type CommandId, commands } from './catalogue.ts'
import { createKeyboard, type KeyPreferences, type Place } from './keyboard.ts'
import { clashes, isAllowedKey, isSingleCharacter, matches, type Press, parseKeys } from './strokes.ts'

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  altGraph: false,
  ...more,
})
const outside: Place = { writing: false, inDialog: false, scopes: [] }
const inField: Place = { ...outside, writing: true }

function aKeyboard(handled: CommandId[], preferences: Partial<KeyPreferences> = {}) {
  const ran: string[] = []
  const refusals: string[] = []
  const clock = { now: 0 }
  const keyboard = createKeyboard({
    isMac: false,
    preferences: { singleKeys: true, keys: {}, ...preferences },
    refuse: reason => refusals.push(reason),
    now: () => clock.now,
  })
  for (const id of handled) keyboard.handle(id, { run: () => ran.push(id) })
  return { keyboard, ran, refusals, clock }
}

describe('a field that was asked for', () => {
  test('A9: what is typed before it is there is kept for it, and does nothing else', () => {
    const { keyboard, ran } = aKeyboard(['conversation.note', 'conversation.card', 'conversation.close'])
    keyboard.press(press('n'), outside)
    for (const key of ['i', 'e', 'Enter']) expect(keyboard.press(press(key), outside)).toBe(true)
    expect(ran).toEqual(['conversation.note'])
    expect(keyboard.fieldCame()).toEqual(['i', 'e', 'Enter'])

    // Left, letters act again.
    keyboard.press(press('i'), outside)
    expect(ran).toEqual(['conversation.note', 'conversation.card'])
    expect(keyboard.fieldCame()).toEqual([])
  })

  test('in a field letters are its own, Escape gives it up, and one that never comes keeps nothing', () => {
    const { keyboard, ran, clock } = aKeyboard(['conversation.note', 'conversation.card'])
    keyboard.press(press('n'), outside)
    expect(keyboard.press(press('i'), inField)).toBe(false)
    keyboard.forgetPending()
    keyboard.press(press('n'), outside)
    keyboard.forgetPending()
    keyboard.press(press('i'), outside)
    expect(ran).toEqual(['conversation.note', 'conversation.note', 'conversation.card'])
    keyboard.press(press('n'), outside)
    keyboard.press(press('i'), outside)
    clock.now += 4000
    keyboard.press(press('i'), outside)
    expect(ran).toEqual([
      'conversation.note',
      'conversation.note',
      'conversation.card',
      'conversation.note',
      'conversation.card',
    ])
  })
})

describe('letters', () => {
  test('a letter acts outside fields and is only text inside them', () => {
    const { keyboard, ran } = aKeyboard(['conversation.reply'])
    expect(keyboard.press(press('r'), outside)).toBe(true)
    expect(keyboard.press(press('r'), inField)).toBe(false)
    expect(ran).toEqual(['conversation.reply'])
  })

  test.each([
    ['a capital', press('R', { shiftKey: true })],
    ['Alt and a letter, which writes ą or opens a menu', press('r', { altKey: true })],
    ['AltGr', press('r', { altGraph: true })],
    ['a browser shortcut', press('r', { ctrlKey: true })],
    ['a letter being composed', press('r', { isComposing: true })],
  ])('%s does nothing', (_what, pressed) => {
    const { keyboard, ran } = aKeyboard(['conversation.reply'])
    expect(keyboard.press(pressed, outside)).toBe(false)
    expect(ran).toEqual([])
  })

  test('turned off, letters do nothing but the palette still opens', () => {
    const { keyboard, ran } = aKeyboard(['conversation.close', 'anywhere.palette'], { singleKeys: false })
    for (const letter of 'reset') keyboard.press(press(letter), outside)
    keyboard.press(press('k', { ctrlKey: true }), outside)
    expect(ran).toEqual(['anywhere.palette'])
  })

  test('a remapped command answers to its new key only', () => {
    const { keyboard, ran } = aKeyboard(['conversation.close'], { keys: { 'conversation.close': 'd' } })
    keyboard.press(press('e'), outside)
    keyboard.press(press('d'), outside)
    expect(ran).toEqual(['conversation.close'])
  })

  test('"?" is found by its character, whatever keys write it', () => {
    const { keyboard, ran } = aKeyboard(['anywhere.help'])
    keyboard.press(press('?', { shiftKey: true }), outside)
    expect(ran).toEqual(['anywhere.help'])
  })

  test('under a dialog nothing reacts, except what acts anywhere and is not a letter', () => {
    const { keyboard, ran } = aKeyboard(['conversation.close', 'anywhere.nextRegion'])
    const dialog: Place = { ...outside, inDialog: true }
    keyboard.press(press('e'), dialog)
    keyboard.press(press('F6'), dialog)
    expect(ran).toEqual(['anywhere.nextRegion'])
  })
})

describe('sequences', () => {
  test('g then d goes to the desk', () => {
    const { keyboard, ran } = aKeyboard(['go.desk'])
    expect(keyboard.press(press('g'), outside)).toBe(true)
    expect(keyboard.pending()).toBe('g')
    expect(keyboard.press(press('d'), outside)).toBe(true)
    expect(ran).toEqual(['go.desk'])
    expect(keyboard.pending()).toBeUndefined()
  })

  test('the second letter of a sequence does not act as a letter of its own', () => {
    const { keyboard, ran } = aKeyboard(['go.settings', 'conversation.snooze'])
    keyboard.press(press('g'), outside)
    keyboard.press(press('s'), outside)
    expect(ran).toEqual(['go.settings'])
  })

  test('a letter that follows nothing is swallowed rather than doing something else', () => {
    const { keyboard, ran } = aKeyboard(['go.desk', 'conversation.take'])
    keyboard.press(press('g'), outside)
    expect(keyboard.press(press('t'), outside)).toBe(true)
    expect(ran).toEqual([])
  })

  test('after a second and a half the sequence is forgotten', () => {
    const { keyboard, ran, clock } = aKeyboard(['go.desk'])
    keyboard.press(press('g'), outside)
    clock.now = 1600
    keyboard.press(press('d'), outside)
    expect(ran).toEqual([])
  })
})

describe('scopes', () => {
  test('Enter opens a row only while the focus is in the list', () => {
    const { keyboard, ran } = aKeyboard(['list.open'])
    keyboard.press(press('Enter'), outside)
    keyboard.press(press('Enter'), { ...outside, scopes: ['list'] })
    expect(ran).toEqual(['list.open'])
  })

  test('Ctrl Enter sends from the composer, although it is a field; with Shift it also closes', () => {
    const { keyboard, ran } = aKeyboard(['composer.send', 'composer.sendAndClose'])
    const writing: Place = { writing: true, inDialog: false, scopes: ['composer'] }
    keyboard.press(press('Enter', { ctrlKey: true }), writing)
    keyboard.press(press('Enter', { ctrlKey: true, shiftKey: true }), writing)
    keyboard.press(press('Enter'), writing)
    expect(ran).toEqual(['composer.send', 'composer.sendAndClose'])
  })

  test('on a Mac the same keys are with ⌘', () => {
    const [stroke] = parseKeys('mod+Enter')
    expect(matches(press('Enter', { metaKey: true }), stroke!, true)).toBe(true)
    expect(matches(press('Enter', { ctrlKey: true }), stroke!, true)).toBe(false)
  })
})

describe('handlers', () => {
  test('the last to say what a command does wins until it withdraws', () => {
    const { keyboard, ran } = aKeyboard(['anywhere.undo'])
    const withdraw = keyboard.handle('anywhere.undo', { run: () => ran.push('newer') })
    keyboard.press(press('z'), outside)
    withdraw()
    keyboard.press(press('z'), outside)
    expect(ran).toEqual(['newer', 'anywhere.undo'])
  })

  test('a refused command says why and does nothing', () => {
    const { keyboard, ran, refusals } = aKeyboard([])
    keyboard.handle('conversation.take', { run: () => ran.push('taken'), refused: 'Karim already has it' })
    expect(keyboard.press(press('t'), outside)).toBe(true)
    expect(ran).toEqual([])
    expect(refusals).toEqual(['Karim already has it'])
  })
})

describe('the catalogue', () => {
  test('no two commands share a key where both may act', () => {
    expect(clashes(commands)).toEqual([])
  })

  test('no letter is taken with Alt, and Ctrl is used only for the palette and for sending', () => {
    const withMod = commands.flatMap(command => command.keys).filter(key => key.includes('mod'))
    expect(withMod).toEqual(['mod+k', 'mod+Enter', 'mod+shift+Enter', 'mod+shift+l'])
    expect(
      commands.flatMap(command => command.keys).filter(key => /alt|\d|[[\]]/i.test(key.replace(/F\d/, ''))),
    ).toEqual([])
  })

  test.each([
    ['e', true],
    ['g d', true],
    ['é', true],
    ['E', false],
    ['1', false],
    ['[', false],
    ['mod+k', false],
    ['a b c', false],
  ])('a person may choose %s: %s', (key, allowed) => {
    expect(isAllowedKey(key)).toBe(allowed)
  })

  test('letters are what may be turned off; F-keys and Ctrl K are not', () => {
    expect(['e', 'g d', '?'].every(isSingleCharacter)).toBe(true)
    expect(['F2', 'mod+k', 'Enter'].some(isSingleCharacter)).toBe(false)
  })
})
