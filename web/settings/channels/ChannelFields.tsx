import { NumberInput, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { languages } from '../../i18n/index.ts'
import { useBrands } from '../brands/queries.ts'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { useCalendars, useTeams } from '../queries.ts'
import type { ChannelValues } from './channel-values.ts'
import { ImapFields, type ImapFieldsProps } from './ImapFields.tsx'
import { SmtpFields } from './SmtpFields.tsx'
import { useChannelLabels } from './useChannelLabels.ts'

export interface ChannelFieldsProps {
  form: UseFormReturnType<ChannelValues>
  /** Which secrets are already kept. */
  kept: { imap: ImapFieldsProps['kept']; smtp: boolean }
}

/** The fields of an address, in the order of a mail's way: who it is, who answers, how it comes, how it leaves. */
export function ChannelFields({ form, kept }: ChannelFieldsProps) {
  const { t } = useTranslation(['settings', 'common'])
  const labels = useChannelLabels()
  const teams = useTeams()
  const calendars = useCalendars()
  const brands = useBrands()
  return (
    <>
      <div className={fields.pair}>
        <TextInput label={labels.name} description={t('channels.nameHint')} {...form.getInputProps('name')} />
        <TextInput
          type="email"
          label={labels.address}
          description={t('channels.addressHint')}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('address')}
        />
      </div>
      <div className={fields.pair}>
        <Select
          label={labels.language}
          description={t('channels.languageHint')}
          allowDeselect={false}
          data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
          {...form.getInputProps('language')}
        />
        <Choose
          label={labels.teamId}
          description={t('channels.teamHint')}
          items={teams.data}
          placeholder={t('channels.noTeam')}
          {...form.getInputProps('teamId')}
        />
      </div>
      <div className={fields.pair}>
        <Choose
          label={labels.calendarId}
          description={t('channels.calendarHint')}
          items={calendars.data}
          placeholder={t('workspaceHours')}
          {...form.getInputProps('calendarId')}
        />
        <Choose
          label={labels.brandId}
          description={t('channels.brandHint')}
          items={brands.data}
          placeholder={brands.data?.[0]?.name ?? ''}
          {...form.getInputProps('brandId')}
        />
      </div>
      <Textarea
        label={labels.signature}
        description={t('channels.signatureHint')}
        autosize
        minRows={3}
        maxRows={10}
        {...form.getInputProps('signature')}
      />
      <Radio.Group label={labels.receives} {...form.getInputProps('receives')}>
        <div className={fields.stack}>
          <Radio
            value="smtp"
            label={t('channels.receivesHere')}
            description={t('channels.receivesHereHint')}
          />
          <Radio
            value="imap"
            label={t('channels.receivesImap')}
            description={t('channels.receivesImapHint')}
          />
        </div>
      </Radio.Group>
      {form.values.receives === 'imap' && <ImapFields form={form} kept={kept.imap} />}
      <Radio.Group label={labels.sends} {...form.getInputProps('sends')}>
        <div className={fields.stack}>
          <Radio value="server" label={t('channels.sendsHere')} description={t('channels.sendsHereHint')} />
          <Radio value="own" label={t('channels.sendsOwn')} description={t('channels.sendsOwnHint')} />
        </div>
      </Radio.Group>
      {form.values.sends === 'own' && <SmtpFields form={form} kept={kept.smtp} />}
      <NumberInput
        className={fields.number!}
        label={labels.silentAfterHours}
        description={t('channels.silentHint')}
        min={1}
        max={720}
        allowDecimal={false}
        suffix={t('hoursUnit')}
        {...form.getInputProps('silentAfterHours')}
      />
      <Switch
        label={labels.enabled}
        description={t('channels.enabledHint')}
        {...form.getInputProps('enabled', { type: 'checkbox' })}
      />
    </>
  )
}
