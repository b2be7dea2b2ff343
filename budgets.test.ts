import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { builtWidget } from './web/build/widget.ts'

const kB = 1024

test('issue 3 §1: on the pages of others, the widget weighs 5 kB before the visitor’s click and 30 kB opened, loader and language included; the live line comes only once they speak', async () => {
  const files = await builtWidget()
  const weights = new Map(
    files.map(({ fileName, source }) => [fileName, gzipSync(source, { level: 9 }).length]),
  )
  const of = (name: string) => weights.get(name) ?? Number.NaN
  expect(of('widget.js')).toBeLessThanOrEqual(5 * kB)
  for (const language of ['fr', 'en'])
    expect(of('widget.js') + of('widget/1/panel.js') + of(`widget/1/${language}.js`)).toBeLessThanOrEqual(
      30 * kB,
    )
  expect(of('widget/1/line.js')).toBeLessThanOrEqual(14 * kB)
  // The library of the live line is in its own part and in no other.
  const speaksLive = files.filter(({ source }) => source.includes('wss')).map(({ fileName }) => fileName)
  expect(speaksLive.map(name => name.replace(/-\w+/, ''))).toEqual(['widget/1/line.js', 'widget/1/line.js'])
}, 60_000)
