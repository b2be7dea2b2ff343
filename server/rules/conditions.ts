import type { Comparison, Condition, RuleBody } from '#contract/rules.ts'
import { fold, foldWithSigns, phraseOf, withoutMarks } from '#server/platform/fold.ts'
import type { Folded, Value } from './facts.ts'

/** A rule made ready to be asked of many requests. */
export interface ReadyRule {
  holds(request: Folded): boolean
}

type Test = (request: Folded) => boolean

/** Makes a rule ready: its words are folded once. */
export function readyRule({ all, any }: Pick<RuleBody, 'all' | 'any'>): ReadyRule {
  const every = all.map(testOf)
  const one = any.map(testOf)
  return {
    holds: request =>
      every.every(test => test(request)) && (one.length === 0 || one.some(test => test(request))),
  }
}

/** Of the words that a rule looks for, those that a request has. */
export const wordsHeld = ({ all, any }: Pick<RuleBody, 'all' | 'any'>, request: Folded): string[] =>
  [...all, ...any].flatMap(condition =>
    condition.on === 'words' && !condition.not
      ? condition.has
          .filter(word => plainTestOf({ ...condition, has: [word] })(request))
          .map(word => word.replaceAll('*', ''))
      : [],
  )

function testOf(condition: Condition): Test {
  const test = plainTestOf(condition)
  return condition.not ? request => !test(request) : test
}

function plainTestOf(condition: Condition): Test {
  switch (condition.on) {
    case 'channel':
      return ({ facts }) => condition.is.includes(facts.channelId)
    case 'channelKind':
      return ({ facts }) => condition.is.includes(facts.channelKind)
    case 'to': {
      const addresses = condition.is.map(lower)
      return ({ facts }) => facts.to.some(one => addresses.includes(lower(one)))
    }
    case 'from': {
      const senders = condition.is.map(lower)
      return ({ facts }) => facts.from !== null && senders.some(sender => isFrom(lower(facts.from!), sender))
    }
    case 'words': {
      const phrases = condition.has.map(phraseOf)
      return request =>
        phrases.some(({ hasSigns, isIn }) => {
          const { subject, text } = hasSigns ? request.withSigns() : request
          return (condition.in !== 'text' && isIn(subject)) || (condition.in !== 'subject' && isIn(text))
        })
    }
    case 'language':
      return ({ facts }) => facts.language !== null && condition.is.includes(facts.language)
    case 'segment':
      return ({ facts }) => condition.is.some(id => facts.segmentIds.includes(id))
    case 'touch':
      return ({ facts }) => facts.touch !== null && condition.is.includes(facts.touch)
    case 'contact': {
      const compare = comparing(condition.value)
      return ({ facts }) => compare(facts.contact[condition.attribute] ?? null)
    }
    case 'company': {
      const compare = comparing(condition.value)
      return ({ facts }) => compare(facts.company[condition.attribute] ?? null)
    }
    case 'record': {
      const kind = withoutMarks(condition.kind)
      const status = condition.status.map(withoutMarks)
      return ({ facts }) =>
        facts.records.some(
          one =>
            withoutMarks(one.kind) === kind &&
            (status.length === 0 || status.includes(withoutMarks(one.status))),
        )
    }
    case 'hours':
      return ({ facts }) => facts.isOpen === condition.isOpen
    case 'previous':
      return ({ facts }) => {
        const since = facts.at.getTime() - condition.days * 86_400_000
        return facts.previous.filter(at => at.getTime() >= since).length >= condition.least
      }
    case 'vip':
      return ({ facts }) => facts.isVip
    case 'attachments':
      return ({ facts }) => facts.hasAttachments
  }
}

function comparing(comparison: Comparison): (value: Value) => boolean {
  switch (comparison.is) {
    case 'present':
      return value => value !== null && value !== ''
    case 'atLeast':
      return value => typeof value === 'number' && value >= comparison.to
    case 'atMost':
      return value => typeof value === 'number' && value <= comparison.to
    case 'containing': {
      const phrases = comparison.to.map(phraseOf)
      return value =>
        typeof value === 'string' &&
        phrases.some(({ hasSigns, isIn }) => isIn(hasSigns ? foldWithSigns(value) : fold(value)))
    }
    case 'equal': {
      const wanted = comparison.to.map(one => (typeof one === 'string' ? withoutMarks(one) : one))
      return value =>
        value !== null && wanted.includes(typeof value === 'string' ? withoutMarks(value) : value)
    }
  }
}

const isFrom = (address: string, sender: string): boolean =>
  sender.startsWith('@') ? address.endsWith(sender) : address === sender

const lower = (text: string): string => text.trim().toLowerCase()
