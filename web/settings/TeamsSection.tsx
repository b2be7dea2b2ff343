import { Button } from '@mantine/core'
import { IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { TeamForm } from './people/TeamForm.tsx'
import { usePartners, useSites, useTeams } from './queries.ts'
import { Row, Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'

/** Teams: to whom conversations are given. */
export default function TeamsSection() {
  const { t } = useTranslation('settings')
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const teams = useTeams()
  const sites = useSites()
  const partners = usePartners()
  const open = teams.data?.find(team => team.id === id)
  const handleClose = () => navigate('/settings/teams')
  return (
    <SectionPage
      path="teams"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/teams/new" />}
        >
          {t('teams.add')}
        </Button>
      }
    >
      {teams.isError && !teams.data ? (
        <ErrorState problem={teams.error} onRetry={() => void teams.refetch()} />
      ) : !teams.data ? (
        <LoadingLines shape="rows" />
      ) : teams.data.length === 0 ? (
        <EmptyState
          icon={IconUsersGroup}
          text={t('teams.none')}
          action={{ label: t('teams.add'), href: '/settings/teams/new' }}
        />
      ) : (
        <Rows label={t('section.teams.name')}>
          {teams.data.map(team => {
            const place = [
              sites.data?.find(site => site.id === team.siteId)?.name,
              partners.data?.find(partner => partner.id === team.partnerId)?.name,
            ].filter(Boolean)
            return (
              <Row
                key={team.id}
                href={`/settings/teams/${team.id}`}
                name={team.name}
                detail={[t(`teams.kindOf.${team.kind}`), ...place].join(' · ')}
                facts={
                  <>
                    {team.positions !== null && (
                      <span>{t('teams.positionsCount', { count: team.positions })}</span>
                    )}
                    <span>{t('teams.people', { count: team.memberIds.length })}</span>
                  </>
                }
              />
            )
          })}
        </Rows>
      )}
      <FormDrawer title={id === 'new' ? t('teams.add') : open?.name} onClose={handleClose}>
        {(id === 'new' || open) && <TeamForm key={id} team={open} onDone={handleClose} />}
      </FormDrawer>
    </SectionPage>
  )
}
