import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isBad } from './answer.ts'
import { openInvitation } from './answer-queries.ts'
import type { SurveyChannels } from './channels.ts'
import { surveyInChat } from './in-chat.ts'
import { surveyChores } from './jobs.ts'
import { type HouseOf, surveyPages } from './page-routes.ts'
import { insertSurvey, listSurveys } from './queries.ts'
import { surveyRoutes } from './routes.ts'

export interface SurveysDeps {
  channels: SurveyChannels
  /** How the pages of a channel look, and whose they are. */
  houseOf: HouseOf
}

/** Surveys at closure: whom to ask, the page that takes the answer, and the figures. */
export function createSurveys(ground: Ground, { channels, houseOf }: SurveysDeps) {
  return {
    router: surveyRoutes(ground),
    chores: surveyChores(ground, channels),
    plugin: surveyPages(ground, houseOf),
    /** The question at the end of a chat, in the chat. */
    inChat: surveyInChat(ground),
    /** An invitation and every version of its answer; undefined when it is gone. */
    invitation: (tx: Tx, id: string) => openInvitation(tx, id, true),
    isBad,
    /** Gives a new workspace its survey; a workspace that has one keeps it as it is. */
    async createDefaults(tx: Tx, workspace: { language: 'fr' | 'en' }): Promise<void> {
      if ((await listSurveys(tx)).length > 0) return
      const say = (language: 'fr' | 'en', key: string) => ground.t(language, `survey:default.${key}`)
      await insertSurvey(tx, {
        id: ground.newId(),
        name: say(workspace.language, 'name'),
        questionFr: say('fr', 'question'),
        questionEn: say('en', 'question'),
        commentQuestionFr: say('fr', 'comment_question'),
        commentQuestionEn: say('en', 'comment_question'),
        createdAt: ground.clock.now(),
      })
    },
  }
}
