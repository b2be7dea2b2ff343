import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Preferences } from '../../../contract/workspaces.ts'
import { useSession } from '../../session.tsx'
import fields from '../fields.module.css'
import { LabelledChoice } from '../LabelledChoice.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

const acts = ['afterReply', 'afterClose', 'afterSnooze'] as const

/** Where I am once I have answered, closed or put aside: kept at once. */
export function AfterActs() {
  const { t } = useTranslation('settings')
  const { me, update } = useSession()
  return (
    <SettingGroup anchor="after-acts" title={t('me.after')} effect={t('me.afterEffect')}>
      <div className={fields.choices}>
        {acts.map(act => (
          <LabelledChoice key={act} name={t(`me.${act}`)} hint={t(`me.${act}Hint`)}>
            {labelledBy => (
              <SegmentedControl
                aria-labelledby={labelledBy}
                value={me.preferences[act]}
                data={(['stay', 'next', 'list'] as const).map(value => ({
                  value,
                  label: t(`me.goOn.${value}`),
                }))}
                onChange={
                  value => update({ preferences: { [act]: value as Preferences[typeof act] } }) // one of the values above
                }
              />
            )}
          </LabelledChoice>
        ))}
      </div>
    </SettingGroup>
  )
}
