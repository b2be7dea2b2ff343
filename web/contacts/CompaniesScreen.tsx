import { IconBuilding } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { PaneLayout } from '../ui/PaneLayout.tsx'
import { useReturning } from '../ui/useReturning.ts'
import { CompanyList } from './companies/CompanyList.tsx'
import { CompanyPage } from './companies/CompanyPage.tsx'
import { useCompany } from './data/queries.ts'

/** The companies, and the people and requests of one of them. */
export default function CompaniesScreen() {
  const { t } = useTranslation('contacts')
  const { id } = useParams<{ id?: string }>()
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
        shown={id ? 'main' : 'list'}
        list={<CompanyList openId={id} isReturning={isReturning} />}
        main={
          id ? (
            <CompanyPage key={id} id={id} />
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
