import { ActionIcon, Button, Checkbox, Menu } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { Fragment, type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Condition, RuleAction } from '../../../contract/rules.ts'
import { ActionFields } from './ActionFields.tsx'
import { ConditionFields } from './ConditionFields.tsx'
import classes from './Parts.module.css'
import { actionKinds, blankAction, blankCondition, conditionKinds, isRepeatable } from './rule-values.ts'

export interface ConditionsProps {
  legend: string
  hint: string
  conditions: Condition[]
  onChange: (conditions: Condition[]) => void
}

/** A list of conditions: each in its box, with its opposite at hand. */
export function Conditions({ legend, hint, conditions, onChange }: ConditionsProps) {
  const { t } = useTranslation('rules')
  return (
    <Parts
      legend={legend}
      hint={hint}
      add={t('addCondition')}
      choices={conditionKinds.map(kind => ({ key: kind, label: t(`kind.${kind}`) }))}
      onAdd={kind => {
        const found = conditionKinds.find(one => one === kind)
        if (found) onChange([...conditions, blankCondition(found)])
      }}
      parts={conditions.map((condition, index) => ({
        title: t(`kind.${condition.on}`),
        onRemove: () => onChange(conditions.toSpliced(index, 1)),
        fields: (
          <>
            <ConditionFields
              condition={condition}
              onChange={changed => onChange(conditions.with(index, changed))}
            />
            <Checkbox
              label={t('opposite')}
              checked={condition.not}
              onChange={event =>
                onChange(conditions.with(index, { ...condition, not: event.currentTarget.checked }))
              }
            />
          </>
        ),
      }))}
    />
  )
}

export interface ActionsProps {
  legend: string
  hint: string
  actions: RuleAction[]
  onChange: (actions: RuleAction[]) => void
}

/** What a rule does, one act in each box; what is set once is offered once. */
export function Actions({ legend, hint, actions, onChange }: ActionsProps) {
  const { t } = useTranslation('rules')
  const offered = actionKinds.filter(kind => isRepeatable(kind) || actions.every(one => one.do !== kind))
  return (
    <Parts
      legend={legend}
      hint={hint}
      add={t('addAction')}
      choices={offered.map(kind => ({ key: kind, label: t(`act.${kind}`) }))}
      onAdd={kind => {
        const found = offered.find(one => one === kind)
        if (found) onChange([...actions, blankAction(found)])
      }}
      parts={actions.map((action, index) => ({
        title: t(`act.${action.do}`),
        onRemove: () => onChange(actions.toSpliced(index, 1)),
        fields: <ActionFields action={action} onChange={changed => onChange(actions.with(index, changed))} />,
      }))}
    />
  )
}

export interface PartsProps {
  legend: string
  hint: string
  add: string
  choices: readonly { key: string; label: string; group?: string }[]
  onAdd: (key: string) => void
  parts: readonly { title: string; onRemove: () => void; fields: ReactNode }[]
}

/** A list of boxes, and a menu that adds one; choices of one group stand under its name. */
export function Parts({ legend, hint, add, choices, onAdd, parts }: PartsProps) {
  const { t } = useTranslation('rules')
  const adding = useRef<HTMLButtonElement>(null)
  return (
    <fieldset className={classes.parts}>
      <legend>{legend}</legend>
      <p className={classes.hint}>{hint}</p>
      {withKeys(parts).map(({ key, title, onRemove, fields }) => (
        <div key={key} className={classes.part}>
          <div className={classes.head}>
            <h3>{title}</h3>
            <ActionIcon
              aria-label={t('removePart', { name: title })}
              onClick={() => {
                onRemove()
                adding.current?.focus()
              }}
            >
              <IconTrash size={16} stroke={1.75} aria-hidden="true" />
            </ActionIcon>
          </div>
          {fields}
        </div>
      ))}
      <div>
        <Menu position="bottom-start" {...(choices.length > 14 && tall)}>
          <Menu.Target>
            <Button
              ref={adding}
              variant="default"
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
            >
              {add}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {choices.map(({ key, label, group }, index) => (
              <Fragment key={key}>
                {group && group !== choices[index - 1]?.group && <Menu.Label>{group}</Menu.Label>}
                <Menu.Item onClick={() => onAdd(key)}>{label}</Menu.Item>
              </Fragment>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </fieldset>
  )
}

/** A long menu scrolls in itself. */
const tall = { styles: { dropdown: { maxHeight: '22rem', overflowY: 'auto' as const } } }

/** Each by its title and how many of it come before: a condition that is changed stays the same box. */
function withKeys<Part extends { title: string }>(parts: readonly Part[]): (Part & { key: string })[] {
  return parts.map((part, index) => ({
    ...part,
    key: `${part.title} ${parts.slice(0, index).filter(({ title }) => title === part.title).length}`,
  }))
}
