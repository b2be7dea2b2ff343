import { Button, Select, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RefusalGround, RightsRequest } from '../../../contract/privacy.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { inMain } from '../../ui/in-main.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Privacy.module.css'

export type Telling = 'grant' | 'extend' | 'refuse' | 'doubt'

export interface TellFormProps {
  request: RightsRequest
  telling: Telling
  onClose: () => void
}

/** One act on a request with the words that go with it; what leaves, and for whom, is said before it does. */
export function TellForm({ request, telling, onClose }: TellFormProps) {
  const { t } = useTranslation('common')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const format = useFormat()
  const [reason, setReason] = useState('')
  const [ground, setGround] = useState<RefusalGround | null>(null)
  const { id } = request
  const sending = useMutation({
    mutationFn: () => {
      if (telling === 'extend') return call.privacy.extendRequest({ id, reason })
      if (telling === 'doubt') return call.privacy.doubtIdentity({ id, reason })
      if (telling === 'grant') return call.privacy.decideRequest({ id, decision: 'granted', reason })
      return call.privacy.decideRequest({
        ...{ id, decision: 'refused', reason },
        ...(ground && { refusalGround: ground }),
      })
    },
    onSuccess: async ({ tellTo }) => {
      announce(t(tellTo ? 'privacy.toldByMail' : 'privacy.notTold'), 'polite', { visible: true })
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: query.privacy.listRequests.key() }),
        queryClient.invalidateQueries({ queryKey: query.contacts.listConsents.key() }),
      ])
      onClose()
    },
  })
  const due = request.extendableTo ? format.day(`${request.extendableTo}T12:00:00Z`) : ''
  const words = {
    grant: { label: t('privacy.words'), hint: t('privacy.wordsHint'), send: t('privacy.grantSend') },
    extend: {
      label: t('privacy.extendReason'),
      hint: t('privacy.extendHint', { day: due }),
      send: t('privacy.extendSend', { day: due }),
    },
    refuse: {
      label: t('privacy.refuseReason'),
      hint: t('privacy.refuseHint'),
      send: t('privacy.refuseSend'),
    },
    doubt: {
      label: t('privacy.doubtReason'),
      hint: t('privacy.doubtHint'),
      send: t('privacy.doubtSend'),
    },
  }[telling]
  return (
    <form
      className={classes.panel}
      onSubmit={event => {
        event.preventDefault()
        sending.mutate()
      }}
    >
      {telling === 'refuse' && (
        <Select
          label={t('privacy.refuseGround')}
          required
          data-autofocus
          data={request.grounds.map(value => ({ value, label: t(`privacy.ground.${value}`) }))}
          comboboxProps={inMain}
          value={ground}
          onChange={value => setGround(request.grounds.find(one => one === value) ?? null)}
        />
      )}
      <Textarea
        label={words.label}
        description={words.hint}
        required={telling !== 'grant'}
        {...(telling !== 'grant' && { minLength: 3 })}
        maxLength={1000}
        autosize
        minRows={2}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
      />
      {telling === 'grant' && request.kind === 'objection' && (
        <p className={classes.tells}>{t('privacy.objectionEnds')}</p>
      )}
      <p className={classes.tells}>
        {request.tellTo ? t('privacy.tellsTo', { address: request.tellTo }) : t('privacy.tellsNobody')}
      </p>
      <FormProblem problem={sending.error} />
      <div className={classes.acts}>
        <Button type="submit" loading={sending.isPending} disabled={telling === 'refuse' && !ground}>
          {words.send}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('privacy.close')}
        </Button>
      </div>
    </form>
  )
}
