import type { CannedAnswer, MacroActs } from '../../../contract/knowledge.ts'

/** An answer as its form holds it: every act apart, nothing as empty text. */
export interface AnswerValues extends Record<string, unknown> {
  name: string
  folder: string
  textFr: string
  textEn: string
  audience: CannedAnswer['audience']
  teamId: string | null
  reasonId: string | null
  addTags: string[]
  toTeamId: string | null
  afterwards: NonNullable<MacroActs['afterwards']> | 'none'
  snoozeHours: number | string
}

/** What the form begins with. */
export function toValues(answer: CannedAnswer | undefined): AnswerValues {
  return {
    name: answer?.name ?? '',
    folder: answer?.folder ?? '',
    textFr: answer?.textFr ?? '',
    textEn: answer?.textEn ?? '',
    audience: answer?.audience ?? 'me',
    teamId: answer?.team?.id ?? null,
    reasonId: answer?.acts?.reasonId ?? null,
    addTags: answer?.acts?.addTags ?? [],
    toTeamId: answer?.acts?.teamId ?? null,
    afterwards: answer?.acts?.afterwards ?? 'none',
    snoozeHours: answer?.acts?.snoozeHours ?? 24,
  }
}

/** What the server is told of it; without any act it is a plain answer. */
export function toInput(values: AnswerValues) {
  const { reasonId, addTags, toTeamId, afterwards } = values
  const acts: MacroActs = {
    reasonId,
    addTags,
    teamId: toTeamId,
    afterwards: afterwards === 'none' ? null : afterwards,
    snoozeHours: afterwards === 'snooze' ? Number(values.snoozeHours) || 24 : null,
  }
  const isMacro = reasonId !== null || addTags.length > 0 || toTeamId !== null || acts.afterwards !== null
  return {
    name: values.name.trim(),
    folder: values.folder.trim(),
    textFr: values.textFr.trim() === '' ? null : values.textFr,
    textEn: values.textEn.trim() === '' ? null : values.textEn,
    audience: values.audience,
    teamId: values.audience === 'team' ? values.teamId : null,
    acts: isMacro ? acts : null,
  }
}

/** What is written between double braces and stands for nothing, each once: the server refuses it. */
export function unknownVariables(text: string): string[] {
  const written = [...text.matchAll(/\{\{([^{}]{0,80})\}\}/g)].filter(
    ([, name]) => !variables.some(known => known === name!.trim()),
  )
  return [...new Set(written.map(([whole]) => whole))]
}

/** Where double braces open and never close, with the words that follow: the server refuses it too. */
export function halfVariables(text: string): string[] {
  const rest = text.replaceAll(/\{\{[^{}]{0,80}\}\}/g, whole => ' '.repeat(whole.length))
  const found = [...rest.matchAll(/\{\{|(?<!\{)\{(?=\s*[a-z_]+\.[a-z_]+\s*\}\})/g)]
  return [
    ...new Set(
      found.map(({ index }) =>
        text
          .slice(index, index + 40)
          .split('\n')[0]!
          .trim(),
      ),
    ),
  ]
}

/** What may stand between double braces, as the server knows it. */
export const variables = [
  'contact.first_name',
  'contact.last_name',
  'contact.name',
  'conversation.number',
  'conversation.subject',
  'record.reference',
  'record.title',
  'record.status',
  'member.first_name',
  'member.name',
  'workspace.name',
] as const
