import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonNow } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import { useFormat } from '../ui/useFormat.ts'
import classes from './Lists.module.css'

interface LendProps {
  person: PersonNow
  board: string
  isRouted: boolean
}

/** Lends somebody to a team, or a skill to them, for two hours; what is lent is brought back by one click. */
export function Lend({ person, board, isRouted }: LendProps) {
  const { t } = useTranslation('wallboard')
  const { call, query } = useApi()
  const format = useFormat()
  const offerUndo = useUndo()
  const queryClient = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const again = () =>
    queryClient.invalidateQueries({ queryKey: query.supervision.people.key({ input: { board } }) })
  const teams = useQuery({ ...query.workspaces.listTeams.queryOptions(), enabled: isOpen })
  const skills = useQuery({ ...query.queues.listSkills.queryOptions(), enabled: isOpen && isRouted })
  const bringBack = useMutation({
    mutationFn: (id: string) => call.supervision.endLending({ id }),
    onSuccess: again,
  })
  const takeBack = useMutation({
    mutationFn: (id: string) => call.supervision.endSkillLending({ id }),
    onSuccess: again,
  })
  const { lent, lentSkills, member } = person
  const lend = useMutation({
    mutationFn: (teamId: string) => call.supervision.lend({ memberId: member.id, teamId }),
    onSuccess: ({ id, until }, teamId) => {
      setOpen(false)
      const team = teams.data?.items.find(one => one.id === teamId)?.name ?? ''
      offerUndo({
        text: t('lend.done', { name: member.name, team, time: format.time(until) }),
        undo: () => bringBack.mutateAsync(id),
      })
      return again()
    },
  })
  const lendSkill = useMutation({
    mutationFn: (skillId: string) => call.supervision.lendSkill({ memberId: member.id, skillId }),
    onSuccess: ({ id, until }, skillId) => {
      setOpen(false)
      const skill = skills.data?.items.find(one => one.id === skillId)?.name ?? ''
      offerUndo({
        text: t('lend.doneSkill', { name: member.name, skill, time: format.time(until) }),
        undo: () => takeBack.mutateAsync(id),
      })
      return again()
    },
  })
  const mine = new Set(person.teams.map(({ id }) => id))
  const theirs = new Set(lentSkills.map(({ skill }) => skill.id))
  const toTeams = lent
    ? []
    : (teams.data?.items ?? [])
        .filter(({ id }) => !mine.has(id))
        .map(({ id, name }) => ({ value: `team-${id}`, label: name }))
  const toSkills = (skills.data?.items ?? [])
    .filter(({ id }) => !theirs.has(id))
    .map(({ id, name }) => ({ value: `skill-${id}`, label: name }))
  const handleChoice = (choice: string) => {
    if (choice.startsWith('team-')) lend.mutate(choice.slice('team-'.length))
    if (choice.startsWith('skill-')) lendSkill.mutate(choice.slice('skill-'.length))
  }
  return (
    <span className={classes.lent}>
      <FormProblem problem={lend.error ?? lendSkill.error} />
      {lent && (
        <span className={classes.lent}>
          {t('lend.lent', { team: lent.team.name, time: format.time(lent.until) })}
          <Button
            variant="default"
            aria-label={t('lend.backNamed', { name: member.name })}
            loading={bringBack.isPending}
            onClick={() => bringBack.mutate(lent.id)}
          >
            {t('lend.back')}
          </Button>
        </span>
      )}
      {lentSkills.map(({ id, skill, until }) => (
        <span key={id} className={classes.lent}>
          {t('lend.lentSkill', { skill: skill.name, time: format.time(until) })}
          <Button
            variant="default"
            aria-label={t('lend.takeBackNamed', { skill: skill.name, name: member.name })}
            loading={takeBack.isPending}
            onClick={() => takeBack.mutate(id)}
          >
            {t('lend.takeBack')}
          </Button>
        </span>
      ))}
      {isOpen ? (
        <NativeSelect
          aria-label={t('lend.toNamed', { name: member.name })}
          // What was asked for is where the hand goes next.
          autoFocus
          value=""
          data={[
            { value: '', label: t('lend.choose') },
            ...(toTeams.length > 0 ? [{ group: t('lend.teams'), items: toTeams }] : []),
            ...(toSkills.length > 0 ? [{ group: t('lend.skills'), items: toSkills }] : []),
          ]}
          onChange={event => handleChoice(event.currentTarget.value)}
          onKeyDown={event => event.key === 'Escape' && setOpen(false)}
        />
      ) : (
        (!lent || isRouted) && (
          <Button
            variant="default"
            aria-label={t('lend.openNamed', { name: member.name })}
            onClick={() => setOpen(true)}
          >
            {t('lend.open')}
          </Button>
        )
      )}
    </span>
  )
}
