import { Radio, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ContactPage } from '../../../contract/portal.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import fields from '../fields.module.css'
import { useRefreshPortal } from '../phones/queries.ts'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'

const promises = ['opening', 'clock', 'none'] as const satisfies readonly ContactPage['answerPromise'][]

/** What is written at the top of the contact page, and how the delay of the settings is said. */
export function WordsForm({ page }: { page: ContactPage }) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const refresh = useRefreshPortal()
  const { workspace } = useSession()
  const { form, changed, changes, undo, settle } = useKeptForm({ id: 'contact-page', saved: toValues(page) })
  const sending = useFormSubmit(form, async () => {
    settle(toValues(await call.portal.updateContactPage(changes())))
    announce(t('common:state.saved'))
    await refresh()
  })
  const labels = {
    introFr: t('contactPage.introFr'),
    introEn: t('contactPage.introEn'),
    answerPromise: t('contactPage.answerPromise'),
  }
  const hours = workspace.settings.mailAnswerHours
  return (
    <SettingGroup anchor="words" title={t('contactPage.words')} effect={t('contactPage.wordsEffect')}>
      <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
        <Textarea
          lang="fr"
          label={labels.introFr}
          description={t('contactPage.introHint')}
          autosize
          minRows={2}
          maxLength={1000}
          {...form.getInputProps('introFr')}
        />
        <Textarea
          lang="en"
          label={labels.introEn}
          autosize
          minRows={2}
          maxLength={1000}
          {...form.getInputProps('introEn')}
        />
        <Radio.Group
          label={labels.answerPromise}
          description={t('contactPage.answerPromiseHint')}
          {...form.getInputProps('answerPromise')}
        >
          <div className={fields.stack}>
            {promises.map(value => (
              <Radio key={value} value={value} label={t(`contactPage.promiseOf.${value}`, { hours })} />
            ))}
          </div>
        </Radio.Group>
      </SettingsForm>
    </SettingGroup>
  )
}

const toValues = ({ introFr, introEn, answerPromise }: ContactPage) => ({ introFr, introEn, answerPromise })
