import { expect, test } from 'vitest'
import { RuleBody } from '../../../contract/rules.ts'
import {
  actionKinds,
  blankAction,
  blankCondition,
  conditionKinds,
  isReady,
  isWhole,
  isWholeAct,
} from './rule-values.ts'

test('a condition or an act in which something is missing is not sent', () => {
  const whole = ['hours', 'previous', 'vip', 'attachments']
  expect(conditionKinds.filter(kind => isWhole(blankCondition(kind)))).toEqual(whole)
  expect(actionKinds.filter(kind => isWholeAct(blankAction(kind)))).toEqual([
    'setPriority',
    'proposeComplaint',
    'needsPerson',
  ])
})

test('what is ready is what the contract takes', () => {
  const body = {
    all: [{ ...blankCondition('words'), has: ['colis'] }, blankCondition('previous')],
    any: [{ ...blankCondition('contact'), attribute: 'plan' }],
    actions: [blankAction('setPriority'), { do: 'addTag' as const, tag: 'colis' }],
    isLast: false,
  } as RuleBody
  expect(isReady(body)).toBe(true)
  expect(RuleBody.parse(body)).toEqual(body)
  expect(isReady({ ...body, actions: [] })).toBe(false)
  expect(isReady({ ...body, all: [blankCondition('from')] })).toBe(false)
})
