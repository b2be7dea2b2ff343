import { Button, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { type CommandId, scopes } from '../../keyboard/catalogue.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { KeyInput } from './KeyInput.tsx'
import classes from './KeysForm.module.css'
import { keptKeys, keyFaults, ownCommands, readKeys } from './own-keys.ts'

/** Letters of the keyboard: turned off for who dictates, or changed one by one. */
export function KeysForm() {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const { preferences } = useSession().me
  const nameOf = (id: CommandId) => t(`common:command.${id}`)
  const { form, changed, undo, settle } = useKeptForm({
    id: 'keys',
    saved: toValues(preferences),
    validate: values => {
      const chosen = Object.fromEntries(
        ownCommands.map(({ id }) => [id, readKeys(values.keys[fieldOf(id)] ?? '')]),
      )
      return Object.fromEntries(
        [...keyFaults(chosen)].map(([id, fault]) => [
          `keys.${fieldOf(id)}`,
          fault.kind === 'taken' ? t('keys.taken', { name: nameOf(fault.by) }) : t('keys.notAllowed'),
        ]),
      )
    },
  })
  const sending = useFormSubmit(form, async values => {
    const me = await call.workspaces.updateMe({
      preferences: {
        singleKeys: values.singleKeys,
        keys: keptKeys(
          Object.fromEntries(ownCommands.map(({ id }) => [id, readKeys(values.keys[fieldOf(id)] ?? '')])),
        ),
      },
    })
    queryClient.setQueryData(query.workspaces.me.queryKey(), me)
    settle(toValues(me.preferences))
    announce(t('common:state.saved'))
  })
  const labels = Object.fromEntries(ownCommands.map(({ id }) => [`keys.${fieldOf(id)}`, nameOf(id)]))
  const { singleKeys, keys } = form.values
  return (
    <SettingGroup anchor="keys" title={t('keys.title')} effect={t('keys.effect')}>
      <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
        <Switch
          label={t('keys.single')}
          description={t('keys.singleHint')}
          {...form.getInputProps('singleKeys', { type: 'checkbox' })}
        />
        {singleKeys &&
          scopes.map(scope => {
            const inScope = ownCommands.filter(command => command.scope === scope)
            if (inScope.length === 0) return null
            return (
              <fieldset key={scope} className={classes.scope}>
                <legend>{t(`common:keys.scope.${scope}`)}</legend>
                {inScope.map(command => (
                  <KeyInput
                    key={command.id}
                    label={nameOf(command.id)}
                    usual={command.keys[0]!}
                    {...form.getInputProps(`keys.${fieldOf(command.id)}`)}
                  />
                ))}
              </fieldset>
            )
          })}
        {Object.values(keys).some(Boolean) && (
          <div>
            <Button
              variant="default"
              onClick={() =>
                form.setFieldValue('keys', Object.fromEntries(Object.keys(keys).map(key => [key, ''])))
              }
            >
              {t('keys.reset')}
            </Button>
          </div>
        )}
      </SettingsForm>
    </SettingGroup>
  )
}

/** A dot in a name would be a level for the form. */
function fieldOf(id: string): string {
  return id.replace('.', '/')
}

function toValues({ singleKeys, keys }: { singleKeys: boolean; keys: Record<string, string> }) {
  return {
    singleKeys,
    keys: Object.fromEntries(
      ownCommands.map(({ id }) => [fieldOf(id), (keys[id] ?? '').replaceAll(' ', '')]),
    ),
  }
}
