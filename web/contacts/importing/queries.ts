import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../../contract/imports.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { download } from '../../reports/download.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { reasonOf } from '../data/useContactChange.ts'

/** Imports, the last first. */
export function useImports() {
  const { query } = useApi()
  return useQuery(query.contacts.listImports.queryOptions({ input: { limit: 30 } }))
}

/** One import; asked again each second while it goes on. */
export function useImport(id: string) {
  const { query } = useApi()
  return useQuery(
    query.contacts.getImport.queryOptions({
      input: { id },
      refetchInterval: asked =>
        asked.state.data?.state === 'running' || asked.state.data?.state === 'undoing' ? 1000 : false,
    }),
  )
}

/** What is done with imports; what is refused is said. */
export function useImportActs() {
  const { t } = useTranslation('contacts')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const attempt = useCallback(
    async <Made>(work: () => Promise<Made>): Promise<Made | undefined> => {
      try {
        return await work()
      } catch (error) {
        announce(t('notSaved', { reason: reasonOf(error) }), 'assertive', { visible: true })
        return undefined
      } finally {
        void queryClient.invalidateQueries({ queryKey: query.contacts.key() })
      }
    },
    [t, query, queryClient, announce],
  )
  return {
    choose: (file: File, subject: Import['subject']) =>
      attempt(async () =>
        call.contacts.createImport({ subject, fileName: file.name, content: await base64Of(file) }),
      ),
    start: (id: string, mapping: Import['mapping'], onMatch: Import['onMatch']) =>
      attempt(() => call.contacts.startImport({ id, mapping, onMatch })),
    preview: (id: string, mapping: Import['mapping']) =>
      attempt(() => call.contacts.previewImport({ id, mapping })),
    undo: (id: string) => attempt(() => call.contacts.undoImport({ id })),
    downloadRefused: (id: string) =>
      attempt(async () => {
        const { fileName, csv } = await call.contacts.refusedLines({ id })
        download(fileName, 'text/csv', csv)
      }),
  }
}

async function base64Of(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(file)
  })
  return address.slice(address.indexOf(',') + 1)
}
