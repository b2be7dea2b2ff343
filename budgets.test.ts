import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { builtWidget } from './web/build/widget.ts'

test('issue 3 §1: on the pages of others, the widget weighs 5 kB before the visitor’s click and 30 kB once opened', async () => {
  const files = await builtWidget()
  const weights = new Map(
    files.map(({ fileName, source }) => [fileName, gzipSync(source, { level: 9 }).length]),
  )
  const of = (name: string) => weights.get(name) ?? Number.NaN
  expect(of('widget.js')).toBeLessThanOrEqual(5 * 1024)
  for (const language of ['fr', 'en'])
    expect(of('widget/1/panel.js') + of(`widget/1/${language}.js`)).toBeLessThanOrEqual(30 * 1024)
}, 60_000)
