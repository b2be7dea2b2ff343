import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'

export interface LeaveArchiveDialogProps {
  id: string
  name: string
  onClose: () => void
}

/** Takes somebody out of the restricted archive: says what it changes and what it does not, and asks why. */
export function LeaveArchiveDialog({ id, name, onClose }: LeaveArchiveDialogProps) {
  const { t } = useTranslation('contacts')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const lacksReason = reason.trim().length < 3
  const leaving = useMutation({
    mutationFn: () => call.privacy.leaveArchive({ id, reason }),
    onSuccess: async () => {
      announce(t('archive.left', { name }), 'polite', { visible: true })
      onClose()
      await queryClient.invalidateQueries({ queryKey: query.contacts.key() })
    },
  })
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!lacksReason) leaving.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t('archive.title', { name })}>
      <form onSubmit={handleSubmit} noValidate>
        <Stack gap="md">
          <p>{t('archive.effect')}</p>
          <TextInput
            data-autofocus
            label={t('archive.reason')}
            description={t('archive.reasonHint')}
            maxLength={1000}
            value={reason}
            error={tried && lacksReason && t('archive.reasonNeeded')}
            onChange={event => setReason(event.currentTarget.value)}
          />
          <FormProblem problem={leaving.error} />
          <Button type="submit" loading={leaving.isPending}>
            {t('archive.leave')}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
