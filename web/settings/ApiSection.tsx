import { Anchor, Button } from '@mantine/core'
import { IconApi, IconExternalLink, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { useNow } from '../ui/useNow.ts'
import { ApiKeyForm } from './api/ApiKeyForm.tsx'
import { ApiKeyRow } from './api/ApiKeyRow.tsx'
import { NewToken } from './api/NewToken.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { useTeams } from './queries.ts'
import { Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'

/** Keys of other programs, and where the API is told. */
export default function ApiSection() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const { id } = useParams<{ id?: string }>()
  const now = useNow(60_000)
  const [, navigate] = useLocation()
  // On this page only: leaving it forgets the token for good, as the sentence says.
  const [created, setCreated] = useState<{ name: string; token: string }>()
  const keys = useQuery(query.workspaces.listApiKeys.queryOptions({ select: ({ items }) => items }))
  // Revoked at once after being made: its token is nothing any more.
  const isThere = !keys.data || keys.data.some(key => created?.token.endsWith(key.tokenEnd))
  const teams = useTeams()
  const handleClose = () => navigate('/settings/api')
  return (
    <SectionPage
      path="api"
      about={
        <Anchor href="/api/docs" target="_blank" rel="noreferrer" ms="xs">
          {t('api.docs')} <IconExternalLink size={16} stroke={1.75} aria-hidden="true" />
        </Anchor>
      }
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/api/new" />}
        >
          {t('api.add')}
        </Button>
      }
    >
      {created && isThere && <NewToken {...created} onSeen={() => setCreated(undefined)} />}
      {keys.isError && !keys.data ? (
        <ErrorState problem={keys.error} onRetry={() => void keys.refetch()} />
      ) : !keys.data ? (
        <LoadingLines shape="rows" />
      ) : keys.data.length === 0 ? (
        <EmptyState
          icon={IconApi}
          text={t('api.none')}
          action={{ label: t('api.add'), href: '/settings/api/new' }}
        />
      ) : (
        <Rows label={t('api.keys')}>
          {keys.data.map(key => (
            <ApiKeyRow
              key={key.id}
              apiKey={key}
              teamNames={namesOf(key.teamIds ?? [], teams.data ?? [])}
              now={now}
            />
          ))}
        </Rows>
      )}
      <FormDrawer
        title={id === 'new' ? t('api.add') : undefined}
        effect={t('api.addEffect')}
        onClose={handleClose}
      >
        {id === 'new' && (
          <ApiKeyForm
            onCreated={key => {
              setCreated(key)
              handleClose()
            }}
            onCancel={handleClose}
          />
        )}
      </FormDrawer>
    </SectionPage>
  )
}

const namesOf = (ids: string[], teams: { id: string; name: string }[]) =>
  ids.flatMap(id => teams.find(team => team.id === id)?.name ?? [])
