import { describe, expect, test } from 'vitest'
import { dark, light, type SchemeTokens } from './tokens.ts'

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map(place => {
    const value = Number.parseInt(hex.slice(place, place + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high! + 0.05) / (low! + 0.05)
}

type ColourName = Exclude<keyof SchemeTokens, 'shadow-1' | 'shadow-2'>

const grounds: ColourName[] = ['canvas', 'surface', 'sunken', 'raised', 'hover', 'selected']
const text: [ColourName, ColourName][] = [
  ...(['text', 'muted', 'faint'] as const).flatMap(name =>
    grounds.map((ground): [ColourName, ColourName] => [name, ground]),
  ),
  ['on-brand', 'brand'],
  ['on-brand', 'brand-hover'],
  ['link', 'surface'],
  ['link', 'canvas'],
  ['late', 'late-tint'],
  ['on-late', 'late-solid'],
  ['soon', 'soon-tint'],
  ['on-soon', 'soon-solid'],
  ['done', 'done-tint'],
  ['info', 'info-tint'],
  ['late', 'surface'],
  ['note', 'note-ground'],
  ['text', 'bubble-in'],
  ['text', 'bubble-out'],
  ['negative', 'surface'],
  ['neutral', 'surface'],
  ['positive', 'surface'],
  ['on-mark', 'mark'],
  ['surface', 'text'],
]
const marks: [ColourName, ColourName][] = [
  ['control', 'surface'],
  ['control', 'canvas'],
  ['control', 'sunken'],
  ['control', 'raised'],
  ['focus', 'surface'],
  ['focus', 'canvas'],
  ['focus', 'selected'],
  ['brand', 'surface'],
  ['brand', 'selected'],
  ['note-border', 'note-ground'],
  ...([1, 2, 3, 4, 5, 6, 7] as const).map((number): [ColourName, ColourName] => [
    `series-${number}`,
    'surface',
  ]),
]

describe.each([
  ['light', light],
  ['dark', dark],
])('%s scheme (RGAA 3.2, 3.3)', (_name, scheme) => {
  test.each(text)('%s on %s can be read: 4.5 at least', (ink, ground) => {
    expect(contrast(scheme[ink], scheme[ground])).toBeGreaterThanOrEqual(4.5)
  })

  test.each(marks)('%s on %s can be seen: 3 at least', (ink, ground) => {
    expect(contrast(scheme[ink], scheme[ground])).toBeGreaterThanOrEqual(3)
  })
})
