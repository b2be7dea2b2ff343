import { expect, test } from 'vitest'
import { rowsOf } from './file.ts'

test('a long file is read to its end without leaving listeners behind on its reader', async () => {
  const warnings: Error[] = []
  const hear = (warning: Error) => warnings.push(warning)
  process.on('warning', hear)
  try {
    const line = `${'Zoé Lefèvre;'.repeat(80)}\n`
    const text = line.repeat(6000)
    let count = 0
    for await (const row of rowsOf(text, ';')) if (row.length > 1) count += 1
    expect(count).toBe(6000)
    await new Promise(resolve => setImmediate(resolve))
    expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).toEqual([])
  } finally {
    process.off('warning', hear)
  }
})
