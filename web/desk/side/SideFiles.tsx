import { Button, FileButton } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import { useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '../../../contract/conversations.ts'
import { DraftFiles } from '../composer/DraftFiles.tsx'
import { useUploads } from '../composer/useUploads.ts'

export interface SideFilesProps {
  files: readonly Attachment[]
  onChange: (files: readonly Attachment[]) => void
}

/** Files that leave with a mail to somebody outside. */
export function SideFiles({ files, onChange }: SideFilesProps) {
  const { t } = useTranslation('desk')
  // Several arrive one after the other, each beside those before it.
  const latest = useRef(files)
  latest.current = files
  const { uploads, add } = useUploads(useCallback(file => onChange([...latest.current, file]), [onChange]))
  return (
    <div>
      <DraftFiles
        files={files}
        uploads={uploads}
        onRemove={id => onChange(files.filter(file => file.id !== id))}
      />
      <FileButton multiple onChange={chosen => add(chosen)}>
        {props => (
          <Button
            {...props}
            variant="subtle"
            size="sm"
            leftSection={<IconPaperclip size={16} stroke={1.75} aria-hidden="true" />}
          >
            {t('side.attach')}
          </Button>
        )}
      </FileButton>
    </div>
  )
}
