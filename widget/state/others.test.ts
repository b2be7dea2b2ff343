import { expect, test } from 'vitest'
import type { ChatMessage } from '../../contract/chat.ts'
import { withOthers } from './others.ts'

const message = (id: string, at: string) => ({ id, at }) as ChatMessage // only its place is read
const minute = (n: number) => `2026-11-22T10:0${n}:00.000Z`

test('A10: who joined and who left stands between the messages, in the order of time, and after the last', () => {
  const said = [message('a', minute(1)), message('b', minute(3)), message('c', minute(5))]
  const others = [
    { id: 'p', firstName: 'Max', joinedAt: minute(2), leftAt: minute(6) },
    { id: 'q', firstName: 'Inès', joinedAt: minute(4), leftAt: null },
  ]
  expect(
    withOthers(said, others).map(one =>
      one.kind === 'message' ? one.message.id : `${one.name} ${one.hasLeft ? 'out' : 'in'}`,
    ),
  ).toEqual(['a', 'Max in', 'b', 'Inès in', 'c', 'Max out'])
})

test('a server of before says nothing of others', () => {
  expect(withOthers([message('a', minute(1))])).toHaveLength(1)
})
