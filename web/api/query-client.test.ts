import { QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { createQueryClient } from './query-client.ts'

/** Something on screen whose answers the test gives. */
function aQuestion() {
  const client = createQueryClient()
  const answers: ((text: string) => void)[] = []
  const observer = new QueryObserver(client, {
    queryKey: ['thread'],
    queryFn: () => new Promise<string>(answer => answers.push(answer)),
  })
  const leave = observer.subscribe(() => undefined)
  return { client, answers, observer, leave }
}

const settled = () => new Promise(done => setTimeout(done, 5))

test('what becomes old while it is asked for the first time is asked again, and the old answer is not shown', async () => {
  const { client, answers, observer, leave } = aQuestion()
  void client.invalidateQueries({ queryKey: ['thread'] })
  await settled()
  expect(answers).toHaveLength(2)
  answers[0]!('before the event')
  await settled()
  expect(observer.getCurrentResult().data).toBeUndefined()
  answers[1]!('after the event')
  await settled()
  expect(observer.getCurrentResult()).toMatchObject({ data: 'after the event', isError: false })
  leave()
})

test('what becomes old while it is asked again is asked once more, with the former answer on screen', async () => {
  const { client, answers, observer, leave } = aQuestion()
  answers[0]!('first')
  await settled()
  void client.invalidateQueries({ queryKey: ['thread'] })
  void client.invalidateQueries({ queryKey: ['thread'] })
  expect(answers).toHaveLength(3)
  answers[1]!('before the event')
  await settled()
  expect(observer.getCurrentResult().data).toBe('first')
  answers[2]!('after the event')
  await settled()
  expect(observer.getCurrentResult().data).toBe('after the event')
  leave()
})

test('what is asked elsewhere is left alone', async () => {
  const { client, answers, leave } = aQuestion()
  await client.invalidateQueries({ queryKey: ['list'] })
  expect(answers).toHaveLength(1)
  leave()
})
