import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams, useSearch } from 'wouter'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { moved } from './move.ts'
import { Causes } from './reasons/Causes.tsx'
import { ClosureRule } from './reasons/ClosureRule.tsx'
import { ReasonFamily } from './reasons/ReasonFamily.tsx'
import { ReasonForm } from './reasons/ReasonForm.tsx'
import { reasonName, useReasons } from './reasons/useReasons.ts'
import { SectionPage } from './SectionPage.tsx'
import { useLeaving } from './useLeaving.ts'

/** Why customers write: families and their reasons, in both languages, each of high or low value. */
export default function ReasonsSection() {
  const { t, i18n } = useTranslation('settings')
  const { id } = useParams<{ id?: string }>()
  const parentId = new URLSearchParams(useSearch()).get('family')
  const [, navigate] = useLocation()
  const { reasons, order } = useReasons()
  const { isLeaving } = useLeaving('reasons')
  const shown = reasons.data?.filter(
    reason => !isLeaving(reason.id) && !(reason.parentId && isLeaving(reason.parentId)),
  )
  const families = shown?.filter(reason => reason.parentId === null)
  const open = shown?.find(reason => reason.id === id)
  const handleClose = () => navigate('/settings/reasons')
  const newTitle = parentId ? t('reasons.add') : t('reasons.addFamily')
  return (
    <SectionPage
      path="reasons"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/reasons/new" />}
        >
          {t('reasons.addFamily')}
        </Button>
      }
    >
      {reasons.isError && !shown ? (
        <ErrorState problem={reasons.error} onRetry={() => void reasons.refetch()} />
      ) : !shown || !families ? (
        <LoadingLines shape="rows" rows={6} />
      ) : families.length === 0 ? (
        <EmptyState
          text={t('reasons.none')}
          action={{ label: t('reasons.addFamily'), href: '/settings/reasons/new' }}
        />
      ) : (
        families.map((family, index) => (
          <ReasonFamily
            key={family.id}
            family={family}
            reasons={shown.filter(reason => reason.parentId === family.id)}
            index={index}
            count={families.length}
            onMove={step => order(moved(families, index, step))}
            onOrder={order}
          />
        ))
      )}
      {families && <ClosureRule />}
      {families && <Causes />}
      <FormDrawer
        title={id === 'new' ? newTitle : open && reasonName(open, i18n.language)}
        onClose={handleClose}
      >
        {(id === 'new' || open) && families && (
          <ReasonForm
            key={id === 'new' ? `new ${parentId}` : id}
            reason={open}
            parentId={parentId}
            families={families}
            hasChildren={shown?.some(reason => reason.parentId === id) ?? false}
            onDone={handleClose}
          />
        )}
      </FormDrawer>
    </SectionPage>
  )
}
