import { CloseButton } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '../../../contract/conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Composer.module.css'
import type { Upload } from './useUploads.ts'

export interface DraftFilesProps {
  files: readonly Attachment[]
  uploads: readonly Upload[]
  onRemove: (id: string) => void
}

/** The files that will leave with the message, and those still on their way. */
export function DraftFiles({ files, uploads, onRemove }: DraftFilesProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  if (files.length + uploads.length === 0) return null
  return (
    <ul className={classes.files}>
      {files.map(file => (
        <li key={file.id} className={classes.file}>
          <IconPaperclip size={16} stroke={1.75} aria-hidden="true" />
          <span className="truncate">{file.name}</span>
          <span className={classes.fileSize}>{format.bytes(file.bytes)}</span>
          <CloseButton
            size="sm"
            aria-label={t('compose.removeFile', { name: file.name })}
            onClick={() => onRemove(file.id)}
          />
        </li>
      ))}
      {uploads.map(one => (
        <li key={one.key} className={classes.file}>
          <IconPaperclip size={16} stroke={1.75} aria-hidden="true" />
          <span className="truncate">
            {t('compose.uploading', { name: one.name, percent: format.percent(one.share) })}
          </span>
          <CloseButton
            size="sm"
            aria-label={t('compose.removeFile', { name: one.name })}
            onClick={one.stop}
          />
        </li>
      ))}
    </ul>
  )
}
