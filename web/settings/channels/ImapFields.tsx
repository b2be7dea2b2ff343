import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import fields from '../fields.module.css'
import type { ChannelValues } from './channel-values.ts'
import { KeptSecret } from './KeptSecret.tsx'
import { useChannelLabels } from './useChannelLabels.ts'

export interface ImapFieldsProps {
  form: UseFormReturnType<ChannelValues>
  /** Which secrets are already kept. */
  kept: { password: boolean; clientSecret: boolean }
}

/** Where a mailbox is fetched from. */
export function ImapFields({ form, kept }: ImapFieldsProps) {
  const { t } = useTranslation('settings')
  const labels = useChannelLabels()
  const values = form.values.imap
  const withToken = values.auth === 'xoauth2'
  return (
    <fieldset className={fields.set}>
      <legend>{t('channels.imap')}</legend>
      <div className={fields.pair}>
        <TextInput
          label={labels['imap.host']}
          placeholder="imap.example.com"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('imap.host')}
        />
        <NumberInput
          label={labels['imap.port']}
          min={1}
          max={65535}
          allowDecimal={false}
          hideControls
          thousandSeparator=""
          {...form.getInputProps('imap.port')}
        />
      </div>
      <Checkbox
        label={labels['imap.secure']}
        description={t('channels.secureImapHint')}
        {...form.getInputProps('imap.secure', { type: 'checkbox' })}
      />
      <div className={fields.pair}>
        <TextInput
          label={labels['imap.user']}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('imap.user')}
        />
        <Select
          label={labels['imap.auth']}
          allowDeselect={false}
          data={[
            { value: 'password', label: t('channels.authPassword') },
            { value: 'xoauth2', label: t('channels.authToken') },
          ]}
          {...form.getInputProps('imap.auth')}
        />
      </div>
      <KeptSecret
        kept={kept.password}
        label={
          !withToken
            ? labels['imap.password']
            : values.tokenUrl
              ? t('channels.refreshToken')
              : t('channels.token')
        }
        {...form.getInputProps('imap.password')}
      />
      {withToken && (
        <>
          <TextInput
            type="url"
            label={labels['imap.tokenUrl']}
            description={t('channels.tokenUrlHint')}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('imap.tokenUrl')}
          />
          <div className={fields.pair}>
            <TextInput
              label={labels['imap.clientId']}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps('imap.clientId')}
            />
            <KeptSecret
              kept={kept.clientSecret}
              label={labels['imap.clientSecret']}
              {...form.getInputProps('imap.clientSecret')}
            />
          </div>
        </>
      )}
      <div className={fields.pair}>
        <TextInput
          label={labels['imap.mailbox']}
          spellCheck={false}
          {...form.getInputProps('imap.mailbox')}
        />
        <Select
          label={labels['imap.afterReading']}
          allowDeselect={false}
          data={[
            { value: 'leave', label: t('channels.leave') },
            { value: 'mark_read', label: t('channels.markRead') },
          ]}
          {...form.getInputProps('imap.afterReading')}
        />
      </div>
      <TextInput
        label={labels['imap.trustedServer']}
        description={t('channels.trustedServerHint')}
        placeholder="mx.example.com"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('imap.trustedServer')}
      />
    </fieldset>
  )
}
