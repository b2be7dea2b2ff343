import { Button } from '@mantine/core'
import { IconBuildingFactory2, IconPlus, IconServer } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SubProcessor } from '../../../contract/sub-processors.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { FormDrawer } from '../FormDrawer.tsx'
import fields from '../fields.module.css'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { useLeaving } from '../useLeaving.ts'
import { SubProcessorForm } from './SubProcessorForm.tsx'

/** Other companies through which data passes: found in the settings or written here, all of them on a public page. */
export function SubProcessorsGroup() {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const format = useFormat()
  const now = useNow(60_000)
  const queryClient = useQueryClient()
  const [open, setOpen] = useState<SubProcessor | 'new'>()
  const { isLeaving, remove } = useLeaving('sub-processors')
  const list = useQuery(query.portal.listSubProcessors.queryOptions())
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.portal.listSubProcessors.key() })
  const marking = useMutation({
    mutationFn: ({ id, isOurs }: SubProcessor) => call.portal.updateSubProcessor({ id, isOurs: !isOurs }),
    onSettled: refresh,
  })
  const items = list.data?.items.filter(one => !one.endedAt && !isLeaving(one.id))
  const detailOf = ({ kind, country, purposeFr, purposeEn, startsOn }: SubProcessor) =>
    [
      kind ? t(`subProcessors.kindOf.${kind}`) : purposeFr || purposeEn,
      country || t('subProcessors.noCountry'),
      t(new Date(startsOn) > now ? 'subProcessors.willStart' : 'subProcessors.from', {
        day: format.shortDay(startsOn),
      }),
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <SettingGroup
      anchor="sub-processors"
      title={t('subProcessors.title')}
      effect={
        list.data ? (
          <a href={list.data.url} target="_blank" rel="noreferrer">
            {t('subProcessors.read')}
          </a>
        ) : (
          t('subProcessors.effect')
        )
      }
      actions={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => setOpen('new')}
        >
          {t('subProcessors.add')}
        </Button>
      }
    >
      <FormProblem problem={marking.error} />
      {list.isError && !items ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" />
      ) : items.length === 0 ? (
        <EmptyState text={t('subProcessors.none')} />
      ) : (
        <Rows label={t('subProcessors.title')}>
          {items.map(one => (
            <Row
              key={one.id}
              mark={
                <Glyph
                  icon={one.kind ? IconServer : IconBuildingFactory2}
                  word={t(one.kind ? 'subProcessors.found' : 'subProcessors.written')}
                />
              }
              name={one.name}
              detail={detailOf(one)}
              facts={
                one.isOurs ? (
                  <span>{t('subProcessors.ours')}</span>
                ) : (
                  one.isEarly &&
                  !one.earlyReasonFr &&
                  !one.earlyReasonEn && <Tag tone="soon">{t('subProcessors.reasonMissing')}</Tag>
                )
              }
              acts={
                <>
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={t('subProcessors.changeOne', { name: one.name })}
                    onClick={() => setOpen(one)}
                  >
                    {t('common:act.edit')}
                  </Button>
                  {one.kind ? (
                    <Button
                      variant="default"
                      size="xs"
                      aria-pressed={one.isOurs}
                      aria-label={t('subProcessors.oursOne', { name: one.name })}
                      loading={marking.isPending && marking.variables.id === one.id}
                      onClick={() => marking.mutate(one)}
                    >
                      {t(one.isOurs ? 'subProcessors.show' : 'subProcessors.isOurs')}
                    </Button>
                  ) : (
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={t('subProcessors.removeOne', { name: one.name })}
                      onClick={() =>
                        remove(one.id, t('subProcessors.removed', { name: one.name }), async () => {
                          await call.portal.endSubProcessor({ id: one.id })
                          await refresh()
                        })
                      }
                    >
                      {t('subProcessors.remove')}
                    </Button>
                  )}
                </>
              }
            />
          ))}
        </Rows>
      )}
      {list.data && (
        <p className={fields.hint}>
          {t('subProcessors.readers', { count: list.data.readers })} {t('subProcessors.toldLater')}
        </p>
      )}
      <FormDrawer
        title={open && (open === 'new' ? t('subProcessors.add') : open.name)}
        effect={t('subProcessors.formEffect')}
        onClose={() => setOpen(undefined)}
      >
        {open && (
          <SubProcessorForm
            key={open === 'new' ? 'new' : open.id}
            subProcessor={open === 'new' ? undefined : open}
            noticeEndsOn={open === 'new' ? (list.data?.noticeEndsOn ?? '') : open.noticeEndsOn}
            onDone={() => {
              void refresh()
              setOpen(undefined)
            }}
          />
        )}
      </FormDrawer>
    </SettingGroup>
  )
}
