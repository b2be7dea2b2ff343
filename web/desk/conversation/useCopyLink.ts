import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'

/** Copies the address of a conversation, good for any colleague of the workspace. */
export function useCopyLink() {
  const { t } = useTranslation('desk')
  const { workspace } = useSession()
  const announce = useAnnounce()
  return useCallback(
    async (number: number) => {
      const url = `${location.origin}/w/${workspace.slug}/desk/all/${number}`
      await navigator.clipboard.writeText(url)
      announce(t('header.copied'), 'polite', { visible: true })
    },
    [workspace.slug, announce, t],
  )
}
