import type { Queue, QueueNeed, QueueStep } from '../../../contract/queues.ts'

/** Ways that work comes; the contract's own list would bring Zod into the page. */
export const ways = ['push', 'pull', 'pick'] as const satisfies readonly Queue['way'][]

/** What the form of a queue holds; times are in minutes, and a number that is being typed may be a text. */
export interface QueueValues extends Record<string, unknown> {
  way: Queue['way']
  autoAccept: boolean
  needs: { skillId: string | null; level: string; reasonIds: string[] }[]
  steps: (Omit<QueueStep, 'afterSeconds'> & { minutes: number | string })[]
  overflowTeamId: string | null
  overflowMinutes: number | string
  overflowMoreThan: number | string
  overflowClosed: boolean
  overflowNobody: boolean
}

export const newNeed = (): QueueValues['needs'][number] => ({ skillId: null, level: '1', reasonIds: [] })
export const newStep = (): QueueValues['steps'][number] => ({
  ...{ minutes: 10, teamIds: [], siteIds: [], partnerIds: [], anyLanguage: false, anySkill: false },
})

/** What is kept of a queue, as its form shows it. */
export function toValues({ way, autoAccept, needs, steps, overflow }: Queue): QueueValues {
  return {
    way,
    autoAccept,
    needs: needs.map(({ level, ...need }) => ({ ...need, level: String(level) })),
    steps: steps.map(({ afterSeconds, ...step }) => ({ ...step, minutes: afterSeconds / 60 })),
    overflowTeamId: overflow?.teamId ?? null,
    overflowMinutes: overflow?.afterSeconds ? overflow.afterSeconds / 60 : '',
    overflowMoreThan: overflow?.moreThan ?? '',
    overflowClosed: overflow?.whenClosed ?? false,
    overflowNobody: overflow?.whenNobody ?? false,
  }
}

/** What the form of a queue says, as it is kept; a line without its skill asks nothing. */
export function toQueue(
  values: QueueValues,
): Pick<Queue, 'way' | 'autoAccept' | 'needs' | 'steps' | 'overflow'> {
  const seconds = (minutes: number | string) => Math.round(Number(minutes) * 60)
  return {
    way: values.way,
    autoAccept: values.autoAccept,
    needs: values.needs.flatMap(({ skillId, level, reasonIds }): QueueNeed[] =>
      skillId === null ? [] : [{ skillId, level: Number(level), reasonIds }],
    ),
    steps: values.steps.map(({ minutes, ...step }) => ({ ...step, afterSeconds: seconds(minutes) })),
    overflow: values.overflowTeamId
      ? {
          teamId: values.overflowTeamId,
          afterSeconds: values.overflowMinutes === '' ? null : seconds(values.overflowMinutes),
          moreThan: values.overflowMoreThan === '' ? null : Number(values.overflowMoreThan),
          whenClosed: values.overflowClosed,
          whenNobody: values.overflowNobody,
        }
      : null,
  }
}

/** True where a queue overflows on nothing: its team was chosen, and not when. */
export const neverOverflows = (values: QueueValues): boolean =>
  values.overflowTeamId !== null &&
  values.overflowMinutes === '' &&
  values.overflowMoreThan === '' &&
  !values.overflowClosed &&
  !values.overflowNobody
