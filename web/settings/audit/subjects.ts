const places: Record<string, (id: string) => string> = {
  contact: id => `/contacts/${id}`,
  company: id => `/companies/${id}`,
  recovery: id => `/loops/recoveries/${id}`,
  member: id => `/settings/people/${id}`,
  team: id => `/settings/teams/${id}`,
  site: id => `/settings/sites/${id}`,
  partner: id => `/settings/sites/${id}`,
  calendar: id => `/settings/hours/${id}`,
  channel: id => `/settings/channels/${id}`,
  sla_policy: id => `/settings/promises/${id}`,
  queue: id => `/routing/queues/${id}`,
  skill: () => '/routing/skills',
  partner_contract: () => '/routing/queues',
  routing_settings: () => '/routing/queues',
  reason: id => `/settings/reasons/${id}`,
  attribute: id => `/settings/attributes/${id}`,
  canned_answer: id => `/settings/answers/${id}`,
  segment: id => `/routing/segments/${id}`,
  rule: id => `/routing/rules/${id}`,
  delivery: id => `/settings/outbox/${id}`,
}

/** Routes whose name is what the access log keeps, by the kind of thing they show. */
const kindsOfRoutes: Record<string, string> = {
  'contacts.getContact': 'contact',
  'contacts.timeline': 'contact',
  'contacts.listRecords': 'contact',
  'contacts.listContacts': 'contact',
  'contacts.listDuplicates': 'contact',
  'contacts.duplicatesOf': 'contact',
  'contacts.mergePreview': 'contact',
  'contacts.listMerges': 'contact',
  'contacts.listConsents': 'contact',
  'contacts.mayContact': 'contact',
  'contacts.listBlockedSenders': 'blocked_sender',
  'contacts.exportContacts': 'contact',
  'contacts.refusedLines': 'import',
  'contacts.getCompany': 'company',
  'contacts.listCompanies': 'company',
  'conversations.get': 'conversation',
  'conversations.byNumber': 'conversation',
  'conversations.messages': 'conversation',
  'conversations.list': 'conversation',
  'conversations.walkMessages': 'message',
  'conversations.openWork': 'conversation',
  'sideConversations.list': 'conversation',
  'scheduledReplies.list': 'scheduled_reply',
  'knowledge.fillCannedAnswer': 'conversation',
  'rules.trial': 'message',
  'complaints.get': 'conversation',
  'complaints.register': 'conversation',
  'complaints.exportRegister': 'conversation',
  'complaints.counts': 'conversation',
  'segments.preview': 'contact',
  'segments.ofContact': 'contact',
  'channels.getDelivery': 'delivery',
  'loops.getRecovery': 'recovery',
  'supervision.people': 'member',
  'supervision.stateHistory': 'member',
  'supervision.waitingRequests': 'conversation',
  'promises.trySlaPolicy': 'sla_policy',
  'surveys.answers': 'survey',
  'insights.createdConversations': 'conversation',
  'privacy.sensitiveNotes': 'message',
  'privacy.previewErasure': 'contact',
  'privacy.previewAccess': 'contact',
  'privacy.exportPerson': 'contact',
  'privacy.exportWorkspace': 'workspace',
  'workspaces.audit': 'audit',
}

/** What kind of thing an entry is about, whether the log names the thing or the route that showed it. */
export function subjectKind(kind: string): string {
  return kindsOfRoutes[kind] ?? kind
}

/** Where a thing of the audit is shown; undefined when it has no page of its own. */
export function subjectPlace(kind: string, id: string | null): string | undefined {
  return id === null ? undefined : places[subjectKind(kind)]?.(id)
}
