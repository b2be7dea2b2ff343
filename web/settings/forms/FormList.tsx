import { Button } from '@mantine/core'
import { IconForms, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { DeletedChannels } from '../channels/DeletedChannels.tsx'
import { useTeams } from '../queries.ts'
import { Row, Rows } from '../Rows.tsx'
import { SectionPage } from '../SectionPage.tsx'

/** All forms, and which customers see. */
export function FormList() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const teams = useTeams()
  const channels = useQuery(query.channels.list.queryOptions({ input: {} }))
  const forms = channels.data?.items.filter(channel => channel.kind === 'form')
  return (
    <SectionPage
      path="forms"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/forms/new" />}
        >
          {t('forms.add')}
        </Button>
      }
    >
      {channels.isError && !forms ? (
        <ErrorState problem={channels.error} onRetry={() => void channels.refetch()} />
      ) : !forms ? (
        <LoadingLines shape="rows" />
      ) : forms.length === 0 ? (
        <EmptyState
          icon={IconForms}
          text={t('forms.none')}
          action={{ label: t('forms.add'), href: '/settings/forms/new' }}
        />
      ) : (
        <Rows label={t('section.forms.name')}>
          {forms.map(form => (
            <Row
              key={form.id}
              href={`/settings/forms/${form.id}`}
              name={form.name}
              detail={teams.data?.find(team => team.id === form.teamId)?.name}
              facts={
                <span>
                  {form.publishedVersion === null
                    ? t('forms.draft')
                    : t(form.isChanged ? 'forms.changed' : 'forms.version', {
                        version: form.publishedVersion,
                      })}
                </span>
              }
            />
          ))}
        </Rows>
      )}
      {forms && <DeletedChannels kinds={['form']} />}
    </SectionPage>
  )
}
