import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isProblem } from '../../api/api-problem.ts'
import type { Passkey } from '../../signin/auth.ts'
import { canUsePasskeys, makePasskeyOnDevice } from '../../signin/passkey.ts'
import { useAuth } from '../../signin/useAuth.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { useLeaving } from '../useLeaving.ts'
import { accountKey, passkeysKey } from './account-key.ts'
import classes from './me.module.css'

/** Passkeys of the account: listed, added on this device, taken away. */
export function Passkeys() {
  const { t } = useTranslation(['settings', 'common'])
  const auth = useAuth()
  const queryClient = useQueryClient()
  const format = useFormat()
  const passkeys = useQuery({ queryKey: passkeysKey, queryFn: auth.passkeys })
  const { isLeaving, remove } = useLeaving('passkeys')
  const refresh = () =>
    Promise.all(
      [passkeysKey, accountKey].map(queryKey => queryClient.invalidateQueries({ queryKey: [...queryKey] })),
    )
  const shown = passkeys.data?.filter(({ id }) => !isLeaving(id)) ?? []
  const nameOf = ({ name }: Passkey) => name || t('passkeys.unnamed')
  const deleting = useMutation({
    mutationFn: async (passkey: Passkey) =>
      remove(passkey.id, t('passkeys.removed', { name: nameOf(passkey) }), async () => {
        await auth.deletePasskey(passkey.id)
        await refresh()
      }),
  })
  return (
    <SettingGroup anchor="passkeys" title={t('passkeys.title')} effect={t('passkeys.effect')}>
      {shown.length > 0 && (
        <Rows label={t('passkeys.title')}>
          {shown.map(passkey => (
            <Row
              key={passkey.id}
              mark={<IconFingerprint size={20} stroke={1.75} aria-hidden="true" />}
              name={nameOf(passkey)}
              detail={t('passkeys.since', { day: format.day(passkey.createdAt) })}
              facts={passkey.backedUp && <span>{t('passkeys.synced')}</span>}
              acts={
                <Button
                  variant="default"
                  size="xs"
                  aria-label={t('passkeys.removeOne', { name: nameOf(passkey) })}
                  onClick={() => deleting.mutate(passkey)}
                >
                  {t('common:act.remove')}
                </Button>
              }
            />
          ))}
        </Rows>
      )}
      {canUsePasskeys(location.hostname, window) ? (
        <AddPasskey onAdded={refresh} />
      ) : (
        <p className={classes.hint}>{t('passkeys.cannot')}</p>
      )}
    </SettingGroup>
  )
}

function AddPasskey({ onAdded }: { onAdded: () => Promise<unknown> }) {
  const { t } = useTranslation(['settings', 'common'])
  const auth = useAuth()
  const announce = useAnnounce()
  const [known, setKnown] = useState(false)
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const { submit, sending, problem } = useFormSubmit(form, async ({ name }) => {
    setKnown(false)
    try {
      const response = await makePasskeyOnDevice(await auth.newPasskeyQuestion())
      if (!response) return
      await auth.addPasskey(response, name.trim())
    } catch (error) {
      // The browser's word for "this device already holds one of this account".
      if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
      setKnown(true)
      return
    }
    form.reset()
    announce(t('passkeys.added'), 'polite', { visible: true })
    await onAdded()
  })
  return (
    <form onSubmit={submit} noValidate className={`${classes.form} ${classes.under}`}>
      <FormProblem problem={problem} />
      {isProblem(problem, 'signin.session_too_old') && (
        <Button
          variant="default"
          component="a"
          href={`/sign-in?next=${encodeURIComponent(location.pathname)}`}
        >
          {t('passkeys.signInAgain')}
        </Button>
      )}
      {known && <p>{t('passkeys.known')}</p>}
      <TextInput
        label={t('passkeys.name')}
        description={t('passkeys.nameHint')}
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      <Button type="submit" variant="default" loading={sending}>
        {t('passkeys.add')}
      </Button>
    </form>
  )
}
