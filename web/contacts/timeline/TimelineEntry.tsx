import { Button } from '@mantine/core'
import {
  type Icon,
  IconArrowBackUp,
  IconArrowMerge,
  IconExternalLink,
  IconFlag,
  IconInbox,
  IconLock,
  IconMessage,
  IconPackage,
  IconRepeat,
  IconStar,
  IconUser,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Timeline.module.css'
import { type Entry, placeOf, textOf } from './timeline.ts'

export interface TimelineEntryProps {
  entry: Entry
  /** Absent when this person may not undo a merge. */
  onUndoMerge?: ((mergeId: string) => void) | undefined
}

/** One thing that happened: what, by whom, when; its title opens what made it. */
export function TimelineEntry({ entry, onUndoMerge }: TimelineEntryProps) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const { icon, word } = looks(entry)
  const author = entry.kind === 'message' ? textOf(entry, 'author') : undefined
  const by = entry.kind === 'merge' ? undefined : textOf(entry, 'by')
  const mergeId = textOf(entry, 'mergeId')
  return (
    <li className={classes.entry} data-direction={entry.direction ?? undefined}>
      <span className={classes.icon}>
        <Glyph icon={icon} word={t(`timeline.kind.${word}`)} />
      </span>
      <div className={classes.body}>
        <div className={classes.line}>
          {author && <span className={classes.who}>{author}</span>}
          <span className={classes.title}>
            <Titled entry={entry}>{entry.title}</Titled>
          </span>
          <time className={classes.time} dateTime={entry.at} title={format.dateTime(entry.at)}>
            {format.time(entry.at)}
          </time>
        </div>
        {entry.detail && (
          <p className={classes.detail} lang={textOf(entry, 'language')}>
            {entry.detail}
          </p>
        )}
        {mergeId && entry.data.undone === false && onUndoMerge && (
          <Button
            size="compact-sm"
            variant="default"
            className={classes.undo}
            onClick={() => onUndoMerge(mergeId)}
          >
            {t('merge.undo')}
          </Button>
        )}
        {(entry.conversationNumber !== null || by) && (
          <div className={`${classes.line} ${classes.quiet}`}>
            {entry.channel && <ChannelIcon kind={entry.channel} />}
            {entry.conversationNumber !== null && (
              <span className="figures">{t('number', { number: entry.conversationNumber })}</span>
            )}
            {by && <span>{t('timeline.by', { name: by })}</span>}
          </div>
        )}
      </div>
    </li>
  )
}

function Titled({ entry, children }: { entry: Entry; children: ReactNode }) {
  const { t } = useTranslation('contacts')
  const place = placeOf(entry)
  if (!place) return children
  if (place.kind === 'inside') return <Link href={place.href}>{children}</Link>
  return (
    <a href={place.href} target="_blank" rel="noreferrer">
      {children}
      <IconExternalLink size={16} stroke={1.75} aria-hidden="true" />
      <span className="visually-hidden">{t('records.elsewhere')}</span>
    </a>
  )
}

type Word =
  | 'received'
  | 'sent'
  | 'note'
  | 'request'
  | 'record'
  | 'answer'
  | 'recovery'
  | 'stage'
  | 'merge'
  | 'card'

function looks(entry: Entry): { icon: Icon; word: Word } {
  switch (entry.kind) {
    case 'message':
      if (entry.direction === 'note') return { icon: IconLock, word: 'note' }
      return entry.direction === 'out'
        ? { icon: IconArrowBackUp, word: 'sent' }
        : { icon: IconMessage, word: 'received' }
    case 'conversation':
      return { icon: IconInbox, word: 'request' }
    case 'record':
      return { icon: IconPackage, word: 'record' }
    case 'survey':
      return { icon: IconStar, word: 'answer' }
    case 'recovery':
      return { icon: IconRepeat, word: 'recovery' }
    case 'stage':
      return { icon: IconFlag, word: 'stage' }
    case 'merge':
      return { icon: IconArrowMerge, word: 'merge' }
    case 'event':
      return { icon: IconUser, word: 'card' }
  }
}
