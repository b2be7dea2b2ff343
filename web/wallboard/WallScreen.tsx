import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PublicFrame } from '../signin/PublicFrame.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useBoard, useStale } from './useBoard.ts'
import { Wall } from './Wall.tsx'

/** A board on a television, opened by a link: no session, nothing to press. */
export default function WallScreen() {
  const { t } = useTranslation('wallboard')
  // The secret stands after the #, which no server is told.
  const [link] = useState(() => location.hash.slice(1))
  const { board, heardAt, isOver } = useBoard({ link })
  const isStale = useStale(heardAt)
  if (board && !isOver) return <Wall board={board} isStale={isStale} />
  return (
    <PublicFrame>
      <Page title={t('title')}>
        {isOver ? <EmptyState text={t('link.over')} hint={t('link.overHint')} /> : <LoadingLines rows={5} />}
      </Page>
    </PublicFrame>
  )
}
