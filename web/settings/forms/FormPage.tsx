import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FormChannel } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { NotFound } from '../../ui/NotFound.tsx'
import { Copyable } from '../Copyable.tsx'
import { DeleteChannel } from '../channels/DeleteChannel.tsx'
import { DeletedNotice } from '../channels/DeletedNotice.tsx'
import fields from '../fields.module.css'
import { SectionPage } from '../SectionPage.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { BuilderForm } from './BuilderForm.tsx'
import { FormPreview } from './FormPreview.tsx'

/** One form: what it asks, how it looks, where it lives, and whether customers see it. */
export function FormPage({ id }: { id: string }) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const channel = useQuery(query.channels.get.queryOptions({ input: { id } }))
  if (channel.data && channel.data.kind !== 'form') return <NotFound />
  if (!channel.data)
    return (
      <SectionPage path="forms" title={t('forms.one')}>
        {channel.isError ? (
          <ErrorState problem={channel.error} onRetry={() => void channel.refetch()} />
        ) : (
          <LoadingLines rows={8} />
        )}
      </SectionPage>
    )
  if (channel.data.deletedAt)
    return (
      <SectionPage path="forms" title={channel.data.name}>
        <DeletedNotice channel={channel.data} />
      </SectionPage>
    )
  return <OneForm channel={channel.data} />
}

function OneForm({ channel }: { channel: FormChannel }) {
  const { t } = useTranslation('settings')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const publishing = useMutation({
    mutationFn: () => call.channels.publishForm({ id: channel.id }),
    onSuccess: () => announce(t('forms.published')),
    onSettled: () => queryClient.invalidateQueries({ queryKey: query.channels.key() }),
  })
  const url = `${location.origin}/f/${channel.address}`
  const isLive = channel.publishedVersion !== null
  return (
    <SectionPage
      path="forms"
      title={channel.name}
      about={
        <span>
          {isLive
            ? t(channel.isChanged ? 'forms.changed' : 'forms.version', { version: channel.publishedVersion })
            : t('forms.draft')}
        </span>
      }
      actions={
        (!isLive || channel.isChanged) && (
          <Button loading={publishing.isPending} onClick={() => publishing.mutate()}>
            {t('forms.publish')}
          </Button>
        )
      }
    >
      <FormProblem problem={publishing.error} />
      <SettingGroup anchor="fields" title={t('forms.fields')} effect={t('forms.fieldsEffect')}>
        <BuilderForm channel={channel} />
      </SettingGroup>
      <SettingGroup anchor="preview" title={t('forms.preview')} effect={t('forms.previewEffect')}>
        <FormPreview channelId={channel.id} version={channel.updatedAt} />
      </SettingGroup>
      {isLive && (
        <SettingGroup anchor="place" title={t('forms.place')} effect={t('forms.placeEffect')}>
          <div className={fields.stack}>
            <Copyable label={t('forms.link')} text={url} />
            <Copyable label={t('forms.frame')} text={frameOf(url, channel.name)} />
          </div>
        </SettingGroup>
      )}
      <DeleteChannel channel={channel} />
    </SectionPage>
  )
}

/** A frame that grows with the form in it. */
const frameOf = (url: string, title: string) =>
  `<iframe src="${url}?embed=1" title="${title.replaceAll('"', '&quot;')}" style="width:100%;border:0;height:640px"></iframe>
<script>addEventListener('message',function(e){document.querySelectorAll('iframe[src^="${url}"]').forEach(function(f){if(f.contentWindow===e.source&&e.data.boucleFormHeight)f.style.height=e.data.boucleFormHeight+'px'})})</script>`
