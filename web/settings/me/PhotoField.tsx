import { Button, FileButton } from '@mantine/core'
import { IconCamera } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { readProblem, Unreachable } from '../../api/api-problem.ts'
import { useSession } from '../../session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import classes from './PhotoField.module.css'
import { squarePhoto } from './square-photo.ts'

/** My photo: chosen, cut square on this machine, sent at once; taking it away can be undone. */
export function PhotoField() {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const { me, workspace, fileUrl } = useSession()
  const { name, photoUrl } = me.member
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.workspaces.me.key() })

  const send = async (photo: Blob) => {
    const body = new FormData()
    body.append('photo', photo, 'photo.jpg')
    const response = await fetch('/api/v1/me/photo', {
      method: 'POST',
      headers: { 'boucle-workspace': workspace.slug, 'accept-language': i18n.language },
      body,
    }).catch(error => {
      throw new Unreachable(error)
    })
    if (!response.ok)
      throw (
        readProblem(await response.json().catch(() => undefined), response.status) ??
        new Unreachable(response)
      )
    await refresh()
  }
  const sending = useMutation({
    mutationFn: async (file: File) => send(await squarePhoto(file)),
    onSuccess: () => announce(t('me.photoSaved')),
  })
  const removing = useMutation({
    mutationFn: async (url: string) => {
      // Kept a moment, so that taking it away can be undone.
      const kept = await fetch(fileUrl(url)).then(response => response.blob())
      await call.workspaces.updateMe({ photoFileId: null })
      await refresh()
      offerUndo({ text: t('me.photoRemoved'), undo: () => send(kept) })
    },
  })
  return (
    <div className={classes.photo}>
      <Avatar name={name} src={photoUrl && fileUrl(photoUrl)} size={64} member />
      <div className={classes.acts}>
        <FormProblem problem={sending.error ?? removing.error} />
        <div className={classes.buttons}>
          <FileButton
            accept="image/jpeg,image/png,image/webp,image/heic,image/avif"
            onChange={file => file && sending.mutate(file)}
          >
            {props => (
              <Button
                {...props}
                variant="default"
                loading={sending.isPending}
                leftSection={<IconCamera size={16} stroke={1.75} aria-hidden="true" />}
              >
                {photoUrl ? t('me.changePhoto') : t('me.addPhoto')}
              </Button>
            )}
          </FileButton>
          {photoUrl && (
            <Button variant="subtle" loading={removing.isPending} onClick={() => removing.mutate(photoUrl)}>
              {t('me.removePhoto')}
            </Button>
          )}
        </div>
        <p className={classes.hint}>{t('me.photoHint')}</p>
      </div>
    </div>
  )
}
