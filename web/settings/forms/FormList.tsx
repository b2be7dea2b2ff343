import { Button } from '@mantine/core'
import { IconForms, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useTeams } from '../queries.ts'
import { Row, Rows } from '../Rows.tsx'
import { SectionPage } from '../SectionPage.tsx'

/** All forms, and which customers see. A new one is made at once, with an address and a message to begin with. */
export function FormList() {
  const { t } = useTranslation('settings')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const { workspace } = useSession()
  const teams = useTeams()
  const channels = useQuery(query.channels.list.queryOptions())
  const forms = channels.data?.items.filter(channel => channel.kind === 'form')
  const adding = useMutation({
    mutationFn: () =>
      call.channels.create({
        kind: 'form',
        name: t('forms.newName'),
        language: workspace.language,
        teamId: teams.data?.[0]?.id ?? null,
      }),
    onSuccess: async made => {
      await queryClient.invalidateQueries({ queryKey: query.channels.key() })
      navigate(`/settings/forms/${made.id}`)
    },
  })
  return (
    <SectionPage
      path="forms"
      actions={
        <Button
          loading={adding.isPending}
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => adding.mutate()}
        >
          {t('forms.add')}
        </Button>
      }
    >
      <FormProblem problem={adding.error} />
      {channels.isError && !forms ? (
        <ErrorState problem={channels.error} onRetry={() => void channels.refetch()} />
      ) : !forms ? (
        <LoadingLines shape="rows" />
      ) : forms.length === 0 ? (
        <EmptyState icon={IconForms} text={t('forms.none')} />
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
    </SectionPage>
  )
}
