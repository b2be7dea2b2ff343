import { ActionIcon, FileButton } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { ActPopover } from '../acts/ActPopover.tsx'
import { type Departure, SendLater } from '../scheduled/SendLater.tsx'
import classes from './Composer.module.css'
import type { DraftKind } from './draft-keeper.ts'
import { SendButton } from './SendButton.tsx'
import type { Afterwards } from './sending.ts'

export interface ComposerFootProps {
  kind: DraftKind
  sendLabel: string
  /** Enter alone sends: in a chat, with a keyboard. */
  enterSends: boolean
  /** By which channel an answer leaves; a note leaves by none. */
  channelMenu: ReactNode
  onFiles: (files: File[]) => void
  onSend: (afterwards: Afterwards | undefined) => void
  later: {
    isOpen: boolean
    onOpen: (isOpen: boolean) => void
    calendarId: string | null | undefined
    name: string
    onPick: (departure: Departure) => void
  }
}

/** How it leaves: channel, files, key, and the button that names who reads. */
export function ComposerFoot({
  kind,
  sendLabel,
  enterSends,
  channelMenu,
  onFiles,
  onSend,
  later,
}: ComposerFootProps) {
  const { t } = useTranslation('desk')
  return (
    <div className={classes.foot}>
      {channelMenu}
      <FileButton multiple onChange={onFiles}>
        {props => (
          <ActionIcon {...props} aria-label={t('compose.attach')} title={t('compose.attach')}>
            <IconPaperclip size={16} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        )}
      </FileButton>
      <span className={classes.sendKey}>
        {enterSends ? t('compose.enterSends') : <KeyHint command="composer.send" />}
      </span>
      <ActPopover
        opened={later.isOpen && kind === 'reply'}
        onClose={() => later.onOpen(false)}
        label={t('later.label')}
        isApart
        target={
          <div className={classes.sending}>
            <SendButton
              label={sendLabel}
              shortLabel={t(kind === 'note' ? 'compose.shortNote' : 'compose.short')}
              isNote={kind === 'note'}
              onSend={onSend}
              onLater={() => later.onOpen(true)}
            />
          </div>
        }
      >
        <SendLater
          calendarId={later.calendarId}
          name={later.name}
          onPick={later.onPick}
          onClose={() => later.onOpen(false)}
        />
      </ActPopover>
    </div>
  )
}
