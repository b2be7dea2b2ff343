import { Button } from '@mantine/core'
import { IconPlus, IconSchool } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import type { Skill, WorkProfile } from '../../contract/queues.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { useSession } from '../session.tsx'
import { FormDrawer } from '../settings/FormDrawer.tsx'
import { Row, Rows } from '../settings/Rows.tsx'
import { useLeaving } from '../settings/useLeaving.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useIsPhone } from '../ui/useIsPhone.ts'
import { useSkills } from './queues/useQueues.ts'
import { RoutingNav } from './RoutingNav.tsx'
import { AbsencePart, useAbsences } from './skills/AbsencePart.tsx'
import { levelOf } from './skills/levels.ts'
import { PersonForm } from './skills/PersonForm.tsx'
import { SkillForm } from './skills/SkillForm.tsx'
import { SkillsGrid } from './skills/SkillsGrid.tsx'
import { useProfiles } from './skills/useProfiles.ts'

const home = '/routing/skills'

/** What people declared that they know, and how much each takes at once. */
export default function SkillsScreen() {
  const { t } = useTranslation('queues')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { is } = useSession()
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const { profiles } = useProfiles()
  const known = useSkills()
  const { isLeaving, remove } = useLeaving('skills')
  const mayConfigure = is('administrator')
  const skills = known.data?.filter(skill => !isLeaving(skill.id))
  const people = profiles.data
  const person = people?.find(({ memberId }) => memberId === id)
  const skill = mayConfigure ? skills?.find(one => one.id === id) : undefined
  const isNew = id === 'new' && mayConfigure
  const handleClose = () => navigate(home)
  const handleDelete = ({ id: skillId, name }: Skill) => {
    handleClose()
    remove(skillId, t('skills.deleted', { name }), async () => {
      await call.queues.deleteSkill({ id: skillId })
      await queryClient.invalidateQueries({ queryKey: query.queues.listSkills.key() })
    })
  }
  const add = { label: t('skills.add'), href: `${home}/new` }
  return (
    <Page
      title={t('skills.title')}
      subtitle={t('skills.subtitle')}
      actions={
        mayConfigure && (
          <Button
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
            renderRoot={props => <Link {...props} href={add.href} />}
          >
            {add.label}
          </Button>
        )
      }
    >
      <RoutingNav />
      {(known.isError && !skills) || (profiles.isError && !people) ? (
        <ErrorState
          problem={known.error ?? profiles.error}
          onRetry={() => void Promise.all([known.refetch(), profiles.refetch()])}
        />
      ) : !skills || !people ? (
        <LoadingLines shape="rows" rows={6} />
      ) : (
        <>
          {skills.length === 0 && (
            <EmptyState
              icon={IconSchool}
              text={t('skills.none')}
              hint={t('skills.noneHint')}
              {...(mayConfigure && { action: add })}
            />
          )}
          <People people={people} skills={skills} />
        </>
      )}
      <FormDrawer
        title={person?.name ?? skill?.name ?? (isNew ? add.label : undefined)}
        onClose={handleClose}
      >
        {person && skills && (
          <>
            <PersonForm key={person.memberId} person={person} skills={skills} onDone={handleClose} />
            <AbsencePart key={`absence-${person.memberId}`} person={person} />
          </>
        )}
        {(skill || isNew) && (
          <SkillForm key={skill?.id} skill={skill} onDelete={handleDelete} onDone={handleClose} />
        )}
      </FormDrawer>
    </Page>
  )
}

/** A grid where there is room for one, and lines where there is not. */
function People({ people, skills }: { people: readonly WorkProfile[]; skills: readonly Skill[] }) {
  const { t } = useTranslation('queues')
  const isPhone = useIsPhone()
  const absent = useAbsences().data?.items.filter(({ isNow }) => isNow)
  if (!isPhone && skills.length > 0) return <SkillsGrid people={people} skills={skills} />
  return (
    <Rows label={t('skills.grid')}>
      {people.map(person => (
        <Row
          key={person.memberId}
          href={`${home}/${person.memberId}`}
          name={person.name}
          detail={skills
            .filter(skill => levelOf(person, skill.id) > 0)
            .map(skill => `${skill.name} ${levelOf(person, skill.id)}`)
            .join(' · ')}
          facts={
            <>
              {absent?.some(({ memberId }) => memberId === person.memberId) && (
                <span>{t('absence.mark')}</span>
              )}
              {person.capacity !== 100 && <span>{t('skills.ofHundred', { capacity: person.capacity })}</span>}
            </>
          }
        />
      ))}
    </Rows>
  )
}
