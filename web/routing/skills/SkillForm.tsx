import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Skill } from '../../../contract/queues.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import fields from '../../settings/fields.module.css'
import { SettingsForm } from '../../settings/SettingsForm.tsx'
import { useKeptForm } from '../../settings/useKeptForm.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'

export interface SkillFormProps {
  /** Absent for a new one. */
  skill: Skill | undefined
  onDelete: (skill: Skill) => void
  onDone: () => void
}

/** The name of a skill, and what takes it away. */
export function SkillForm({ skill, onDelete, onDone }: SkillFormProps) {
  const { t } = useTranslation(['queues', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const { form, changed, undo, settle } = useKeptForm({
    id: `skill:${skill?.id ?? 'new'}`,
    saved: { name: skill?.name ?? '' },
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const sending = useFormSubmit(form, async ({ name }) => {
    if (skill) settle({ name: (await call.queues.updateSkill({ id: skill.id, name })).name })
    else {
      await call.queues.createSkill({ name })
      settle({ name: '' })
    }
    announce(t('common:state.saved'))
    await queryClient.invalidateQueries({ queryKey: query.queues.listSkills.key() })
    onDone()
  })
  return (
    <>
      <SettingsForm
        form={form}
        sending={sending}
        labels={{ name: t('skills.name') }}
        changes={changed.length}
        onUndo={undo}
        create={skill ? undefined : { label: t('skills.add'), onCancel: onDone }}
      >
        <TextInput
          label={t('skills.name')}
          placeholder={t('skills.example')}
          data-autofocus
          {...form.getInputProps('name')}
        />
      </SettingsForm>
      {skill && (
        <div className={fields.end}>
          <p className={fields.note}>{t('skills.deleteHint', { count: skill.people })}</p>
          <Button variant="default" onClick={() => onDelete(skill)}>
            {t('skills.delete')}
          </Button>
        </div>
      )}
    </>
  )
}
