import { Button, Menu } from '@mantine/core'
import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import type { RightsRequest } from '../../../contract/privacy.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { menuInMain } from '../../ui/in-main.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Section } from '../page/Section.tsx'
import { ErasurePanel } from './ErasurePanel.tsx'
import { ExportPanel } from './ExportPanel.tsx'
import { HoldPanel } from './HoldPanel.tsx'
import classes from './Privacy.module.css'

export interface PrivacySectionProps {
  contact: Contact
}

const kinds = ['access', 'erasure', 'rectification', 'portability', 'objection'] as const

/** What this person may ask about their data: what they asked, a copy of it, its end. */
export function PrivacySection({ contact }: PrivacySectionProps) {
  const { t } = useTranslation('common')
  const { is } = useSession()
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const [panel, setPanel] = useState<'export' | 'hold' | 'erase'>()
  const requests = useQuery(
    query.privacy.listRequests.queryOptions({
      input: { open: 'true', limit: 100 },
      select: ({ items }) => items.filter(request => request.contact.id === contact.id),
    }),
  )
  const opening = useMutation({
    mutationFn: (kind: RightsRequest['kind']) => call.privacy.openRequest({ id: contact.id, kind }),
    onSuccess: async () => {
      announce(t('privacy.opened'), 'polite', { visible: true })
      await queryClient.invalidateQueries({ queryKey: query.privacy.listRequests.key() })
    },
  })
  const close = () => setPanel(undefined)
  return (
    <Section
      title={t('privacy.title')}
      action={
        <Menu position="bottom-end" {...menuInMain}>
          <Menu.Target>
            <Button variant="default" size="xs" loading={opening.isPending}>
              {t('privacy.open')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {kinds.map(kind => (
              <Menu.Item key={kind} onClick={() => opening.mutate(kind)}>
                {t(`privacy.kind.${kind}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      }
    >
      <FormProblem problem={opening.error ?? requests.error} />
      {requests.data?.map(request => (
        <OpenRequest key={request.id} request={request} />
      ))}
      <div className={classes.acts}>
        <Button
          variant="default"
          size="xs"
          aria-expanded={panel === 'export'}
          onClick={() => setPanel('export')}
        >
          {t('privacy.export')}
        </Button>
        <Button
          variant="default"
          size="xs"
          aria-expanded={panel === 'hold'}
          leftSection={<IconLock size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => setPanel('hold')}
        >
          {t('privacy.hold')}
        </Button>
        {is('administrator') && (
          <Button
            color="red"
            variant="outline"
            size="xs"
            aria-expanded={panel === 'erase'}
            onClick={() => setPanel('erase')}
          >
            {t('privacy.erase')}
          </Button>
        )}
      </div>
      {panel === 'export' && <ExportPanel contact={contact} onClose={close} />}
      {panel === 'hold' && <HoldPanel contact={contact} onClose={close} />}
      {panel === 'erase' && <ErasurePanel contact={contact} onClose={close} />}
    </Section>
  )
}

/** One request that waits, with its due date in words and the answer to give. */
function OpenRequest({ request }: { request: RightsRequest }) {
  const { t } = useTranslation('common')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const format = useFormat()
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.privacy.listRequests.key() })
  const deciding = useMutation({
    mutationFn: () => call.privacy.decideRequest({ id: request.id, decision: 'granted' }),
    onSuccess: refresh,
  })
  const day = format.day(`${request.dueOn}T12:00:00Z`)
  return (
    <div className={classes.request}>
      <p>
        {request.daysLeft <= 7 && <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />}{' '}
        {t(`privacy.kind.${request.kind}`)}
        {' · '}
        {request.daysLeft < 0
          ? t('privacy.late', { day })
          : t('privacy.due', { day, count: request.daysLeft })}
      </p>
      <FormProblem problem={deciding.error} />
      <Button size="xs" variant="default" loading={deciding.isPending} onClick={() => deciding.mutate()}>
        {t('privacy.answered')}
      </Button>
    </div>
  )
}
