import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/KeyHint.tsx'
import classes from './Composer.module.css'
import { DraftMark } from './DraftMark.tsx'
import type { DraftKind, KeptDraft } from './draft-keeper.ts'

export interface ComposerTabsProps {
  kind: DraftKind
  mayReply: boolean
  isClosed: boolean
  draft: KeptDraft
  /** By the arrow keys, or to write at once. */
  onKind: (kind: DraftKind, how: { toWrite: boolean }) => void
}

/** Answer or note, what that means for who reads, and whether the draft is kept. */
export function ComposerTabs({ kind, mayReply, isClosed, draft, onKind }: ComposerTabsProps) {
  const { t } = useTranslation('desk')
  return (
    <div
      className={classes.tabs}
      role="tablist"
      aria-label={t('compose.label')}
      onKeyDown={event => {
        if (!['ArrowLeft', 'ArrowRight'].includes(event.key) || !mayReply) return
        event.preventDefault()
        onKind(kind === 'reply' ? 'note' : 'reply', { toWrite: false })
        const tabs = event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')
        tabs[kind === 'reply' ? 1 : 0]?.focus()
      }}
    >
      {(['reply', 'note'] as const)
        .filter(one => one === 'note' || mayReply)
        .map(one => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === kind}
            tabIndex={one === kind ? 0 : -1}
            className={classes.tab}
            data-kind={one}
            onClick={() => onKind(one, { toWrite: true })}
          >
            {one === 'note' && <IconLock size={16} stroke={1.75} aria-hidden="true" />}
            {t(`compose.${one}`)}
            <KeyHint command={one === 'note' ? 'conversation.note' : 'conversation.reply'} />
          </button>
        ))}
      {kind === 'note' && <span className={classes.banner}>{t('compose.noteBanner')}</span>}
      {kind === 'reply' && isClosed && <span className={classes.banner}>{t('compose.closed')}</span>}
      <DraftMark draft={draft} />
    </div>
  )
}
