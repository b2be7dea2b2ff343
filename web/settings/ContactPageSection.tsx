import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { Findings } from './contact-page/Findings.tsx'
import { PagePreview } from './contact-page/PagePreview.tsx'
import { PublishedLine } from './contact-page/PublishedLine.tsx'
import { StatementForm } from './contact-page/StatementForm.tsx'
import { WordsForm } from './contact-page/WordsForm.tsx'
import fields from './fields.module.css'
import { useRefreshPortal } from './phones/queries.ts'
import { SectionPage } from './SectionPage.tsx'
import { SettingGroup } from './SettingGroup.tsx'

/** The page where customers find every way to reach the house: its words, what stands in the way, and how it looks. */
export default function ContactPageSection() {
  const { t } = useTranslation('settings')
  const { call, query } = useApi()
  const announce = useAnnounce()
  const format = useFormat()
  const offerUndo = useUndo()
  const refresh = useRefreshPortal()
  const page = useQuery(query.portal.contactPage.queryOptions())
  const publishing = useMutation({
    mutationFn: () => call.portal.publishContactPage(),
    onSuccess: () => announce(t('contactPage.published')),
    onSettled: refresh,
  })
  const checking = useMutation({
    mutationFn: () => call.portal.checkContactPage(),
    onSuccess: () => announce(t('contactPage.checked')),
    onSettled: refresh,
  })
  const withdrawing = useMutation({
    mutationFn: () => call.portal.withdrawContactPage(),
    onSuccess: () => offerUndo({ text: t('contactPage.withdrawn'), undo: () => publishing.mutateAsync() }),
    onSettled: refresh,
  })
  if (!page.data)
    return (
      <SectionPage path="contact-page">
        {page.isError ? (
          <ErrorState problem={page.error} onRetry={() => void page.refetch()} />
        ) : (
          <LoadingLines rows={8} />
        )}
      </SectionPage>
    )
  const refused = page.data.lints.filter(lint => lint.weight === 'refused')
  const isOnline = page.data.publishedAt !== null
  return (
    <SectionPage
      path="contact-page"
      actions={
        <>
          {isOnline && (
            <Button variant="default" loading={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
              {t('contactPage.withdraw')}
            </Button>
          )}
          {(!isOnline || page.data.isChanged) && (
            <Button
              disabled={refused.length > 0}
              loading={publishing.isPending}
              onClick={() => publishing.mutate()}
            >
              {t('contactPage.publish')}
            </Button>
          )}
        </>
      }
    >
      <div className={fields.stack}>
        <FormProblem problem={publishing.error ?? withdrawing.error ?? checking.error} />
        <PublishedLine page={page.data} />
      </div>
      <SettingGroup
        anchor="findings"
        title={t('contactPage.findings')}
        effect={refused.length > 0 ? t('contactPage.findingsRefused') : t('contactPage.findingsNone')}
      >
        <Button
          variant="default"
          loading={checking.isPending}
          onClick={() => checking.mutate()}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('contactPage.checkLinks')}
        </Button>
        {page.data.linksCheckedAt && (
          <p className={fields.hint}>
            {t('contactPage.linksChecked', { date: format.dateTime(page.data.linksCheckedAt) })}
          </p>
        )}
        <Findings lints={page.data.lints} />
      </SettingGroup>
      <WordsForm page={page.data} />
      <SettingGroup anchor="preview" title={t('contactPage.preview')} effect={t('contactPage.previewEffect')}>
        <PagePreview version={page.dataUpdatedAt} />
      </SettingGroup>
      <StatementForm />
    </SectionPage>
  )
}
