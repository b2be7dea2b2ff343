import { NativeSelect, NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Skill, WorkProfile } from '../../../contract/queues.ts'
import fields from '../../settings/fields.module.css'
import { SettingsForm } from '../../settings/SettingsForm.tsx'
import { useKeptForm } from '../../settings/useKeptForm.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { routedChannels } from '../queues/useRoutingSettings.ts'
import { levelOf, levels } from './levels.ts'
import { useProfiles } from './useProfiles.ts'

type PersonValues = Record<string, string | number>

function toValues(person: WorkProfile, skills: readonly Skill[]): PersonValues {
  const values: PersonValues = { capacity: person.capacity }
  for (const channel of routedChannels) values[`most-${channel}`] = person.most[channel] ?? ''
  for (const { id } of skills) values[`skill-${id}`] = String(levelOf(person, id))
  return values
}

export interface PersonFormProps {
  person: WorkProfile
  skills: readonly Skill[]
  onDone: () => void
}

/** What somebody knows, and how much they take at once. */
export function PersonForm({ person, skills, onDone }: PersonFormProps) {
  const { t } = useTranslation(['queues', 'common'])
  const announce = useAnnounce()
  const { save } = useProfiles()
  const { form, changed, undo, settle } = useKeptForm<PersonValues>({
    id: `work-profile:${person.memberId}`,
    saved: toValues(person, skills),
    validate: { capacity: value => (value === '' ? t('common:form.required') : null) },
  })
  const sending = useFormSubmit(form, async values => {
    const most = routedChannels.flatMap(channel => {
      const value = values[`most-${channel}`]
      return value === '' || value === undefined ? [] : [[channel, Number(value)] as const]
    })
    const saved = await save({
      memberId: person.memberId,
      capacity: Number(values.capacity),
      most: Object.fromEntries(most),
      skills: skills.flatMap(({ id }) => {
        const level = Number(values[`skill-${id}`] ?? 0)
        return level === 0 ? [] : [{ skillId: id, level }]
      }),
    })
    settle(toValues(saved, skills))
    announce(t('common:state.saved'))
    onDone()
  })
  const labels: Record<string, string> = { capacity: t('skills.capacityLabel') }
  for (const channel of routedChannels)
    labels[`most-${channel}`] = t('skills.most', { channel: t(`channel.name.${channel}`) })
  for (const { id, name } of skills) labels[`skill-${id}`] = name
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      {skills.length > 0 && (
        <fieldset className={fields.set}>
          <legend>{t('skills.title')}</legend>
          <p className={fields.hint}>{t('skills.declared')}</p>
          <div className={fields.pair}>
            {skills.map(({ id, name }) => (
              <NativeSelect
                key={id}
                label={name}
                data={[
                  { value: '0', label: t('skills.notDeclared') },
                  ...levels.map(level => ({ value: String(level), label: t(`skills.level.${level}`) })),
                ]}
                {...form.getInputProps(`skill-${id}`)}
              />
            ))}
          </div>
        </fieldset>
      )}
      <fieldset className={fields.set}>
        <legend>{t('skills.atOnce')}</legend>
        <NumberInput
          label={labels.capacity}
          description={t('skills.capacityHint')}
          min={10}
          max={200}
          allowDecimal={false}
          {...form.getInputProps('capacity')}
        />
        <div className={fields.pair}>
          {routedChannels.map(channel => (
            <NumberInput
              key={channel}
              label={labels[`most-${channel}`]}
              placeholder={t('skills.likeOthers')}
              min={0}
              max={50}
              allowDecimal={false}
              {...form.getInputProps(`most-${channel}`)}
            />
          ))}
        </div>
      </fieldset>
    </SettingsForm>
  )
}
