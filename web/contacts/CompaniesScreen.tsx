import { IconBuilding } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { PaneLayout } from '../ui/PaneLayout.tsx'
import { readId } from '../ui/read-id.ts'
import { useReturning } from '../ui/useReturning.ts'
import { CompanyList } from './companies/CompanyList.tsx'
import { CompanyPage } from './companies/CompanyPage.tsx'
import { useCompany } from './data/queries.ts'

/** The companies, and the people and requests of one of them. */
export default function CompaniesScreen() {
  const { t } = useTranslation('contacts')
  const named = useParams<{ id?: string }>().id
  const id = readId(named)
  const open = useCompany(id)
  const isReturning = useReturning(id)
  return (
    <Page
      title={t('companies.title')}
      hideTitle
      width="full"
      {...(open.data && { tabTitle: open.data.name })}
    >
      <PaneLayout
        id="contacts"
        shown={named ? 'main' : 'list'}
        list={<CompanyList openId={id} isReturning={isReturning} />}
        main={
          id ? (
            <CompanyPage key={id} id={id} />
          ) : named ? (
            <EmptyState
              icon={IconBuilding}
              text={t('companies.unknown')}
              action={{ label: t('companies.back'), href: '/companies' }}
            />
          ) : (
            <EmptyState icon={IconBuilding} text={t('companies.choose')} hint={t('page.chooseHint')} />
          )
        }
        cardOpen={false}
        onCardOpenChange={() => undefined}
        labels={{ list: t('companies.title'), main: t('company.label') }}
      />
    </Page>
  )
}
