import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import type { PanelProps } from './ExportPanel.tsx'
import classes from './Privacy.module.css'

/** Keeps a person's data for a claim or a duty, with the reason; or lets it go. */
export function HoldPanel({ contact, onClose }: PanelProps) {
  const { t } = useTranslation('common')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const preview = useQuery(query.privacy.previewErasure.queryOptions({ input: { id: contact.id } }))
  const done = async () => {
    await queryClient.invalidateQueries({ queryKey: query.privacy.previewErasure.key() })
    onClose()
  }
  const placing = useMutation({
    mutationFn: () => call.privacy.placeHold({ id: contact.id, reason }),
    onSuccess: done,
  })
  const lifting = useMutation({
    mutationFn: () => call.privacy.liftHold({ id: contact.id }),
    onSuccess: done,
  })
  if (!preview.data)
    return preview.isError ? <FormProblem problem={preview.error} /> : <LoadingLines rows={2} />
  const { hold } = preview.data
  return (
    <form
      className={classes.panel}
      onSubmit={event => {
        event.preventDefault()
        placing.mutate()
      }}
    >
      {hold ? (
        <p>{t('privacy.heldFor', { reason: hold.reason })}</p>
      ) : (
        <Textarea
          label={t('privacy.holdReason')}
          description={t('privacy.holdHint')}
          required
          minLength={3}
          maxLength={1000}
          autosize
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
      )}
      <FormProblem problem={placing.error ?? lifting.error} />
      <div className={classes.acts}>
        {hold ? (
          <Button loading={lifting.isPending} onClick={() => lifting.mutate()}>
            {t('privacy.lift')}
          </Button>
        ) : (
          <Button type="submit" loading={placing.isPending}>
            {t('privacy.place')}
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {t('privacy.close')}
        </Button>
      </div>
    </form>
  )
}
