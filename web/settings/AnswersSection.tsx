import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import type { CannedAnswer } from '../../contract/knowledge.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { score } from '../keyboard/search.ts'
import { leads } from '../roles.ts'
import { useSession } from '../session.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { Tag } from '../ui/Tag.tsx'
import { AnswerForm } from './answers/AnswerForm.tsx'
import { halfVariables, unknownVariables } from './answers/answer-values.ts'
import { ToneGuides } from './answers/ToneGuides.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import { Row, Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'
import { SettingGroup } from './SettingGroup.tsx'

/** Answers kept ready and macros, folder by folder, and how we write on each channel. */
export default function AnswersSection() {
  const { t } = useTranslation(['settings', 'common'])
  const { query } = useApi()
  const queryClient = useQueryClient()
  const { is } = useSession()
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const [wanted, setWanted] = useState('')
  const answers = useQuery(query.knowledge.listCannedAnswers.queryOptions({ select: ({ items }) => items }))
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.knowledge.listCannedAnswers.key() })
  const shown = answers.data?.filter(answer => wanted.trim() === '' || score(wanted, wordsOf(answer)) > 0)
  const folders = [...new Set(shown?.map(({ folder }) => folder))]
  const open = answers.data?.find(answer => answer.id === id)
  const handleClose = () => navigate('/settings/answers')
  return (
    <SectionPage
      path="answers"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/answers/new" />}
        >
          {t('answers.add')}
        </Button>
      }
    >
      {answers.data && answers.data.length > 8 && (
        <SearchField hasKey={false} value={wanted} onChange={setWanted} label={t('answers.search')} />
      )}
      {answers.isError && !shown ? (
        <ErrorState problem={answers.error} onRetry={() => void answers.refetch()} />
      ) : !shown ? (
        <LoadingLines shape="rows" rows={6} />
      ) : shown.length === 0 ? (
        <EmptyState
          text={wanted ? t('common:empty.noResult', { query: wanted }) : t('answers.none')}
          {...(!wanted && { action: { label: t('answers.add'), href: '/settings/answers/new' } })}
        />
      ) : (
        folders.map(folder => (
          <SettingGroup key={folder} anchor={`folder-${folder}`} title={folder || t('answers.noFolder')}>
            <Rows label={folder || t('answers.noFolder')}>
              {shown
                .filter(answer => answer.folder === folder)
                .map(answer => (
                  <Row
                    key={answer.id}
                    href={`/settings/answers/${answer.id}`}
                    name={answer.name}
                    detail={answer.textFr ?? answer.textEn ?? t('answers.actsOnly')}
                    facts={
                      <>
                        {halfVariables(`${answer.textFr}\n${answer.textEn}`).length +
                          unknownVariables(`${answer.textFr} ${answer.textEn}`).length >
                          0 && <Tag tone="soon">{t('answers.unknownMark')}</Tag>}
                        {answer.archivedReason && <Tag tone="soon">{t('answers.reasonArchivedMark')}</Tag>}
                        {answer.acts && <Tag tone="info">{t('answers.macro')}</Tag>}
                        <span>{audienceOf(answer)}</span>
                        <span>{t('answers.uses', { count: answer.uses })}</span>
                      </>
                    }
                  />
                ))}
            </Rows>
          </SettingGroup>
        ))
      )}
      <ToneGuides isReadOnly={!is(...leads)} />
      <FormDrawer title={id === 'new' ? t('answers.add') : open?.name} onClose={handleClose}>
        {(id === 'new' || open) && (
          <AnswerForm key={id} answer={open} onChanged={refresh} onDone={handleClose} />
        )}
      </FormDrawer>
    </SectionPage>
  )

  function audienceOf({ audience, team }: CannedAnswer) {
    return audience === 'team' ? (team?.name ?? '') : t(`answers.audience.${audience}`)
  }
}

const wordsOf = ({ name, folder, textFr, textEn }: CannedAnswer) =>
  `${name} ${folder} ${textFr ?? ''} ${textEn ?? ''}`
