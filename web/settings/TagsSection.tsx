import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconHeart, IconHeartFilled, IconTag, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { score } from '../keyboard/search.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { Tag } from '../ui/Tag.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import { Row, Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'
import classes from './TagsSection.module.css'
import { useLeaving } from './useLeaving.ts'

/** Free words on conversations: added here or while working, removed here from everywhere. */
export default function TagsSection() {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const [wanted, setWanted] = useState('')
  const tags = useQuery(query.conversations.listTags.queryOptions({ select: ({ items }) => items }))
  const { isLeaving, remove } = useLeaving('tags')
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.conversations.listTags.key() })
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const { submit, sending, problem } = useFormSubmit(form, async ({ name }) => {
    await call.conversations.createTag({ name: name.trim() })
    form.reset()
    announce(t('createdName', { name }))
    await refresh()
  })
  const mark = useMutation(query.conversations.updateTag.mutationOptions({ onSettled: refresh }))
  const shown = tags.data?.filter(
    tag => !isLeaving(tag.id) && (wanted.trim() === '' || score(wanted, tag.name) > 0),
  )
  return (
    <SectionPage path="tags">
      <form onSubmit={submit} noValidate className={classes.add}>
        <TextInput
          className={classes.name!}
          label={t('tags.new')}
          maxLength={60}
          {...form.getInputProps('name')}
        />
        <Button type="submit" loading={sending}>
          {t('common:act.add')}
        </Button>
      </form>
      <div className={classes.list}>
        <FormProblem problem={problem ?? mark.error} />
        {tags.data && tags.data.length > 8 && (
          <SearchField hasKey={false} value={wanted} onChange={setWanted} label={t('tags.search')} />
        )}
        {tags.isError && !shown ? (
          <ErrorState problem={tags.error} onRetry={() => void tags.refetch()} />
        ) : !shown ? (
          <LoadingLines shape="rows" />
        ) : shown.length === 0 ? (
          <EmptyState
            icon={IconTag}
            text={wanted ? t('common:empty.noResult', { query: wanted }) : t('tags.none')}
          />
        ) : (
          <Rows label={t('section.tags.name')}>
            {shown.map(({ id, name, isMoment }) => (
              <Row
                key={id}
                name={name}
                facts={isMoment && <Tag tone="soon">{t('common:moment')}</Tag>}
                acts={
                  <>
                    <Tooltip label={t(isMoment ? 'tags.dropMoment' : 'tags.makeMoment')}>
                      <ActionIcon
                        aria-label={t('tags.moment', { name })}
                        aria-pressed={isMoment}
                        onClick={() => mark.mutate({ id, isMoment: !isMoment })}
                      >
                        {isMoment ? (
                          <IconHeartFilled size={16} aria-hidden="true" />
                        ) : (
                          <IconHeart size={16} stroke={1.75} aria-hidden="true" />
                        )}
                      </ActionIcon>
                    </Tooltip>
                    <ActionIcon
                      aria-label={t('tags.remove', { name })}
                      onClick={() =>
                        remove(id, t('tags.removed', { name }), async () => {
                          await call.conversations.deleteTag({ id })
                          await refresh()
                        })
                      }
                    >
                      <IconTrash size={16} stroke={1.75} aria-hidden="true" />
                    </ActionIcon>
                  </>
                }
              />
            ))}
          </Rows>
        )}
      </div>
    </SectionPage>
  )
}
