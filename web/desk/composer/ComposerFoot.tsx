import { ActionIcon, FileButton } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/KeyHint.tsx'
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
}

/** How it leaves: channel, files, key, and the button that names who reads. */
export function ComposerFoot({
  kind,
  sendLabel,
  enterSends,
  channelMenu,
  onFiles,
  onSend,
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
      <SendButton
        label={sendLabel}
        shortLabel={t(kind === 'note' ? 'compose.shortNote' : 'compose.short')}
        isNote={kind === 'note'}
        onSend={onSend}
      />
    </div>
  )
}
