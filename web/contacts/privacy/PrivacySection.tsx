import { Button, Menu } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
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
import { Section } from '../page/Section.tsx'
import { ErasurePanel } from './ErasurePanel.tsx'
import { ExportPanel } from './ExportPanel.tsx'
import { HoldPanel } from './HoldPanel.tsx'
import classes from './Privacy.module.css'
import { RightsRequestCard } from './RightsRequestCard.tsx'

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
      input: { contact: contact.id, limit: 100 },
      // What waits first, then what was answered, the latest first.
      select: ({ items }) => [
        ...items.filter(({ decision }) => decision === null),
        ...items.filter(({ decision }) => decision !== null).reverse(),
      ],
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
      {requests.data?.length === 0 && <p className={classes.soft}>{t('privacy.noRequest')}</p>}
      {requests.data && requests.data.length > 0 && (
        <ul className={classes.requests}>
          {requests.data.map(request => (
            <RightsRequestCard key={request.id} request={request} />
          ))}
        </ul>
      )}
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
