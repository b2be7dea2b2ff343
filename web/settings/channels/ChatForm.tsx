import { Button, ColorInput, Input, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ChatChannel } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { languages } from '../../i18n/index.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { useBrands } from '../brands/queries.ts'
import { Choose } from '../Choose.tsx'
import { Copyable } from '../Copyable.tsx'
import fields from '../fields.module.css'
import { useCalendars, useTeams } from '../queries.ts'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { ChatQuestions } from './ChatQuestions.tsx'
import { ChatRules } from './ChatRules.tsx'
import { type ChatValues, missingTexts, snippetOf, toChatValues } from './chat-values.ts'
import { useChatSaving } from './useChatSaving.ts'

export interface ChatFormProps {
  channel: ChatChannel
}

/** A chat: the line for the pages of a site, what its visitors see, and the secret by which the site says who they are. */
export function ChatForm({ channel }: ChatFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const teams = useTeams()
  const calendars = useCalendars()
  const brands = useBrands()
  const { id } = channel
  const required = (value: string) => (value.trim() === '' ? t('common:form.required') : null)
  const whole =
    (name: 'noticeFr' | 'noticeEn' | 'preChat' | 'proactive') => (_: unknown, values: ChatValues) =>
      missingTexts(values).has(name) ? t('chat.bothLanguages') : null
  const { form, changed, undo, settle } = useKeptForm({
    id: `chat:${id}`,
    saved: toChatValues(channel),
    validate: {
      name: required,
      noticeFr: whole('noticeFr'),
      noticeEn: whole('noticeEn'),
      preChat: whole('preChat'),
      proactive: whole('proactive'),
    },
  })
  const save = useChatSaving(channel, form.values)
  const sending = useFormSubmit(form, async values => {
    settle(await save(values))
    announce(t('common:state.saved'))
    await queryClient.invalidateQueries({ queryKey: query.channels.key() })
  })
  const renewing = useMutation({
    mutationFn: () => call.channels.renewIdentitySecret({ id }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: query.channels.key() }),
  })
  const labels = {
    name: t('channels.name'),
    language: t('channels.language'),
    teamId: t('channels.team'),
    calendarId: t('channels.calendar'),
    brandId: t('channels.brand'),
    origins: t('chat.origins'),
    colour: t('chat.colour'),
    side: t('chat.side'),
    welcomeFr: t('chat.welcomeFr'),
    welcomeEn: t('chat.welcomeEn'),
    awayFr: t('chat.awayFr'),
    awayEn: t('chat.awayEn'),
    preChat: t('chat.preChat'),
    noticeFr: t('chat.noticeFr'),
    noticeEn: t('chat.noticeEn'),
    noticeUrl: t('chat.noticeUrl'),
    proactive: t('chat.proactive'),
    awayAfterMinutes: t('chat.awayAfter'),
    resumeHours: t('chat.resume'),
    offersTranscript: t('chat.transcript'),
    enabled: t('chat.enabled'),
  }
  const text = (name: `${'welcome' | 'away' | 'notice'}${'Fr' | 'En'}`) => (
    <Textarea
      label={labels[name]}
      lang={name.endsWith('Fr') ? 'fr' : 'en'}
      autosize
      minRows={2}
      maxLength={600}
      {...form.getInputProps(name)}
    />
  )
  /** Where the summary of errors leads for what has no field of its own. */
  const focusable = (path: 'preChat' | 'proactive') => ({ 'data-path': form.key(path), tabIndex: -1 })
  return (
    <>
      <SettingGroup anchor="snippet" title={t('chat.snippet')} effect={t('chat.snippetEffect')}>
        <div className={fields.stack}>
          <Copyable text={snippetOf(location.origin, channel.address ?? '')} label={t('chat.copySnippet')} />
          {channel.enabled ? (
            <Button
              variant="default"
              component="a"
              href={`/chat/${channel.address}`}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconExternalLink size={16} stroke={1.75} aria-hidden="true" />}
            >
              {t('chat.try')}
            </Button>
          ) : (
            <p className={fields.hint}>{t('chat.tryOff')}</p>
          )}
        </div>
      </SettingGroup>
      <SettingGroup anchor="settings" title={t('chat.settings')} effect={t('chat.settingsEffect')}>
        <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
          <div className={fields.pair}>
            <TextInput label={labels.name} {...form.getInputProps('name')} />
            <Select
              label={labels.language}
              allowDeselect={false}
              data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
              {...form.getInputProps('language')}
            />
          </div>
          <div className={fields.pair}>
            <Choose
              label={labels.teamId}
              description={t('chat.teamHint')}
              items={teams.data}
              placeholder={t('channels.noTeam')}
              {...form.getInputProps('teamId')}
            />
            <Choose
              label={labels.calendarId}
              items={calendars.data}
              placeholder={t('workspaceHours')}
              {...form.getInputProps('calendarId')}
            />
          </div>
          <Choose
            label={labels.brandId}
            description={t('channels.brandHint')}
            items={brands.data}
            placeholder={brands.data?.[0]?.name ?? ''}
            {...form.getInputProps('brandId')}
          />
          <Textarea
            label={labels.origins}
            description={t('chat.originsHint')}
            autosize
            minRows={2}
            spellCheck={false}
            {...form.getInputProps('origins')}
          />
          <div className={fields.pair}>
            <ColorInput
              label={labels.colour}
              description={t('chat.colourHint')}
              format="hex"
              {...form.getInputProps('colour')}
            />
            <Select
              label={labels.side}
              allowDeselect={false}
              data={(['right', 'left'] as const).map(value => ({ value, label: t(`chat.${value}`) }))}
              {...form.getInputProps('side')}
            />
          </div>
          <div className={fields.pair}>
            {text('welcomeFr')}
            {text('welcomeEn')}
          </div>
          <div className={fields.pair}>
            {text('awayFr')}
            {text('awayEn')}
          </div>
          <fieldset className={fields.set} {...focusable('preChat')}>
            <legend>{labels.preChat}</legend>
            <p className={fields.hint}>{t('chat.preChatHint')}</p>
            <ChatQuestions
              questions={form.values.preChat}
              onChange={questions => form.setFieldValue('preChat', questions)}
            />
            {form.errors.preChat && <Input.Error>{form.errors.preChat}</Input.Error>}
          </fieldset>
          <fieldset className={fields.set}>
            <legend>{t('chat.notice')}</legend>
            <p className={fields.hint}>{t('chat.noticeHint')}</p>
            <div className={fields.pair}>
              {text('noticeFr')}
              {text('noticeEn')}
            </div>
            <TextInput
              type="url"
              label={labels.noticeUrl}
              description={t('chat.noticeUrlHint')}
              spellCheck={false}
              {...form.getInputProps('noticeUrl')}
            />
          </fieldset>
          <fieldset className={fields.set} {...focusable('proactive')}>
            <legend>{labels.proactive}</legend>
            <p className={fields.hint}>{t('chat.proactiveHint')}</p>
            <ChatRules
              rules={form.values.proactive}
              onChange={rules => form.setFieldValue('proactive', rules)}
            />
            {form.errors.proactive && <Input.Error>{form.errors.proactive}</Input.Error>}
          </fieldset>
          <div className={fields.pair}>
            <NumberInput
              label={labels.awayAfterMinutes}
              description={t('chat.awayAfterHint')}
              min={1}
              max={120}
              allowDecimal={false}
              {...form.getInputProps('awayAfterMinutes')}
            />
            <NumberInput
              label={labels.resumeHours}
              description={t('chat.resumeHint')}
              min={1}
              max={720}
              allowDecimal={false}
              {...form.getInputProps('resumeHours')}
            />
          </div>
          <Switch
            label={labels.offersTranscript}
            {...form.getInputProps('offersTranscript', { type: 'checkbox' })}
          />
          <Switch label={labels.enabled} {...form.getInputProps('enabled', { type: 'checkbox' })} />
        </SettingsForm>
      </SettingGroup>
      <SettingGroup anchor="identity" title={t('chat.identity')} effect={t('chat.identityEffect')}>
        <div className={fields.stack}>
          <FormProblem problem={renewing.error} />
          {renewing.data && <Copyable text={renewing.data.secret} label={t('chat.copySecret')} />}
          <Button variant="default" loading={renewing.isPending} onClick={() => renewing.mutate()}>
            {t(channel.hasIdentitySecret ? 'chat.renewSecret' : 'chat.newSecret')}
          </Button>
        </div>
      </SettingGroup>
    </>
  )
}
