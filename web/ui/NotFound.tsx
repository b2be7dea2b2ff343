import { IconMapQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from './EmptyState.tsx'
import { Page } from './Page.tsx'

/** Nothing is at this address: says so, and leads back to work. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('trouble.notFound')} hideTitle>
      <EmptyState
        icon={IconMapQuestion}
        text={t('trouble.notFound')}
        hint={t('trouble.notFoundSafe')}
        action={{ label: t('command.go.desk'), href: '/desk' }}
      />
    </Page>
  )
}
