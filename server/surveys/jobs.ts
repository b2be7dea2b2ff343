import type { Ground } from '#server/platform/ground.ts'
import { type Chores, doLater, type JobPayload } from '#server/platform/jobs.ts'
import { askAbout, type SendSurveyMail } from './ask.ts'
import { closureSurveys, undoSecondsOf } from './closure-queries.ts'
import { askAt } from './decision.ts'

const askLater = 'surveys.ask'

/** What surveys hear: a closure; and what they do later: decide whether to ask, once the delay has passed. */
export function surveyChores(ground: Ground, sendMail: SendSurveyMail): Chores {
  const { db, clock } = ground
  return {
    subscribers: [
      {
        name: 'surveys.closure',
        on: ['conversation.closed'],
        handle: closed =>
          db.inWorkspace(closed.workspaceId, async tx => {
            const surveys = await closureSurveys(tx)
            if (surveys.length === 0) return
            const closure = {
              conversationId: closed.subject.id,
              episodeId: String(closed.data.episodeId),
            }
            const undoSeconds = await undoSecondsOf(tx)
            for (const survey of surveys) {
              const runAt = askAt(closed.at, survey.delay_minutes, undoSeconds)
              if (runAt <= clock.now()) await askAbout(ground, sendMail, tx, survey, closure)
              else
                await doLater(tx, {
                  task: askLater,
                  payload: { ...closure, surveyId: survey.id },
                  key: `${askLater}/${survey.id}/${closure.episodeId}`,
                  runAt,
                })
            }
          }),
      },
    ],
    jobs: [
      {
        name: askLater,
        run: payload =>
          db.inWorkspace(payload.workspaceId, async tx => {
            const { surveyId, ...closure } = payload as JobPayload & Asked
            const survey = (await closureSurveys(tx)).find(one => one.id === surveyId)
            // Switched off meanwhile: nobody is asked, and nothing was refused to anyone.
            if (survey) await askAbout(ground, sendMail, tx, survey, closure)
          }),
      },
    ],
    timers: [],
  }
}

interface Asked {
  surveyId: string
  conversationId: string
  episodeId: string
}
