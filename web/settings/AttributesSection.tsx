import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams, useSearch } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Tag } from '../ui/Tag.tsx'
import { AttributeForm } from './attributes/AttributeForm.tsx'
import { type AttributeDefinition, attributeName, subjects } from './attributes/attribute-values.ts'
import { Merges } from './attributes/Merges.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { MoveButtons } from './MoveButtons.tsx'
import { moved } from './move.ts'
import { Row, Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'
import { SettingGroup } from './SettingGroup.tsx'
import { useOrder } from './useOrder.ts'

/** One's own fields: on people and on conversations. */
export default function AttributesSection() {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { id } = useParams<{ id?: string }>()
  const wantedSubject = new URLSearchParams(useSearch()).get('of')
  const subject = subjects.find(known => known === wantedSubject) ?? 'contact'
  const [, navigate] = useLocation()
  const attributes = useQuery(query.contacts.listAttributes.queryOptions({ select: ({ items }) => items }))
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.contacts.listAttributes.key() })
  const order = useOrder<AttributeDefinition>(query.contacts.listAttributes.queryKey(), change =>
    call.contacts.updateAttribute(change),
  )
  const open = attributes.data?.find(attribute => attribute.id === id)
  const handleClose = () => navigate('/settings/attributes')
  return (
    <SectionPage path="attributes">
      {attributes.isError && !attributes.data ? (
        <ErrorState problem={attributes.error} onRetry={() => void attributes.refetch()} />
      ) : !attributes.data ? (
        <LoadingLines shape="rows" />
      ) : (
        subjects.map(of => {
          const list = attributes.data.filter(attribute => attribute.subject === of)
          return (
            <SettingGroup
              key={of}
              anchor={`of-${of}`}
              title={t(`attributes.of.${of}`)}
              effect={t(`attributes.effect.${of}`)}
              actions={
                <Button
                  variant="default"
                  leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
                  aria-label={t(`attributes.addTo.${of}`)}
                  renderRoot={props => <Link {...props} href={`/settings/attributes/new?of=${of}`} />}
                >
                  {t('attributes.add')}
                </Button>
              }
            >
              {list.length === 0 ? (
                <EmptyState text={t('attributes.none')} />
              ) : (
                <Rows label={t(`attributes.of.${of}`)}>
                  {list.map((attribute, index) => {
                    const name = attributeName(attribute, i18n.language)
                    return (
                      <Row
                        key={attribute.id}
                        href={`/settings/attributes/${attribute.id}`}
                        name={name}
                        detail={<code>{attribute.key}</code>}
                        facts={
                          <>
                            {attribute.requiredAtClosure && (
                              <Tag tone="info">{t('attributes.requiredShort')}</Tag>
                            )}
                            <span>{t(`attributes.type.${attribute.type}`)}</span>
                          </>
                        }
                        acts={
                          <MoveButtons
                            name={name}
                            index={index}
                            count={list.length}
                            onMove={step => order(moved(list, index, step))}
                          />
                        }
                      />
                    )
                  })}
                </Rows>
              )}
            </SettingGroup>
          )
        })
      )}
      <Merges />
      <FormDrawer
        title={id === 'new' ? t(`attributes.addTo.${subject}`) : open && attributeName(open, i18n.language)}
        onClose={handleClose}
      >
        {(id === 'new' || open) && (
          <AttributeForm
            key={id === 'new' ? `new ${subject}` : id}
            attribute={open}
            subject={subject}
            onChanged={refresh}
            onDone={handleClose}
          />
        )}
      </FormDrawer>
    </SectionPage>
  )
}
