import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CannedAnswer, MacroActs } from '../../../contract/knowledge.ts'
import { useNames } from '../data/queries.ts'
import classes from './Composer.module.css'

export interface MacroBarProps {
  name: string
  acts: MacroActs
  archivedReason: CannedAnswer['archivedReason']
  /** Acts at once: it has no words to wait for. */
  onApply: (() => void) | undefined
  onDrop: () => void
}

/** What a macro will do, before it does it. */
export function MacroBar({ name, acts, archivedReason, onApply, onDrop }: MacroBarProps) {
  const { t, i18n } = useTranslation('desk')
  const names = useNames()
  const said = [
    archivedReason &&
      t('macro.archivedReason', { reason: archivedReason[i18n.language === 'fr' ? 'labelFr' : 'labelEn'] }),
    acts.reasonId && t('macro.reason', { reason: names.reason(acts.reasonId) ?? '' }),
    ...acts.addTags.map(tag => t('macro.tag', { tag })),
    acts.teamId && t('macro.team', { team: names.team(acts.teamId) ?? '' }),
    acts.afterwards === 'snooze'
      ? t('macro.snooze', { count: acts.snoozeHours ?? 1 })
      : acts.afterwards && t(`macro.${acts.afterwards}`),
  ].filter(line => typeof line === 'string')
  return (
    <section className={classes.macro} aria-label={t('macro.label', { name })}>
      <span className={classes.macroWords}>
        <strong>{t(onApply ? 'macro.now' : 'macro.onSending', { name })}</strong> {said.join(' · ')}
      </span>
      {onApply && (
        <button type="button" className={classes.staleAct} onClick={onApply}>
          {t('macro.apply')}
        </button>
      )}
      <ActionIcon size="sm" aria-label={t('macro.drop')} title={t('macro.drop')} onClick={onDrop}>
        <IconX size={16} stroke={1.75} aria-hidden="true" />
      </ActionIcon>
    </section>
  )
}
