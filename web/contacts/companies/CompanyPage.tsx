import { ActionIcon, Button } from '@mantine/core'
import { IconBuilding, IconChevronLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useSearch } from 'wouter'
import { Avatar } from '../../ui/Avatar.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import { useNow } from '../../ui/useNow.ts'
import { useCompany, useContactList } from '../data/queries.ts'
import headerClasses from '../page/ContactHeader.module.css'
import pageClasses from '../page/ContactPage.module.css'
import requestClasses from '../page/RequestsSection.module.css'
import { RequestsSection } from '../page/RequestsSection.tsx'
import { Section } from '../page/Section.tsx'
import classes from './CompanyPage.module.css'

export interface CompanyPageProps {
  id: string
}

/** One company: who works there, and what they asked. */
export function CompanyPage({ id }: CompanyPageProps) {
  const { t } = useTranslation('contacts')
  const search = useSearch()
  const now = useNow(60_000)
  const isPhone = useIsPhone()
  const format = useFormat()
  const company = useCompany(id)
  const { list, contacts } = useContactList({ company: id })
  if (!company.data)
    return company.isError ? (
      <ErrorState problem={company.error} onRetry={() => void company.refetch()} />
    ) : (
      <LoadingLines rows={6} />
    )
  return (
    <div className={pageClasses.page}>
      <div className={pageClasses.inner}>
        <header className={headerClasses.header}>
          {isPhone && (
            <ActionIcon
              className={headerClasses.back}
              aria-label={t('companies.back')}
              renderRoot={props => <Link {...props} href={search ? `/companies?${search}` : '/companies'} />}
            >
              <IconChevronLeft size={24} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          )}
          <span className={classes.sign} aria-hidden="true">
            <IconBuilding size={24} stroke={1.75} />
          </span>
          <div className={headerClasses.who}>
            <h2 className={headerClasses.name}>
              <span className={headerClasses.fixed}>{company.data.name}</span>
            </h2>
            <p className={headerClasses.facts}>
              {company.data.domain && <span>{t('company.domain', { domain: company.data.domain })}</span>}
              <span>
                {t('companies.people', {
                  count: company.data.contactCount,
                  shown: format.number(company.data.contactCount),
                })}
              </span>
            </p>
          </div>
        </header>
        <Section title={t('people')} count={company.data.contactCount}>
          {list.isError && contacts.length === 0 ? (
            <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
          ) : list.isPending ? (
            <LoadingLines rows={3} />
          ) : contacts.length === 0 ? (
            <p className={requestClasses.none}>{t('company.nobody')}</p>
          ) : (
            <ul className={classes.people}>
              {contacts.map(contact => (
                <li key={contact.id}>
                  <Link href={`/contacts/${contact.id}`} className={classes.person}>
                    <Avatar name={contact.name || t('noName')} size={32} />
                    <span className={classes.words}>
                      <span className="truncate">{contact.name || t('noName')}</span>
                      <span className={`${classes.quiet} truncate`}>
                        {contact.identities[0]?.shown ?? t('list.noIdentity')}
                      </span>
                    </span>
                    {contact.isVip && <Tag>{t('vip')}</Tag>}
                  </Link>
                </li>
              ))}
            </ul>
          )}
          {list.hasNextPage && (
            <Button
              variant="default"
              size="xs"
              className={requestClasses.more}
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {t('company.morePeople')}
            </Button>
          )}
        </Section>
        <RequestsSection of={{ company: id }} now={now} showsContact />
      </div>
    </div>
  )
}
