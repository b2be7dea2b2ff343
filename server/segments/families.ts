import type { SegmentBody, SegmentCondition } from '#contract/segments.ts'

/** Every condition of a segment. */
export const conditionsOf = ({ all, any }: SegmentBody): SegmentCondition[] => [...all, ...any]

/** The attributes of the card that a segment asks for. */
export const attributesOf = (body: SegmentBody): string[] => [
  ...new Set(conditionsOf(body).flatMap(one => ('attribute' in one ? [one.attribute] : []))),
]

/** The segments named by rules and promises, out of their conditions. */
export const segmentsNamed = (conditions: readonly { on: string }[]): string[] =>
  conditions.flatMap(one => (one.on === 'segment' && 'is' in one ? (one.is as string[]) : []))
