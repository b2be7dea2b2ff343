import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { Row, Rows } from '../settings/Rows.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'

/** Notes of the last 30 days that may say more than is needed, to be read where they stand (DAT-7). */
export default function NotesScreen() {
  const { t } = useTranslation(['insights', 'desk'])
  const { query } = useApi()
  const format = useFormat()
  const notes = useInfiniteQuery(
    query.privacy.sensitiveNotes.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 25, cursor }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
    }),
  )
  const rows = notes.data?.pages.flatMap(({ items }) => items)
  const kindsOf = new Intl.ListFormat(format.language, { type: 'unit' })
  return (
    <Page
      title={t('notes.title')}
      subtitle={t('notes.subtitle')}
      actions={<Link href="/insights">{t('turnover.back')}</Link>}
    >
      {notes.isError && !rows ? (
        <ErrorState problem={notes.error} onRetry={() => void notes.refetch()} />
      ) : !rows ? (
        <LoadingLines shape="rows" />
      ) : (
        <>
          {rows.length === 0 && !notes.hasNextPage && <p>{t('notes.none')}</p>}
          {rows.length > 0 && (
            <Rows label={t('notes.title')}>
              {rows.map(({ messageId, conversation, at, author, kinds }) => (
                <Row
                  key={messageId}
                  href={`/desk/all/${conversation.number}`}
                  name={t('notes.in', { number: conversation.number })}
                  detail={kindsOf.format(kinds.map(kind => t(`desk:writing.kind.${kind}`)))}
                  facts={[author?.name, format.dateTime(at)].filter(Boolean).join(' · ')}
                />
              ))}
            </Rows>
          )}
          {notes.hasNextPage && (
            <Button
              variant="default"
              mt="sm"
              loading={notes.isFetchingNextPage}
              onClick={() => void notes.fetchNextPage()}
            >
              {t('notes.more')}
            </Button>
          )}
        </>
      )}
    </Page>
  )
}
