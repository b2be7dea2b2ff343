import type { PromiseConditions, PromiseTarget, SlaPolicy } from '../../../contract/promises.ts'

type Priority = PromiseConditions['priorities'][number]

/** Ways to count; the contract's own list would bring Zod into the page. */
export const units = [
  'openHour',
  'clockHour',
  'jourOuvre',
  'jourOuvrable',
] as const satisfies readonly PromiseTarget['unit'][]
export const priorities = ['low', 'normal', 'high', 'urgent'] as const satisfies readonly Priority[]

/** What the form holds: each list apart, and one attribute as people think of it: a field and its values. */
export interface PromiseValues extends Record<string, unknown> {
  name: string
  enabled: boolean
  channels: string[]
  reasons: string[]
  teams: string[]
  languages: ('fr' | 'en')[]
  priorities: Priority[]
  vip: boolean
  attributeKey: string | null
  attributeValues: string[]
  amount: number | string
  unit: PromiseTarget['unit']
  nextAmount: number | string
  nextUnit: PromiseTarget['unit']
  calendarId: string | null
}

/** The values of a policy, or those that a new one begins with. */
export function toValues(policy: SlaPolicy | undefined): PromiseValues {
  const conditions = policy?.conditions
  const [attribute] = conditions?.attributes ?? []
  return {
    name: policy?.name ?? '',
    enabled: policy?.enabled ?? true,
    channels: conditions?.channels ?? [],
    reasons: conditions?.reasons ?? [],
    teams: conditions?.teams ?? [],
    languages: conditions?.languages ?? [],
    priorities: conditions?.priorities ?? [],
    vip: conditions?.vip ?? false,
    attributeKey: attribute?.key ?? null,
    attributeValues: attribute?.values ?? [],
    amount: policy?.first.amount ?? 8,
    unit: policy?.first.unit ?? 'openHour',
    nextAmount: policy?.next?.amount ?? '',
    nextUnit: policy?.next?.unit ?? policy?.first.unit ?? 'openHour',
    calendarId: policy?.calendarId ?? null,
  }
}

/** Whom the values make the promise to; the attributes of a policy beyond its first, set by a program, stay. */
export function conditionsOf(values: PromiseValues, policy: SlaPolicy | undefined): PromiseConditions {
  const { attributeKey, attributeValues } = values
  return {
    channels: values.channels,
    reasons: values.reasons,
    teams: values.teams,
    languages: values.languages,
    priorities: values.priorities,
    vip: values.vip,
    attributes: [
      ...(attributeKey && attributeValues.length > 0 ? [{ key: attributeKey, values: attributeValues }] : []),
      ...(policy?.conditions.attributes.slice(1) ?? []),
    ],
  }
}

/** The time of the first answer; undefined while it is not one. */
export const firstOf = ({ amount, unit }: PromiseValues): PromiseTarget | undefined => timeOf(amount, unit)

/** All that is sent: the whole of it, as the lists stand together. */
export function toPolicy(values: PromiseValues, policy: SlaPolicy | undefined) {
  const { name, enabled, calendarId, amount, unit, nextAmount, nextUnit } = values
  return {
    name,
    enabled,
    calendarId,
    conditions: conditionsOf(values, policy),
    first: { amount: Number(amount), unit },
    next: timeOf(nextAmount, nextUnit) ?? null,
  }
}

function timeOf(amount: number | string, unit: PromiseTarget['unit']): PromiseTarget | undefined {
  const number = Number(amount)
  return amount !== '' && Number.isInteger(number) && number >= 1 && number <= 240
    ? { amount: number, unit }
    : undefined
}
