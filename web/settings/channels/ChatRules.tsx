import { ActionIcon, Button, NumberInput, Switch, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ChatSetUp } from '../../../contract/channels.ts'
import fields from '../fields.module.css'
import classes from '../forms/FieldEditor.module.css'
import { newRule } from './chat-values.ts'

type Rule = ChatSetUp['proactive'][number]

export interface ChatRulesProps {
  rules: readonly Rule[]
  onChange: (rules: Rule[]) => void
}

const mostRules = 20

/** Messages that speak first, beside the button, to visitors who agreed. */
export function ChatRules({ rules, onChange }: ChatRulesProps) {
  const { t } = useTranslation('settings')
  const set = (id: string, change: Partial<Rule>) =>
    onChange(rules.map(one => (one.id === id ? { ...one, ...change } : one)))
  return (
    <>
      {rules.length > 0 && (
        <ul className={fields.set} style={{ listStyle: 'none' }} aria-label={t('chat.proactive')}>
          {rules.map(rule => (
            <li key={rule.id} className={classes.field}>
              <div className={classes.head}>
                <h3>{t('chat.ruleOn', { page: rule.page })}</h3>
                <ActionIcon
                  aria-label={t('forms.removeField', { name: t('chat.ruleOn', { page: rule.page }) })}
                  onClick={() => onChange(rules.filter(one => one.id !== rule.id))}
                >
                  <IconTrash size={16} stroke={1.75} aria-hidden="true" />
                </ActionIcon>
              </div>
              <div className={fields.pair}>
                <TextInput
                  label={t('chat.rulePage')}
                  description={t('chat.rulePageHint')}
                  maxLength={200}
                  spellCheck={false}
                  value={rule.page}
                  onChange={event => set(rule.id, { page: event.currentTarget.value })}
                />
                <NumberInput
                  label={t('chat.ruleAfter')}
                  description={t('chat.ruleAfterHint')}
                  min={0}
                  max={3600}
                  allowDecimal={false}
                  value={rule.afterSeconds}
                  onChange={value => set(rule.id, { afterSeconds: Number(value) || 0 })}
                />
              </div>
              <div className={fields.pair}>
                {(['fr', 'en'] as const).map(language => (
                  <Textarea
                    key={language}
                    lang={language}
                    label={t(`forms.in.${language}`, { what: t('chat.ruleText') })}
                    autosize
                    minRows={2}
                    maxLength={600}
                    value={rule.text[language]}
                    onChange={event =>
                      set(rule.id, { text: { ...rule.text, [language]: event.currentTarget.value } })
                    }
                  />
                ))}
              </div>
              <Switch
                label={t('chat.ruleOpen')}
                checked={rule.onlyWhenOpen}
                onChange={event => set(rule.id, { onlyWhenOpen: event.currentTarget.checked })}
              />
            </li>
          ))}
        </ul>
      )}
      {rules.length < mostRules && (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => onChange([...rules, newRule(rules)])}
        >
          {t('chat.addRule')}
        </Button>
      )}
    </>
  )
}
