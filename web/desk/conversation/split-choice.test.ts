import { describe, expect, test } from 'vitest'
import type { Message } from '../../../contract/conversations.ts'
import { previewSplit, stretch } from './split-choice.ts'

const message = (id: string, given: Partial<Message> = {}) =>
  ({ id, direction: 'in', text: `mots ${id}`, subject: null, deliveryStatus: null, ...given }) as Message

const thread = [
  message('1'),
  message('2', { direction: 'note' }),
  message('3', { direction: 'out', deliveryStatus: 'sent' }),
  message('4', { direction: 'out', deliveryStatus: 'cancelled' }),
  message('5'),
  message('6', { direction: 'out', deliveryStatus: 'queued' }),
]
const preview = (...ids: string[]) => previewSplit(thread, new Set(ids))

describe('a free choice of messages', () => {
  test('says what goes, what stays and with which words the new conversation begins', () => {
    const { moving, staying, first, refused } = preview('2', '5')
    expect(moving.map(one => one.id)).toEqual(['2', '5'])
    expect({ staying, first: first?.id, refused }).toEqual({ staying: 3, first: '5', refused: undefined })
  })

  test.each([
    [[], 'none'],
    [['4'], 'none'], // it was taken back: it is no longer there
    [['2'], 'notesOnly'],
    [['1', '3', '5', '6'], 'leaving'],
    [['5', '6'], 'leaving'],
  ] as const)('%j cannot be split: %s', (ids, refused) => {
    expect(preview(...ids).refused).toBe(refused)
  })

  test('a conversation cannot be left with nothing said in it', () => {
    const said = thread.filter(one => one.id !== '6')
    expect(previewSplit(said, new Set(['1', '3', '5'])).refused).toBe('all')
    expect(previewSplit(said, new Set(['1', '3'])).refused).toBeUndefined()
  })

  test('a stretch goes both ways, over notes, and leaves out what was taken back', () => {
    expect(stretch(thread, '2', '5')).toEqual(['2', '3', '5'])
    expect(stretch(thread, '5', '2')).toEqual(['2', '3', '5'])
    expect(stretch(thread, 'gone', '5')).toEqual(['5'])
  })
})
