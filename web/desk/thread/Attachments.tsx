import { ActionIcon } from '@mantine/core'
import { IconDownload, IconFile, IconFileTypePdf, IconPhoto } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Attachments.module.css'
import { attachmentUrl, previewKind } from './attachment-url.ts'
import { FilePreview } from './FilePreview.tsx'

export interface AttachmentsProps {
  files: readonly Attachment[]
}

const icons = { picture: IconPhoto, pdf: IconFileTypePdf }

/** The files of a message: pictures as small pictures, the rest by name and size; a click shows, an arrow downloads. */
export function Attachments({ files }: AttachmentsProps) {
  const { t } = useTranslation('desk')
  const { workspace } = useSession()
  const format = useFormat()
  const [shown, setShown] = useState<number>()
  const viewable = files.filter(previewKind)
  if (files.length === 0) return null
  return (
    <>
      <ul className={classes.files} aria-label={t('file.list', { count: files.length })}>
        {files.map(file => {
          const kind = previewKind(file)
          const Drawing = kind ? icons[kind] : IconFile
          const url = attachmentUrl(file, workspace.slug)
          const words = (
            <span className={classes.words}>
              <span className="truncate">{file.name}</span>
              <span className={classes.size}>{format.bytes(file.bytes)}</span>
            </span>
          )
          return (
            <li key={file.id} className={classes.file}>
              {kind ? (
                <button
                  type="button"
                  className={classes.main}
                  aria-label={t('file.open', { name: file.name, size: format.bytes(file.bytes) })}
                  onClick={() => setShown(viewable.indexOf(file))}
                >
                  {kind === 'picture' ? (
                    <img src={url} alt="" loading="lazy" className={classes.thumb} />
                  ) : (
                    <Drawing size={20} stroke={1.75} aria-hidden="true" />
                  )}
                  {words}
                </button>
              ) : (
                <span className={classes.main}>
                  <Drawing size={20} stroke={1.75} aria-hidden="true" />
                  {words}
                </span>
              )}
              <ActionIcon
                component="a"
                href={url}
                download={file.name}
                aria-label={t('file.download', { name: file.name, size: format.bytes(file.bytes) })}
              >
                <IconDownload size={16} stroke={1.75} aria-hidden="true" />
              </ActionIcon>
            </li>
          )
        })}
      </ul>
      {shown !== undefined && (
        <FilePreview files={viewable} start={shown} onClose={() => setShown(undefined)} />
      )}
    </>
  )
}
