import { ActionIcon, Button } from '@mantine/core'
import { IconHourglass, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { useSession } from '../session.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Tag } from '../ui/Tag.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { MoveButtons } from './MoveButtons.tsx'
import { moved } from './move.ts'
import classes from './PromisesSection.module.css'
import { PromiseForm } from './promises/PromiseForm.tsx'
import { PromiseKeptLine } from './promises/PromiseKeptLine.tsx'
import { usePromises } from './promises/usePromises.ts'
import { usePromiseWords } from './promises/usePromiseWords.ts'
import { Row, Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'
import { useLeaving } from './useLeaving.ts'

/** Time promises, in the order in which they are asked; the workspace's own comes last. */
export default function PromisesSection() {
  const { t } = useTranslation('settings')
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const { workspace } = useSession()
  const { promises, kept, order, withdraw } = usePromises()
  const words = usePromiseWords()
  const { isLeaving, remove } = useLeaving('promises')
  const shown = promises.data?.filter(policy => !isLeaving(policy.id))
  const open = shown?.find(policy => policy.id === id)
  const handleClose = () => navigate('/settings/promises')
  return (
    <SectionPage
      path="promises"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/promises/new" />}
        >
          {t('timePromises.add')}
        </Button>
      }
    >
      {promises.isError && !shown ? (
        <ErrorState problem={promises.error} onRetry={() => void promises.refetch()} />
      ) : !shown ? (
        <LoadingLines shape="rows" rows={3} />
      ) : shown.length === 0 ? (
        <EmptyState
          icon={IconHourglass}
          text={t('timePromises.none')}
          action={{ label: t('timePromises.add'), href: '/settings/promises/new' }}
        />
      ) : (
        <Rows label={t('section.promises.name')}>
          {shown.map((policy, index) => (
            <Row
              key={policy.id}
              href={`/settings/promises/${policy.id}`}
              name={policy.name}
              detail={words.madeTo(policy.conditions)}
              facts={
                <>
                  {!policy.enabled && <Tag tone="neutral">{t('timePromises.off')}</Tag>}
                  <span>{words.time(policy.first)}</span>
                  <PromiseKeptLine kept={kept(policy.id)} />
                </>
              }
              acts={
                <>
                  <MoveButtons
                    name={policy.name}
                    index={index}
                    count={shown.length}
                    onMove={step => order(moved(shown, index, step))}
                  />
                  <ActionIcon
                    aria-label={t('timePromises.withdraw', { name: policy.name })}
                    onClick={() =>
                      remove(policy.id, t('timePromises.withdrawn', { name: policy.name }), () =>
                        withdraw(policy.id),
                      )
                    }
                  >
                    <IconTrash size={16} stroke={1.75} aria-hidden="true" />
                  </ActionIcon>
                </>
              }
            />
          ))}
        </Rows>
      )}
      {shown && (
        <p className={classes.own}>
          {t('timePromises.own', { hours: workspace.settings.mailAnswerHours })}{' '}
          <Link href="/settings/hours#promises">{t('timePromises.changeOwn')}</Link>{' '}
          <PromiseKeptLine kept={kept(null)} />
        </p>
      )}
      {shown && <p className={classes.own}>{t('timePromises.kept.definition')}</p>}
      <FormDrawer title={id === 'new' ? t('timePromises.add') : open?.name} onClose={handleClose}>
        {(id === 'new' || open) && <PromiseForm key={id} policy={open} onDone={handleClose} />}
      </FormDrawer>
    </SectionPage>
  )
}
