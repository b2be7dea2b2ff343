import { Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ToneGuide } from '../../../contract/knowledge.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useChannels } from '../../desk/data/queries.ts'
import { useChannelName } from '../../desk/useChannelName.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'

/** How we write, channel by channel: what advisers see where they write (A13). */
export function ToneGuides({ isReadOnly }: { isReadOnly: boolean }) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const guides = useQuery(query.knowledge.listToneGuides.queryOptions({ select: ({ items }) => items }))
  const inUse = useChannels().data?.items.map(({ kind }) => kind) ?? []
  if (!guides.data) return null
  const kinds = [...new Set([...inUse, ...guides.data.map(({ channel }) => channel)])].sort()
  return (
    <SettingGroup anchor="tone" title={t('answers.tone')} effect={t('answers.toneEffect')}>
      {kinds.map(channel => {
        const guide = guides.data.find(one => one.channel === channel)
        return (
          <Guide key={channel} guide={guide ?? { channel, textFr: '', textEn: '' }} isReadOnly={isReadOnly} />
        )
      })}
    </SettingGroup>
  )
}

function Guide({ guide, isReadOnly }: { guide: ToneGuide; isReadOnly: boolean }) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const channelName = useChannelName()
  const { channel } = guide
  const saved = { textFr: guide.textFr, textEn: guide.textEn }
  const { form, changed, undo, settle } = useKeptForm({ id: `tone:${channel}`, saved })
  const sending = useFormSubmit(form, async values => {
    const { textFr, textEn } = await call.knowledge.setToneGuide({ channel, ...values })
    settle({ textFr, textEn })
    announce(t('common:state.saved'))
    await queryClient.invalidateQueries({ queryKey: query.knowledge.listToneGuides.key() })
  })
  const name = channelName(channel)
  const labels = { textFr: t('answers.toneFr', { name }), textEn: t('answers.toneEn', { name }) }
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      <div className={fields.pair}>
        <Textarea
          label={labels.textFr}
          lang="fr"
          autosize
          minRows={2}
          maxLength={2000}
          readOnly={isReadOnly}
          {...form.getInputProps('textFr')}
        />
        <Textarea
          label={labels.textEn}
          lang="en"
          autosize
          minRows={2}
          maxLength={2000}
          readOnly={isReadOnly}
          {...form.getInputProps('textEn')}
        />
      </div>
    </SettingsForm>
  )
}
