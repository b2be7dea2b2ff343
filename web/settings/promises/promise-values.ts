import type { PromiseActs, PromiseConditions, PromiseTarget, SlaPolicy } from '../../../contract/promises.ts'

type Priority = PromiseConditions['priorities'][number]

/** Ways to count; the contract's own list would bring Zod into the page. */
export const units = [
  'openMinute',
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
  segments: string[]
  touches: PromiseConditions['touches']
  complaint: boolean
  moment: boolean
  attributeKey: string | null
  attributeValues: string[]
  amount: number | string
  unit: PromiseTarget['unit']
  nextAmount: number | string
  nextUnit: PromiseTarget['unit']
  resolutionAmount: number | string
  resolutionUnit: PromiseTarget['unit']
  calendarId: string | null
  pausesOnHold: boolean
  warnPercent: number | string
  /** What happens at the warning, then once it is broken. */
  soonNotify: PromiseActs['notify']
  soonByMail: boolean
  soonPriority: PromiseActs['priority']
  soonTeamId: string | null
  lateNotify: PromiseActs['notify']
  lateByMail: boolean
  latePriority: PromiseActs['priority']
  lateTeamId: string | null
}

export const told = ['owner', 'team', 'supervisors'] as const satisfies PromiseActs['notify']

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
    segments: conditions?.segments ?? [],
    touches: conditions?.touches ?? [],
    complaint: conditions?.complaint ?? false,
    moment: conditions?.moment ?? false,
    attributeKey: attribute?.key ?? null,
    attributeValues: attribute?.values ?? [],
    amount: policy?.first.amount ?? 8,
    unit: policy?.first.unit ?? 'openHour',
    nextAmount: policy?.next?.amount ?? '',
    nextUnit: policy?.next?.unit ?? policy?.first.unit ?? 'openHour',
    resolutionAmount: policy?.resolution?.amount ?? '',
    resolutionUnit: policy?.resolution?.unit ?? 'jourOuvre',
    calendarId: policy?.calendarId ?? null,
    pausesOnHold: policy?.pausesOnHold ?? false,
    warnPercent: policy?.warnPercent ?? 75,
    soonNotify: policy?.onWarning.notify ?? [],
    soonByMail: policy?.onWarning.byMail ?? false,
    soonPriority: policy?.onWarning.priority ?? null,
    soonTeamId: policy?.onWarning.teamId ?? null,
    lateNotify: policy?.onBreach.notify ?? ['owner'],
    lateByMail: policy?.onBreach.byMail ?? false,
    latePriority: policy?.onBreach.priority ?? null,
    lateTeamId: policy?.onBreach.teamId ?? null,
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
    segments: values.segments,
    touches: values.touches,
    complaint: values.complaint,
    moment: values.moment,
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
  const { name, enabled, calendarId, amount, unit, nextAmount, nextUnit, pausesOnHold } = values
  return {
    name,
    enabled,
    calendarId,
    conditions: conditionsOf(values, policy),
    first: { amount: Number(amount), unit },
    next: timeOf(nextAmount, nextUnit) ?? null,
    resolution: timeOf(values.resolutionAmount, values.resolutionUnit) ?? null,
    pausesOnHold,
    warnPercent: Number(values.warnPercent),
    onWarning: {
      notify: values.soonNotify,
      byMail: values.soonByMail,
      priority: values.soonPriority,
      teamId: values.soonTeamId,
    },
    onBreach: {
      notify: values.lateNotify,
      byMail: values.lateByMail,
      priority: values.latePriority,
      teamId: values.lateTeamId,
    },
  }
}

function timeOf(amount: number | string, unit: PromiseTarget['unit']): PromiseTarget | undefined {
  const number = Number(amount)
  return amount !== '' && Number.isInteger(number) && number >= 1 && number <= 240
    ? { amount: number, unit }
    : undefined
}
