import { Button, NumberInput, Radio, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { IconArchive, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { CannedAnswer } from '../../../contract/knowledge.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useNames, useTags, useTeams } from '../../desk/data/queries.ts'
import { leads } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { halfVariables, toInput, toValues, unknownVariables, variables } from './answer-values.ts'

export interface AnswerFormProps {
  /** Absent for a new one. */
  answer: CannedAnswer | undefined
  onChanged: () => Promise<unknown>
  onDone: () => void
}

/** Braces in a value are not places of the sentence. */
const asWritten = { interpolation: { escapeValue: false, skipOnVariables: true } }

const ways = ['none', 'stay', 'wait', 'close', 'snooze'] as const

/** An answer kept ready: its words in both languages, who may use it, and what it does when it is sent. */
export function AnswerForm({ answer, onChanged, onDone }: AnswerFormProps) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const { me, is } = useSession()
  const [, navigate] = useLocation()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const names = useNames()
  const teams = useTeams().data?.items ?? []
  const tags = useTags().data?.items ?? []
  const saved = toValues(answer)
  const isLead = is(...leads)
  const unknownIn = (text: string) => {
    const [place] = halfVariables(text)
    if (place) return t('answers.half', { place, ...asWritten })
    const list = unknownVariables(text)
    return list.length > 0 ? t('answers.unknown', { list: list.join(', '), ...asWritten }) : null
  }
  const { form, changed, undo, settle } = useKeptForm({
    id: `answer:${answer?.id ?? 'new'}`,
    saved,
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      textFr: unknownIn,
      textEn: unknownIn,
      teamId: (value, { audience }) => (audience === 'team' && !value ? t('common:form.required') : null),
    },
  })
  const sending = useFormSubmit(form, async values => {
    const input = toInput(values)
    if (answer) {
      settle(toValues(await call.knowledge.updateCannedAnswer({ id: answer.id, ...input })))
      announce(t('common:state.saved'))
    } else {
      await call.knowledge.createCannedAnswer(input)
      settle(saved)
      announce(t('createdName', { name: input.name }))
    }
    await onChanged()
    onDone()
  })
  const handleArchive = async ({ id, name }: CannedAnswer) => {
    onDone()
    await call.knowledge.archiveCannedAnswer({ id })
    await onChanged()
    offerUndo({
      text: t('answers.archived', { name }),
      undo: async () => {
        await call.knowledge.restoreCannedAnswer({ id })
        await onChanged()
      },
    })
  }
  const handleCopy = async ({ name, folder, textFr, textEn, acts }: CannedAnswer) => {
    const copy = await call.knowledge.createCannedAnswer({ name, folder, textFr, textEn, acts })
    await onChanged()
    navigate(`/settings/answers/${copy.id}`)
  }
  if (answer && !answer.mayEdit)
    return (
      <div className={fields.stack}>
        <p className={fields.hint}>{t('answers.notYours')}</p>
        {answer.textFr && (
          <p lang="fr" className={fields.preline}>
            {answer.textFr}
          </p>
        )}
        {answer.textEn && (
          <p lang="en" className={fields.preline}>
            {answer.textEn}
          </p>
        )}
        <Button
          variant="default"
          leftSection={<IconCopy size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => void handleCopy(answer)}
        >
          {t('answers.copy')}
        </Button>
      </div>
    )
  const labels = {
    name: t('answers.name'),
    folder: t('answers.folder'),
    textFr: t('answers.textFr'),
    textEn: t('answers.textEn'),
    audience: t('answers.who'),
    teamId: t('answers.team'),
    reasonId: t('answers.reason'),
    addTags: t('answers.tags'),
    toTeamId: t('answers.toTeam'),
    afterwards: t('answers.afterwards'),
    snoozeHours: t('answers.snoozeHours'),
  }
  const myTeams = isLead ? teams : teams.filter(team => me.member.teamIds.includes(team.id))
  return (
    <>
      <SettingsForm
        form={form}
        sending={sending}
        labels={labels}
        changes={changed.length}
        onUndo={undo}
        create={answer ? undefined : { label: t('answers.add'), onCancel: onDone }}
      >
        <TextInput
          label={labels.name}
          data-autofocus={!answer || undefined}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={labels.folder}
          description={t('answers.folderHint')}
          {...form.getInputProps('folder')}
        />
        <Textarea
          label={labels.textFr}
          description={t('answers.variables', {
            list: variables.map(name => `{{${name}}}`).join(' '),
            ...asWritten,
          })}
          lang="fr"
          autosize
          minRows={4}
          {...form.getInputProps('textFr')}
          error={form.errors.textFr ?? unknownIn(form.values.textFr)}
        />
        <Textarea
          label={labels.textEn}
          lang="en"
          autosize
          minRows={4}
          {...form.getInputProps('textEn')}
          error={form.errors.textEn ?? unknownIn(form.values.textEn)}
        />
        <Radio.Group label={labels.audience} {...form.getInputProps('audience')}>
          <div className={fields.stack}>
            <Radio value="me" label={t('answers.audience.me')} />
            {myTeams.length > 0 && <Radio value="team" label={t('answers.audience.team')} />}
            {isLead && <Radio value="everyone" label={t('answers.audience.everyone')} />}
          </div>
        </Radio.Group>
        {form.values.audience === 'team' && (
          <Choose label={labels.teamId} items={myTeams} {...form.getInputProps('teamId')} />
        )}
        <fieldset className={fields.set}>
          <legend>{t('answers.acts')}</legend>
          <p className={fields.hint}>{t('answers.actsHint')}</p>
          {answer?.archivedReason && (
            <p className={fields.hint}>
              {t('answers.reasonArchived', {
                reason: answer.archivedReason[i18n.language === 'fr' ? 'labelFr' : 'labelEn'],
              })}
            </p>
          )}
          <Choose
            label={labels.reasonId}
            items={names.reasonChoices().map(({ id, path }) => ({ id, name: path }))}
            {...form.getInputProps('reasonId')}
          />
          <TagsInput
            label={labels.addTags}
            data={tags.map(({ name }) => name)}
            maxTags={10}
            {...form.getInputProps('addTags')}
          />
          <Choose label={labels.toTeamId} items={teams} {...form.getInputProps('toTeamId')} />
          <Select
            label={labels.afterwards}
            allowDeselect={false}
            data={ways.map(value => ({ value, label: t(`answers.way.${value}`) }))}
            {...form.getInputProps('afterwards')}
          />
          {form.values.afterwards === 'snooze' && (
            <NumberInput
              className={fields.number!}
              label={labels.snoozeHours}
              min={1}
              max={2160}
              allowDecimal={false}
              {...form.getInputProps('snoozeHours')}
            />
          )}
        </fieldset>
      </SettingsForm>
      {answer && (
        <div className={fields.end}>
          <p className={fields.hint}>{t('answers.archiveHint')}</p>
          <Button
            variant="default"
            leftSection={<IconArchive size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => void handleArchive(answer)}
          >
            {t('archive')}
          </Button>
        </div>
      )}
    </>
  )
}
