import { Button, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WorkspaceErasure as Erasure } from '../../../contract/privacy.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'

const kinds = ['contacts', 'conversations', 'messages', 'files', 'members'] as const

/** The end of the whole workspace: its name typed, then a word; thirty days in which one press takes it back. */
export function WorkspaceErasure() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const [isOpen, setOpen] = useState(false)
  const state = useQuery(query.privacy.workspaceErasure.queryOptions())
  const { data } = state
  return (
    <SettingGroup
      anchor="deletion"
      title={t('data.deletion')}
      effect={t('farewell.effect')}
      actions={
        data?.state !== 'confirmed' &&
        !isOpen && (
          <Button
            variant="default"
            leftSection={<IconTrash size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => setOpen(true)}
          >
            {t('farewell.open')}
          </Button>
        )
      }
    >
      {state.isError && !data ? (
        <ErrorState problem={state.error} onRetry={() => void state.refetch()} />
      ) : !data ? (
        <LoadingLines rows={2} />
      ) : data.state === 'confirmed' ? (
        <Going erasure={data} />
      ) : (
        isOpen && <Steps erasure={data} onClose={() => setOpen(false)} />
      )}
    </SettingGroup>
  )
}

/** What the server answers is what the page shows next. */
function useStep<Input>(act: (input: Input) => Promise<Erasure>, onDone?: () => void) {
  const { query } = useApi()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: erasure => {
      queryClient.setQueryData(query.privacy.workspaceErasure.queryKey(), erasure)
      onDone?.()
    },
  })
}

function Steps({ erasure, onClose }: { erasure: Erasure; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const format = useFormat()
  const [typed, setTyped] = useState('')
  const [step, setStep] = useState(1)
  const first = useStep(
    (name: string) => call.privacy.askWorkspaceErasure({ typed: name }),
    () => {
      setTyped('')
      setStep(2)
    },
  )
  const second = useStep(
    (word: string) => call.privacy.confirmWorkspaceErasure({ typed: word }),
    () => {
      announce(t('farewell.asked'), 'polite', { visible: true })
      onClose()
    },
  )
  const doing = step === 1 ? first : second
  const wanted = step === 1 ? erasure.name.trim() : t('common:privacy.word')
  const isTyped = (step === 1 ? typed.trim() : typed.trim().toLowerCase()) === wanted
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (isTyped) doing.mutate(typed)
  }
  if (erasure.holds > 0) return <p>{t('farewell.held', { count: erasure.holds })}</p>
  return (
    <form className={fields.stack} onSubmit={handleSubmit}>
      <p>
        <strong>{t('farewell.step', { step })}</strong> {t(step === 1 ? 'farewell.what' : 'farewell.then')}
      </p>
      {step === 1 && (
        <>
          <p>
            {kinds
              .map(kind =>
                t(`farewell.count.${kind}`, {
                  count: erasure.counts[kind],
                  n: format.number(erasure.counts[kind]),
                }),
              )
              .join(' · ')}
          </p>
          <p>
            <a href="#exports">{t('farewell.copyFirst')}</a>
          </p>
        </>
      )}
      <TextInput
        key={step}
        data-autofocus
        autoFocus={step === 2}
        label={t(step === 1 ? 'farewell.typeName' : 'farewell.typeWord', { wanted })}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <FormProblem problem={doing.error} />
      <div className={fields.acts}>
        <Button
          type="submit"
          color={step === 1 ? undefined : 'red'}
          disabled={!isTyped}
          loading={doing.isPending}
        >
          {t(step === 1 ? 'farewell.continue' : 'farewell.confirm')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common:act.cancel')}
        </Button>
      </div>
    </form>
  )
}

function Going({ erasure }: { erasure: Erasure }) {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  const announce = useAnnounce()
  const format = useFormat()
  const taking = useStep(
    () => call.privacy.withdrawWorkspaceErasure(),
    () => announce(t('farewell.withdrawn'), 'polite', { visible: true }),
  )
  return (
    <div className={fields.stack}>
      <p className={fields.warning}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
        {t('farewell.goesOn', { day: format.dateTime(erasure.dueAt!) })}
      </p>
      <p>{t(erasure.holds > 0 ? 'farewell.waits' : 'farewell.meanwhile', { count: erasure.holds })}</p>
      <TextInput
        readOnly
        label={t('farewell.certificate')}
        description={t('farewell.certificateHint')}
        value={erasure.certificateUrl ?? ''}
        onFocus={event => event.currentTarget.select()}
        w="100%"
      />
      <FormProblem problem={taking.error} />
      <Button loading={taking.isPending} onClick={() => taking.mutate(undefined)}>
        {t('farewell.keep')}
      </Button>
    </div>
  )
}
