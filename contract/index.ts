import { absences } from './absences.ts'
import { bulkActs } from './bulk-acts.ts'
import { channels } from './channels.ts'
import { complaints } from './complaints.ts'
import { consultations } from './consultations.ts'
import { contacts } from './contacts.ts'
import { conversations } from './conversations.ts'
import { events } from './events.ts'
import { insights } from './insights.ts'
import { integrations } from './integrations.ts'
import { knowledge } from './knowledge.ts'
import { loops } from './loops.ts'
import { participations } from './participations.ts'
import { portal } from './portal.ts'
import { privacy } from './privacy.ts'
import { promises } from './promises.ts'
import { queues } from './queues.ts'
import { rules } from './rules.ts'
import { savedViews } from './saved-views.ts'
import { scheduledReplies } from './scheduled-replies.ts'
import { segments } from './segments.ts'
import { sideConversations } from './side-conversations.ts'
import { supervision } from './supervision.ts'
import { surveys } from './surveys.ts'
import { transfers } from './transfers.ts'
import { work } from './work.ts'
import { workspaces } from './workspaces.ts'

/** The public API and what our own screens use: one contract. */
export const contract = {
  workspaces,
  contacts,
  conversations,
  bulkActs,
  savedViews,
  scheduledReplies,
  sideConversations,
  channels,
  knowledge,
  complaints,
  rules,
  segments,
  surveys,
  loops,
  portal,
  promises,
  queues,
  supervision,
  absences,
  transfers,
  consultations,
  participations,
  work,
  insights,
  integrations,
  events,
  privacy,
}
export type Contract = typeof contract
