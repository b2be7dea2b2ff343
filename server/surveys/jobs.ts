import type { Ground } from '#server/platform/ground.ts'
import { type Chores, doLater, type JobPayload } from '#server/platform/jobs.ts'
import { askAbout, type Way } from './ask.ts'
import type { SurveyChannels } from './channels.ts'
import { closureSurveys, undoSecondsOf } from './closure-queries.ts'
import { askAt } from './decision.ts'

const askLater = 'surveys.ask'

/** What surveys hear: a closure; and what they do later: decide whether to ask, once the delay has passed. */
export function surveyChores(ground: Ground, { sendSurvey, isInChat }: SurveyChannels): Chores {
  const { db, clock } = ground
  const byMail: Way = { by: 'mail', send: sendSurvey }
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
            const isThere = await isInChat(tx, closure.conversationId)
            for (const survey of surveys) {
              // At once: a visitor does not stay. Should the closing be undone, nothing shows while the chat goes on.
              if (survey.asks_in_chat && isThere) {
                await askAbout(ground, { by: 'chat', hasLeft: false }, tx, survey, closure)
                continue
              }
              const runAt = askAt(closed.at, survey.delay_minutes, undoSeconds)
              if (runAt <= clock.now()) await askAbout(ground, byMail, tx, survey, closure)
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
            if (survey) await askAbout(ground, byMail, tx, survey, closure)
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
