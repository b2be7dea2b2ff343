import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '../../../contract/conversations.ts'
import { ApiProblem } from '../../api/api-problem.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { upload } from './upload.ts'

export interface Upload {
  key: string
  name: string
  /** From 0 to 1. */
  share: number
  stop: () => void
}

/** Files on their way; each joins the draft when it has arrived. */
export function useUploads(onArrived: (file: Attachment) => void) {
  const { t, i18n } = useTranslation(['desk', 'common'])
  const { workspace } = useSession()
  const announce = useAnnounce()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const count = useRef(0)
  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        count.current += 1
        const key = `upload-${count.current}`
        const stopper = new AbortController()
        const drop = () => setUploads(known => known.filter(one => one.key !== key))
        setUploads(known => [...known, { key, name: file.name, share: 0, stop: () => stopper.abort() }])
        upload({
          url: '/api/v1/uploads',
          headers: { 'accept-language': i18n.language, 'boucle-workspace': workspace.slug },
          file,
          signal: stopper.signal,
          onProgress: share =>
            setUploads(known => known.map(one => (one.key === key ? { ...one, share } : one))),
        }).then(
          arrived => {
            drop()
            onArrived(arrived)
          },
          (error: unknown) => {
            drop()
            if (error instanceof DOMException) return
            const reason = error instanceof ApiProblem ? error.title : t('common:trouble.unreachable')
            announce(t('compose.uploadFailed', { name: file.name, reason }), 'assertive', { visible: true })
          },
        )
      }
    },
    [i18n.language, workspace.slug, onArrived, announce, t],
  )
  return { uploads, add }
}
