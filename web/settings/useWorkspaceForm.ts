import type { FormValidateInput } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Me, Workspace } from '../../contract/workspaces.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { useSession } from '../session.tsx'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import { useKeptForm } from './useKeptForm.ts'

/** A form on some settings of the workspace; `pick` says which, and the update sends those that changed. */
export function useWorkspaceForm<Values extends Partial<Workspace['settings']>>(
  id: string,
  pick: (workspace: Workspace) => Values,
  validate?: FormValidateInput<Values>,
) {
  const { t } = useTranslation('common')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const { workspace } = useSession()
  const kept = useKeptForm<Values>({ id, saved: pick(workspace), ...(validate && { validate }) })
  const sending = useFormSubmit(kept.form, async () => {
    const saved = await call.workspaces.updateWorkspace({ settings: kept.changes() })
    queryClient.setQueryData(query.workspaces.me.queryKey(), (me: Me | undefined) =>
      me ? { ...me, workspace: saved } : me,
    )
    kept.settle(pick(saved))
    announce(t('state.saved'))
  })
  return { form: kept.form, sending, bar: { changes: kept.changed.length, onUndo: kept.undo } }
}
