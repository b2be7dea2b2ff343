import type { WorkProfile } from '../../../contract/queues.ts'

export const levels = [1, 2, 3, 4, 5] as const

/** A level as it is told. */
export const toldLevel = (level: number): (typeof levels)[number] => levels.find(one => one === level) ?? 1

/** How well somebody knows something; 0 where they did not declare it. */
export const levelOf = ({ skills }: Pick<WorkProfile, 'skills'>, skillId: string): number =>
  skills.find(one => one.skillId === skillId)?.level ?? 0

/** Somebody's skills with one of them at another level; at 0 it is theirs no more. */
export function withLevel(
  { skills }: Pick<WorkProfile, 'skills'>,
  skillId: string,
  level: number,
): WorkProfile['skills'] {
  const others = skills.filter(one => one.skillId !== skillId)
  return level === 0 ? others : [...others, { skillId, level }]
}
