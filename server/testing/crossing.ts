import { bulkActLines } from './crossing/bulk-acts.ts'
import { channelLines } from './crossing/channels.ts'
import { complaintLines } from './crossing/complaints.ts'
import { consultationLines } from './crossing/consultations.ts'
import { contactLines } from './crossing/contacts.ts'
import { conversationLines } from './crossing/conversations.ts'
import { integrationLines } from './crossing/integrations.ts'
import { knowledgeLines } from './crossing/knowledge.ts'
import type { Line } from './crossing/line.ts'
import { outsideLines } from './crossing/outside.ts'
import { participationLines } from './crossing/participations.ts'
import { portalLines } from './crossing/portal.ts'
import { privacyLines } from './crossing/privacy.ts'
import { promiseLines } from './crossing/promises.ts'
import { queueLines } from './crossing/queues.ts'
import { ruleLines } from './crossing/rules.ts'
import { satisfactionLines } from './crossing/satisfaction.ts'
import { savedViewLines } from './crossing/saved-views.ts'
import { scheduledReplyLines } from './crossing/scheduled-replies.ts'
import { segmentLines } from './crossing/segments.ts'
import { sideConversationLines } from './crossing/side-conversations.ts'
import { supervisionLines } from './crossing/supervision.ts'
import { transferLines } from './crossing/transfers.ts'
import { visitorLines } from './crossing/visitors.ts'
import { workLines } from './crossing/work.ts'
import { workspaceLines } from './crossing/workspaces.ts'

export type { Line } from './crossing/line.ts'
export { aHouse, type House, type Records } from './crossing/world.ts'

/** Every route of the program with every way to call it, and what each caller must get. A route without a line fails the test. */
export const table: Line[] = [
  ...workspaceLines,
  ...contactLines,
  ...conversationLines,
  ...savedViewLines,
  ...bulkActLines,
  ...scheduledReplyLines,
  ...sideConversationLines,
  ...channelLines,
  ...knowledgeLines,
  ...complaintLines,
  ...ruleLines,
  ...segmentLines,
  ...satisfactionLines,
  ...integrationLines,
  ...portalLines,
  ...promiseLines,
  ...queueLines,
  ...supervisionLines,
  ...transferLines,
  ...consultationLines,
  ...participationLines,
  ...workLines,
  ...privacyLines,
  ...outsideLines,
  ...visitorLines,
]
