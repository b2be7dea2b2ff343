import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import type { PanelProps } from './ExportPanel.tsx'
import classes from './Privacy.module.css'

/** The end of what is known of a person: what it takes, then a word to type, because nothing brings it back. */
export function ErasurePanel({ contact, onClose }: PanelProps) {
  const { t } = useTranslation('common')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [typed, setTyped] = useState('')
  const preview = useQuery(query.privacy.previewErasure.queryOptions({ input: { id: contact.id } }))
  const erasing = useMutation({
    mutationFn: () => call.privacy.erase({ id: contact.id, typed }),
    onSuccess: async () => {
      announce(t('privacy.erased'), 'polite', { visible: true })
      navigate('/contacts')
      await queryClient.invalidateQueries()
    },
  })
  if (preview.isError) return <ErrorState problem={preview.error} onRetry={() => void preview.refetch()} />
  if (!preview.data) return <LoadingLines rows={3} />
  const { parts, hold, erasedAt } = preview.data
  if (erasedAt) return <p>{t('privacy.erasedOn', { day: format.day(erasedAt) })}</p>
  if (hold) return <p className={classes.panel}>{t('privacy.heldFor', { reason: hold.reason })}</p>
  return (
    <form
      className={classes.panel}
      onSubmit={event => {
        event.preventDefault()
        erasing.mutate()
      }}
    >
      <p>{t('privacy.eraseEffect', { name: contact.name })}</p>
      <p>{parts.map(({ name, count }) => `${name} ${format.number(count)}`).join(' · ')}</p>
      <TextInput
        label={t('privacy.typeWord', { name: contact.name })}
        autoComplete="off"
        autoCapitalize="none"
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <FormProblem problem={erasing.error} />
      <div className={classes.acts}>
        <Button
          type="submit"
          color="red"
          disabled={typed.trim().toLowerCase() !== t('privacy.word')}
          loading={erasing.isPending}
        >
          {t('privacy.eraseForGood')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('privacy.close')}
        </Button>
      </div>
    </form>
  )
}
