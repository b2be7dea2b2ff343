import { Button } from '@mantine/core'
import { IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import type { Segment } from '../../contract/segments.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { FormDrawer } from '../settings/FormDrawer.tsx'
import { MoveButtons } from '../settings/MoveButtons.tsx'
import { moved, placed } from '../settings/move.ts'
import { Row, Rows } from '../settings/Rows.tsx'
import { useListOrder } from '../settings/useOrder.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { Tag } from '../ui/Tag.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { RoutingNav } from './RoutingNav.tsx'
import { useSegments } from './rules/queries.ts'
import { useSegmentCounts } from './segments/queries.ts'
import { SegmentForm } from './segments/SegmentForm.tsx'
import { useSegmentWords } from './segments/useSegmentWords.ts'

const home = '/routing/segments'

/** Segments of customers in the order in which they decide on high and low touch, each with how many it holds now. */
export default function SegmentsScreen() {
  const { t } = useTranslation(['segments', 'common'])
  const { query, call } = useApi()
  const queryClient = useQueryClient()
  const format = useFormat()
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const sentence = useSegmentWords()
  const segments = useSegments()
  const counts = useSegmentCounts()
  const stale = query.segments.key()
  const refresh = () => queryClient.invalidateQueries({ queryKey: stale })
  const order = useListOrder<Segment>(query.segments.list.queryKey(), {
    write: list => call.segments.order({ ids: list.map(one => one.id) }),
    stale,
  })
  const items = segments.data?.items
  const open = items?.find(segment => segment.id === id)
  const handleClose = () => navigate(home)
  const countOf = (segmentId: string) => {
    const count = counts.data?.items.find(one => one.id === segmentId)
    if (!count) return undefined
    return t(count.isExact ? 'people' : 'preview.about', {
      count: count.count,
      number: format.number(count.count),
    })
  }
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href={`${home}/new`} />}
        >
          {t('add')}
        </Button>
      }
    >
      <RoutingNav />
      {segments.isError && !items ? (
        <ErrorState problem={segments.error} onRetry={() => void segments.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" rows={4} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={IconUsersGroup}
          text={t('none')}
          hint={t('noneHint')}
          action={{ label: t('add'), href: `${home}/new` }}
        />
      ) : (
        <Rows label={t('title')}>
          {items.map((segment, index) => (
            <Row
              key={segment.id}
              href={`${home}/${segment.id}`}
              name={segment.name}
              detail={sentence(segment.body)}
              place={{
                index,
                onPlace: (from, to) => order(placed(items, from, to)),
              }}
              facts={
                <>
                  {segment.touch && <Tag tone="info">{t(`touch.${segment.touch}`)}</Tag>}
                  <span>{countOf(segment.id)}</span>
                  {segment.usedBy.length > 0 && <span>{t('uses', { count: segment.usedBy.length })}</span>}
                </>
              }
              acts={
                <MoveButtons
                  name={segment.name}
                  index={index}
                  count={items.length}
                  onMove={step => order(moved(items, index, step))}
                />
              }
            />
          ))}
        </Rows>
      )}
      <FormDrawer title={id === 'new' ? t('add') : open?.name} onClose={handleClose}>
        {(id === 'new' || open) && (
          <SegmentForm
            key={open ? `${open.id} ${open.version}` : id}
            segment={open}
            onChanged={refresh}
            onDone={handleClose}
          />
        )}
      </FormDrawer>
    </Page>
  )
}
