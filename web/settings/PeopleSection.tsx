import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { Invitations } from './people/Invitations.tsx'
import { InviteForm } from './people/InviteForm.tsx'
import { MemberForm } from './people/MemberForm.tsx'
import { PeopleFilters } from './people/PeopleFilters.tsx'
import { PeopleTable } from './people/PeopleTable.tsx'
import { usePeopleFilters } from './people/usePeopleFilters.ts'
import { SectionPage } from './SectionPage.tsx'

/** Who works here: found, invited, changed, and whose access is closed or open again. */
export default function PeopleSection() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const filters = usePeopleFilters()
  const people = useQuery(
    query.workspaces.listMembers.queryOptions({
      input: { status: filters.status, ...(filters.q && { q: filters.q }) },
      placeholderData: keepPreviousData,
    }),
  )
  const everyone = useQuery(
    query.workspaces.listMembers.queryOptions({ input: { status: 'all' }, enabled: id !== undefined }),
  )
  const shown = people.data?.items.filter(
    member =>
      (!filters.role || member.role === filters.role) &&
      (!filters.team || member.teamIds.includes(filters.team)),
  )
  const open = everyone.data?.items.find(member => member.id === id)
  // The filters stay where they are.
  const handleClose = () => navigate(`/settings/people${location.search}`)
  return (
    <SectionPage
      path="people"
      actions={
        <Button
          leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href={`/settings/people/new${location.search}`} />}
        >
          {t('people.invite')}
        </Button>
      }
    >
      <PeopleFilters filters={filters} />
      {people.isError && !shown ? (
        <ErrorState problem={people.error} onRetry={() => void people.refetch()} />
      ) : !shown ? (
        <LoadingLines shape="rows" rows={8} />
      ) : shown.length === 0 ? (
        <EmptyState
          text={t('people.none')}
          action={{ label: t('people.clearFilters'), onClick: () => navigate('/settings/people') }}
        />
      ) : (
        <PeopleTable people={shown} />
      )}
      <Invitations />
      <FormDrawer
        title={id === 'new' ? t('people.invite') : open?.name}
        effect={id === 'new' ? t('people.inviteEffect') : undefined}
        onClose={handleClose}
      >
        {id === 'new' ? (
          <InviteForm onDone={handleClose} />
        ) : (
          open && <MemberForm key={open.id} member={open} onDone={handleClose} />
        )}
      </FormDrawer>
    </SectionPage>
  )
}
