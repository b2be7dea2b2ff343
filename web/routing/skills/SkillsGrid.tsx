import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Skill, WorkProfile } from '../../../contract/queues.ts'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useAbsences } from './AbsencePart.tsx'
import { levelOf, levels, withLevel } from './levels.ts'
import classes from './skills.module.css'
import { useProfiles } from './useProfiles.ts'

export interface SkillsGridProps {
  people: readonly WorkProfile[]
  skills: readonly Skill[]
}

/** People and what they know, a level in each cell, chosen with the keyboard as well. */
export function SkillsGrid({ people, skills }: SkillsGridProps) {
  const { t } = useTranslation('queues')
  const { save } = useProfiles()
  const absent = useAbsences().data?.items.filter(({ isNow }) => isNow)
  const offerUndo = useUndo()
  const choices = [
    { value: '0', label: '–' },
    ...levels.map(level => ({ value: String(level), label: String(level) })),
  ]
  const handleChange = async (person: WorkProfile, skill: Skill, level: number) => {
    const { memberId, skills: before } = person
    await save({ memberId, skills: withLevel(person, skill.id, level) })
      .then(() =>
        offerUndo({
          text: t('skills.changed', { person: person.name, skill: skill.name }),
          undo: () => save({ memberId, skills: before }),
        }),
      )
      .catch(() => {}) // said already, and shown as it was
  }
  return (
    <section className={classes.scroll} aria-label={t('skills.grid')} tabIndex={-1}>
      <table className={classes.grid}>
        <thead>
          <tr>
            <th scope="col">{t('skills.person')}</th>
            <th scope="col">{t('skills.capacity')}</th>
            {skills.map(skill => (
              <th key={skill.id} scope="col">
                <Link href={`/routing/skills/${skill.id}`}>{skill.name}</Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map(person => (
            <tr key={person.memberId}>
              <th scope="row">
                <Link href={`/routing/skills/${person.memberId}`} className={classes.name}>
                  {person.name}
                </Link>
                {absent?.some(({ memberId }) => memberId === person.memberId) && (
                  <span className={classes.absent}>{t('absence.mark')}</span>
                )}
              </th>
              <td>{person.capacity}</td>
              {skills.map(skill => {
                const level = levelOf(person, skill.id)
                return (
                  <td key={skill.id}>
                    <NativeSelect
                      size="xs"
                      aria-label={t('skills.levelOf', { person: person.name, skill: skill.name })}
                      className={classes.level!}
                      data-none={level === 0 || undefined}
                      data={choices}
                      value={String(level)}
                      onChange={event => void handleChange(person, skill, Number(event.currentTarget.value))}
                    />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
