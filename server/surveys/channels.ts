import type { Tx } from '#server/platform/db.ts'
import type { SendSurveyMail } from './ask.ts'

/** Where people can be asked. */
export interface SurveyChannels {
  /** Queues a mail to a customer in the transaction; it leaves from the address the customer wrote to. */
  sendSurvey: SendSurveyMail
  /** The visitor of this conversation has its chat before their eyes. */
  isInChat: (tx: Tx, conversationId: string) => Promise<boolean>
}
