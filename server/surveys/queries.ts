import type { z } from 'zod'
import type { Survey } from '#contract/surveys.ts'
import type { Tx } from '#server/platform/db.ts'

/** Every survey of the workspace, oldest first. */
export async function listSurveys(tx: Tx): Promise<z.infer<typeof Survey>[]> {
  const rows = await surveyRows(tx).orderBy('created_at').orderBy('id').execute()
  return rows.map(toSurvey)
}

/** One survey; undefined when there is none of this id here. */
export async function surveyById(tx: Tx, id: string): Promise<z.infer<typeof Survey> | undefined> {
  const row = await surveyRows(tx).where('id', '=', id).executeTakeFirst()
  return row && toSurvey(row)
}

export interface SurveyChange {
  enabled?: boolean | undefined
  delayMinutes?: number | undefined
  quietDays?: number | undefined
  asksInChat?: boolean | undefined
}

/** Writes the given values of a survey and leaves the others. */
export async function changeSurvey(tx: Tx, id: string, change: SurveyChange): Promise<void> {
  await tx
    .updateTable('surveys')
    .set({
      ...(change.enabled !== undefined && { enabled: change.enabled }),
      ...(change.delayMinutes !== undefined && { delay_minutes: change.delayMinutes }),
      ...(change.quietDays !== undefined && { quiet_days: change.quietDays }),
      ...(change.asksInChat !== undefined && { asks_in_chat: change.asksInChat }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export interface NewSurvey {
  id: string
  name: string
  questionFr: string
  questionEn: string
  commentQuestionFr: string
  commentQuestionEn: string
  createdAt: Date
}

/** Creates a survey of 1 to 5 at closure. */
export async function insertSurvey(tx: Tx, survey: NewSurvey): Promise<void> {
  await tx
    .insertInto('surveys')
    .values({
      workspace_id: tx.workspaceId,
      id: survey.id,
      name: survey.name,
      metric: 'csat',
      scale_max: 5,
      question_fr: survey.questionFr,
      question_en: survey.questionEn,
      comment_question_fr: survey.commentQuestionFr,
      comment_question_en: survey.commentQuestionEn,
      created_at: survey.createdAt,
    })
    .execute()
}

const surveyRows = (tx: Tx) => tx.selectFrom('surveys').selectAll().where('workspace_id', '=', tx.workspaceId)

type SurveyRow = Awaited<ReturnType<ReturnType<typeof surveyRows>['executeTakeFirstOrThrow']>>

function toSurvey(row: SurveyRow): z.infer<typeof Survey> {
  return {
    id: row.id,
    name: row.name,
    metric: 'csat', // the only one the table takes so far
    scaleMax: row.scale_max,
    questionFr: row.question_fr,
    questionEn: row.question_en,
    commentQuestionFr: row.comment_question_fr,
    commentQuestionEn: row.comment_question_en,
    delayMinutes: row.delay_minutes,
    quietDays: row.quiet_days,
    asksInChat: row.asks_in_chat,
    enabled: row.enabled,
  }
}
