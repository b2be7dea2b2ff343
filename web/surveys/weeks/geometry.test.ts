import { expect, test } from 'vitest'
import type { Frame } from '../../reports/frame.ts'
import type { Week } from '../data/queries.ts'
import { bandOf, extremes, runsOf } from './geometry.ts'

const frame: Frame = { width: 140, height: 120, left: 20, right: 20, top: 10, bottom: 10 }

function aWeek(csat: number | null, answered = 10): Week {
  return {
    from: '2026-11-15T23:00:00.000Z',
    answered,
    satisfied: Math.round((csat ?? 0) * answered),
    csat,
    low: csat === null ? null : Math.max(0, csat - 0.1),
    high: csat === null ? null : Math.min(1, csat + 0.1),
  }
}

test('a week without a figure cuts the line', () => {
  const runs = runsOf([aWeek(0.8), aWeek(0.7), aWeek(null, 3), aWeek(0.9)], frame)
  expect(runs.map(run => run.map(point => point.index))).toEqual([[0, 1], [3]])
  expect(runsOf([aWeek(null, 0)], frame)).toEqual([])
})

test('a point is full from thirty answers on', () => {
  const [run] = runsOf([aWeek(0.8, 29), aWeek(0.8, 30)], frame)
  expect(run!.map(point => point.isSolid)).toEqual([false, true])
})

test('the band goes along the upper ends and comes back along the lower ones, even around one point', () => {
  const [run] = runsOf([aWeek(0.5), aWeek(0.6)], frame)
  expect(bandOf(run!)).toBe('45,50 95,40 95,60 45,70')
  const [alone] = runsOf([aWeek(0.5)], frame)
  expect(bandOf(alone!)).toBe('65,50 75,50 75,70 65,70')
  expect(bandOf([])).toBe('')
})

test('the sentence names the lowest and the highest week, the first of equals', () => {
  const weeks = [aWeek(0.8, 11), aWeek(0.4, 12), aWeek(null), aWeek(0.8, 13)]
  expect(extremes(weeks)).toEqual({ lowest: weeks[1], highest: weeks[0] })
  expect(extremes([aWeek(null)])).toBeUndefined()
})
