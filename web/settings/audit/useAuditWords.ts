import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '../../../contract/workspaces.ts'
import { subjectKind } from './subjects.ts'

/** Turns an entry into words; what has no sentence yet is shown as the log names it, never left out. */
export function useAuditWords() {
  const { t, i18n } = useTranslation('settings')
  const has = (key: string) => i18n.exists(key, { ns: 'settings' })
  const what = ({ type }: AuditEntry): string => {
    const key = `audit.type.${type}`
    return has(key) ? t(key as 'audit.type.member.updated') : type // looked up just before
  }
  const kindName = (kind: string): string => {
    const key = `audit.subject.${subjectKind(kind)}`
    return has(key) ? t(key as 'audit.subject.member') : kind // looked up just before
  }
  const about = (entry: AuditEntry): string => {
    const name = nameIn(entry.data)
    return name ? `${kindName(entry.subjectKind)} · ${name}` : kindName(entry.subjectKind)
  }
  const who = ({ actor, actorKind }: AuditEntry): string => {
    const key = `audit.actor.${actorKind}`
    return actor?.name ?? (has(key) ? t(key as 'audit.actor.system') : actorKind) // looked up just before
  }
  return { what, about, who }
}

/** The name that an entry carries of its thing, when it does. */
function nameIn(data: Record<string, unknown>): string | undefined {
  for (const holder of [
    data,
    data.after,
    data.details,
    (data.details as { after?: unknown } | undefined)?.after,
  ]) {
    const { name: own, sender } = (holder ?? {}) as { name?: unknown; sender?: unknown }
    const name = own ?? sender
    if (typeof name === 'string' && name !== '') return name
  }
  return undefined
}
