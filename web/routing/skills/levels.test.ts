import { expect, test } from 'vitest'
import { levelOf, withLevel } from './levels.ts'

test('a level is changed, added and taken away without touching the others', () => {
  const lea = { skills: [{ skillId: 'mourning', level: 2 }] }
  expect(levelOf(lea, 'mourning')).toBe(2)
  expect(levelOf(lea, 'weddings')).toBe(0)
  const more = { skills: withLevel(lea, 'weddings', 4) }
  expect(more.skills).toEqual([...lea.skills, { skillId: 'weddings', level: 4 }])
  expect(withLevel(more, 'mourning', 5)).toContainEqual({ skillId: 'mourning', level: 5 })
  expect(withLevel(more, 'mourning', 0)).toEqual([{ skillId: 'weddings', level: 4 }])
})
