import { ActionIcon, Button, Modal } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconDownload } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import classes from './Attachments.module.css'
import { attachmentUrl, previewKind } from './attachment-url.ts'

export interface FilePreviewProps {
  files: readonly Attachment[]
  start: number
  onClose: () => void
}

/** One file large, with the way to the others of the same message. */
export function FilePreview({ files, start, onClose }: FilePreviewProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { workspace } = useSession()
  const [place, setPlace] = useState(start)
  const file = files[place]
  if (!file) return null
  const url = attachmentUrl(file, workspace.slug)
  const kind = previewKind(file)
  const go = (step: number) => setPlace((place + step + files.length) % files.length)
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') go(-1)
    if (event.key === 'ArrowRight') go(1)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="auto"
      title={file.name}
      classNames={{ body: classes.preview, content: classes.previewContent }}
      onKeyDown={handleKey}
    >
      <div className={classes.stage}>
        {kind === 'picture' && <img src={url} alt={file.name} className={classes.picture} />}
        {kind === 'pdf' && (
          <iframe src={url} title={t('file.preview', { name: file.name })} className={classes.document} />
        )}
      </div>
      <div className={classes.previewFoot}>
        {files.length > 1 && (
          <>
            <ActionIcon aria-label={t('file.previous')} onClick={() => go(-1)}>
              <IconChevronLeft size={20} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
            <span>{t('file.place', { place: place + 1, total: files.length })}</span>
            <ActionIcon aria-label={t('file.next')} onClick={() => go(1)}>
              <IconChevronRight size={20} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </>
        )}
        <Button
          component="a"
          href={url}
          download={file.name}
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
        >
          {t('common:act.download')}
        </Button>
      </div>
    </Modal>
  )
}
