import type {
  Segment,
  SegmentBody,
  SegmentCondition,
  SegmentFamily,
  Touch,
} from '../../../contract/segments.ts'

export type Values = { name: string; touch: Touch | null } & SegmentBody

/** What can be asked of a person, by family (M3), in the order of the menu. */
export const kindsByFamily = {
  demographic: ['age', 'language', 'company', 'demographicAttribute'],
  geographic: ['postcode', 'dialCode', 'geographicAttribute'],
  psychographic: ['preferredChannel', 'psychographicAttribute'],
  behavioural: [
    'stage',
    'vip',
    'known',
    'records',
    'lastRecord',
    'requests',
    'satisfaction',
    'tag',
    'behaviouralAttribute',
  ],
} as const satisfies Record<SegmentFamily, readonly string[]>

export type Kind = (typeof kindsByFamily)[SegmentFamily][number]
export const families = Object.keys(kindsByFamily) as SegmentFamily[] // an object's keys, in their order

/** The line of the menu by which a condition was added. */
export const kindOf = (condition: SegmentCondition): Kind =>
  condition.on === 'attribute' ? `${condition.family}Attribute` : condition.on

/** A condition as it is before anything is chosen. */
export function blankCondition(kind: Kind): SegmentCondition {
  const range = { from: null, to: null }
  const not = false
  switch (kind) {
    case 'demographicAttribute':
    case 'geographicAttribute':
    case 'psychographicAttribute':
    case 'behaviouralAttribute': {
      const family = families.find(one => kind === `${one}Attribute`)!
      return { on: 'attribute', family, attribute: '', value: { is: 'present' }, not }
    }
    case 'age':
      return { on: kind, attribute: '', ...range, not }
    case 'postcode':
      return { on: kind, attribute: '', begins: [], not }
    case 'language':
    case 'company':
    case 'dialCode':
    case 'preferredChannel':
    case 'stage':
    case 'tag':
      return { on: kind, is: [], not }
    case 'vip':
      return { on: kind, not }
    case 'known':
      return { on: kind, days: 365, not }
    case 'records':
      return { on: kind, kind: 'order', status: [], days: 365, what: 'count', from: 2, to: null, not }
    case 'lastRecord':
      return { on: kind, kind: 'order', days: 90, not }
    case 'requests':
      return { on: kind, days: 30, from: 2, to: null, not }
    case 'satisfaction':
      return { on: kind, from: null, to: 2, not }
  }
}

/** True for a condition in which nothing is missing. */
export function isWhole(condition: SegmentCondition): boolean {
  switch (condition.on) {
    case 'age':
      return condition.attribute !== '' && isRange(condition)
    case 'postcode':
      return condition.attribute !== '' && condition.begins.length > 0
    case 'dialCode':
      return condition.is.length > 0 && condition.is.every(code => /^\+\d{1,6}$/.test(code))
    case 'language':
    case 'company':
    case 'preferredChannel':
    case 'stage':
    case 'tag':
      return condition.is.length > 0
    case 'attribute':
      return (
        condition.attribute !== '' &&
        !('to' in condition.value && Array.isArray(condition.value.to) && condition.value.to.length === 0)
      )
    case 'known':
      return condition.days >= 1
    case 'records':
      return condition.kind.trim() !== '' && isRange(condition)
    case 'lastRecord':
      return condition.kind.trim() !== '' && condition.days >= 1
    case 'requests':
      return condition.days >= 1 && isRange(condition)
    case 'satisfaction':
      return isRange(condition)
    case 'vip':
      return true
  }
}

const isRange = ({ from, to }: { from: number | null; to: number | null }) =>
  (from !== null || to !== null) && (from === null || to === null || from <= to)

/** True for a segment that can be counted and kept. */
export const isReady = ({ all, any }: SegmentBody) =>
  all.length + any.length > 0 && [...all, ...any].every(isWhole)

/** What the form shows of a segment; of none, an empty one. */
export const toValues = (segment: Segment | undefined): Values =>
  segment
    ? { name: segment.name, touch: segment.touch, all: segment.body.all, any: segment.body.any }
    : { name: '', touch: null, all: [], any: [] }
