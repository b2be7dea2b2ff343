import type { Condition, Rule, RuleAction, RuleBody, RuleState } from '../../../contract/rules.ts'

export type Values = { name: string; state: RuleState } & RuleBody

/** What can be asked of a request by people who write rules here, in the order of the menu. */
export const conditionKinds = [
  'words',
  'channelKind',
  'channel',
  'from',
  'to',
  'language',
  'segment',
  'touch',
  'contact',
  'company',
  'record',
  'hours',
  'previous',
  'vip',
  'attachments',
] as const satisfies readonly Condition['on'][]
export type ConditionKind = (typeof conditionKinds)[number]

/** What a rule can do, in the order of the menu. */
export const actionKinds = [
  'setReason',
  'setPriority',
  'addTag',
  'setTeam',
  'reply',
  'proposeComplaint',
  'needsPerson',
  'webhook',
  'notify',
] as const satisfies readonly RuleAction['do'][]

/** What may be said several times by one rule. */
export const isRepeatable = (kind: RuleAction['do']) =>
  kind === 'addTag' || kind === 'webhook' || kind === 'notify'

/** A condition as it is before anything is chosen. */
export function blankCondition(on: ConditionKind): Condition {
  const not = false
  switch (on) {
    case 'words':
      return { on, in: 'both', has: [], not }
    case 'channelKind':
    case 'channel':
    case 'from':
    case 'to':
    case 'language':
    case 'segment':
    case 'touch':
      return { on, is: [], not }
    case 'contact':
      return { on, attribute: '', value: { is: 'present' }, not }
    case 'company':
      return { on, attribute: 'name', value: { is: 'equal', to: [] }, not }
    case 'record':
      return { on, kind: '', status: [], not }
    case 'hours':
      return { on, isOpen: false, not }
    case 'previous':
      return { on, least: 2, days: 30, not }
    case 'vip':
    case 'attachments':
      return { on, not }
  }
}

/** An act as it is before anything is chosen. */
export function blankAction(act: RuleAction['do']): RuleAction {
  switch (act) {
    case 'setReason':
      return { do: act, reasonId: '' }
    case 'setPriority':
      return { do: act, priority: 'high' }
    case 'addTag':
      return { do: act, tag: '' }
    case 'setTeam':
      return { do: act, teamId: '' }
    case 'reply':
      return { do: act, cannedAnswerId: '' }
    case 'proposeComplaint':
    case 'needsPerson':
      return { do: act }
    case 'webhook':
      return { do: act, webhookId: '' }
    case 'notify':
      return { do: act, memberIds: [] }
  }
}

/** True for a condition in which nothing is missing. */
export function isWhole(condition: Condition): boolean {
  switch (condition.on) {
    case 'words':
      return condition.has.length > 0
    case 'channelKind':
    case 'channel':
    case 'from':
    case 'to':
    case 'language':
    case 'segment':
    case 'touch':
      return condition.is.length > 0
    case 'contact':
    case 'company':
      return condition.attribute !== '' && !('to' in condition.value && isNothing(condition.value.to))
    case 'record':
      return condition.kind.trim() !== ''
    case 'previous':
      return condition.least >= 1 && condition.days >= 1
    case 'hours':
    case 'vip':
    case 'attachments':
      return true
  }
}

const isNothing = (value: unknown) => (Array.isArray(value) ? value.length === 0 : value === '')

/** True for an act in which nothing is missing. */
export function isWholeAct(action: RuleAction): boolean {
  return Object.values(action).every(value => !isNothing(value))
}

/** True for a rule that can be tried and kept. */
export const isReady = ({ all, any, actions }: RuleBody) =>
  actions.length > 0 && actions.every(isWholeAct) && [...all, ...any].every(isWhole)

const blank: Values = { name: '', state: 'watched', all: [], any: [], actions: [], isLast: false }

/** What the form shows of a rule; of none, a rule that is first looked on. */
export const toValues = (rule: Rule | undefined): Values =>
  rule
    ? {
        ...{ name: rule.name, state: rule.state, all: rule.body.all, any: rule.body.any },
        ...{ actions: rule.body.actions, isLast: rule.body.isLast },
      }
    : blank

/** What is said of a rule, as the server takes it. */
export const toBody = ({ all, any, actions, isLast }: Values): RuleBody => ({ all, any, actions, isLast })
