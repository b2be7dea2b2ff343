import { Checkbox, NumberInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import fields from '../fields.module.css'
import type { ChannelValues } from './channel-values.ts'
import { KeptSecret } from './KeptSecret.tsx'
import { useChannelLabels } from './useChannelLabels.ts'

export interface SmtpFieldsProps {
  form: UseFormReturnType<ChannelValues>
  /** A password is already kept. */
  kept: boolean
}

/** The server through which this address alone sends. */
export function SmtpFields({ form, kept }: SmtpFieldsProps) {
  const { t } = useTranslation('settings')
  const labels = useChannelLabels()
  return (
    <fieldset className={fields.set}>
      <legend>{t('channels.smtp')}</legend>
      <div className={fields.pair}>
        <TextInput
          label={labels['smtp.host']}
          placeholder="smtp.example.com"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('smtp.host')}
        />
        <NumberInput
          label={labels['smtp.port']}
          min={1}
          max={65535}
          allowDecimal={false}
          hideControls
          thousandSeparator=""
          {...form.getInputProps('smtp.port')}
        />
      </div>
      <Checkbox
        label={labels['smtp.secure']}
        description={t('channels.secureSmtpHint')}
        {...form.getInputProps('smtp.secure', { type: 'checkbox' })}
      />
      <div className={fields.pair}>
        <TextInput
          label={labels['smtp.user']}
          description={t('channels.userHint')}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('smtp.user')}
        />
        <KeptSecret kept={kept} label={labels['smtp.password']} {...form.getInputProps('smtp.password')} />
      </div>
    </fieldset>
  )
}
