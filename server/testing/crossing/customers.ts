import { sql } from 'kysely'
import type { Role } from '#contract/common.ts'
import type { App } from '#server/app.ts'
import { newToken } from '#server/platform/secrets.ts'
import { ok, type Send } from './callers.ts'
import type { Words } from './world.ts'

/** What belongs to customers: who may see a conversation decides who may see these. */
export interface Customers {
  contact: string
  /** Another card of theirs, and the merge of a third with the first. */
  otherContact: string
  merge: string
  import: string
  blockedSender: string
  identity: string
  company: string
  externalId: string
  conversation: string
  /** The same, where a request names two. */
  otherConversation: string
  number: number
  /** The customer's message, and ours with a note. */
  message: string
  reply: string
  attachment: string
  /** A file of the administrator that no message holds yet. */
  upload: string
  receipt: string
  delivery: string
  recovery: string
  surveyToken: string
  /** A supplier asked beside the conversation, and the mail to them. */
  side: string
  sideMessage: string
  /** What the supervisor asked everybody inside it. */
  consultation: string
  /** A reply that leaves later. */
  scheduledReply: string
  /** What was done to it with others. */
  bulkAct: string
}

interface Around {
  workspace: string
  channel: string
  address: string
  team: string
  survey: string
  words: Words
  people: Record<Role, Send>
  memberIds: Record<Role, string>
  key: Send
}

/**
 * Three conversations: of one customer, the first hidden from collaborator and partner and the second, linked to it, shown
 * to both; and one of a customer whom neither knows.
 */
export async function customersOf(app: App, around: Around): Promise<{ seen: Customers; hidden: Customers }> {
  const { words } = around
  const camille = {
    name: `Camille ${words.own}`,
    address: `camille@${words.fields}.test`,
    size: words.fields,
  }
  const inDark = {
    ...camille,
    subject: `Avant ${words.hidden}`,
    text: `Mots ${words.hidden}`,
    file: words.hidden,
  }
  await arrive(app, around, inDark)
  const inLight = {
    ...camille,
    subject: `Commande ${words.own}`,
    text: `Bonjour ${words.own}`,
    file: words.own,
  }
  const seen = await aCustomer(app, around, inLight)
  await share(around, seen.conversation)
  const hidden = await aCustomer(app, around, {
    name: `Dominique ${words.hidden}`,
    address: `dominique@${words.hidden}.test`,
    size: words.hidden,
    subject: `Secret ${words.hidden}`,
    text: `Mots ${words.hidden}`,
    file: words.hidden,
  })
  return { seen, hidden }
}

interface Mail {
  name: string
  address: string
  subject: string
  text: string
  file: string
}

/** Shows a conversation to the collaborator and to the partner's team. */
export async function share(
  { key, team, memberIds }: Pick<Around, 'key' | 'team' | 'memberIds'>,
  id: string,
) {
  ok(await key({ method: 'PATCH', path: `/conversations/${id}`, body: { teamId: team } }), 'team')
  const path = `/conversations/${id}/shares/${memberIds.collaborator}`
  ok(await key({ method: 'PUT', path }), 'share')
}

/** Brings a mail in by the API and says what became of it. */
export async function arrive(
  app: App,
  { key, channel, address }: Pick<Around, 'key' | 'channel' | 'address'>,
  mail: Mail,
) {
  const bytes = [
    `From: ${mail.name} <${mail.address}>`,
    `To: ${address}`,
    `Subject: ${mail.subject}`,
    `Message-ID: <${app.ground.newId()}@mail.test>`,
    `Date: ${app.ground.clock.now().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=coupe',
    '',
    '--coupe',
    'Content-Type: text/plain; charset=utf-8',
    '',
    mail.text,
    '--coupe',
    `Content-Type: text/plain; name="${mail.file}.txt"`,
    `Content-Disposition: attachment; filename="${mail.file}.txt"`,
    '',
    `Contenu ${mail.file}`,
    '--coupe--',
    '',
  ].join('\r\n')
  const raw = { type: 'message/rfc822', bytes }
  const receipt = ok(await key({ method: 'POST', path: `/channels/${channel}/raw`, raw }), 'mail') as {
    id: string
    conversationId: string | null
    messageId: string | null
  }
  if (!receipt.conversationId || !receipt.messageId)
    throw new Error(`not understood: ${JSON.stringify(receipt)}`)
  return { receipt: receipt.id, conversation: receipt.conversationId, message: receipt.messageId }
}

/** Another card of a customer, as one makes for somebody who is known already. */
export async function aDouble(key: Send, name: string): Promise<string> {
  const made = ok(await key({ method: 'POST', path: '/contacts', body: { name } }), 'double')
  return (made as { id: string }).id
}

/** A file of one line, as an import takes it. */
export const aFile = {
  fileName: 'clients.csv',
  content: Buffer.from('email,name\nnoe@gmail.com,Noé').toString('base64'),
}

/** A file that was chosen and not started. */
export async function anImport(key: Send): Promise<string> {
  const made = ok(await key({ method: 'POST', path: '/imports', body: aFile }), 'import')
  return (made as { id: string }).id
}

/** A domain that writes no more. */
export async function aBlockedSender(key: Send): Promise<string> {
  const domain = `${newToken()
    .token.slice(0, 12)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x')}.example`
  const body = { kind: 'domain', value: domain }
  return (ok(await key({ method: 'POST', path: '/blocked-senders', body }), 'block') as { id: string }).id
}

/** Merges another card into one; gives the merge. */
export async function aMerge(key: Send, contact: string, name: string): Promise<string> {
  const body = { otherId: await aDouble(key, name) }
  const made = ok(await key({ method: 'POST', path: `/contacts/${contact}/merges`, body }), 'merge')
  return (made as { id: string }).id
}

/** What the supervisor asked everybody inside a conversation, in the words of a message of it; gives its id. */
export async function aConsultation(
  { ground: { db, newId } }: App,
  { workspace, memberIds }: Pick<Around, 'workspace' | 'memberIds'>,
  conversation: string,
  message: string,
): Promise<string> {
  const id = newId()
  await sql`
    insert into consultations (workspace_id, id, conversation_id, by_id, to_kind, question_id, state, at, remind_at)
    values (${workspace}, ${id}, ${conversation}, ${memberIds.supervisor}, 'supervisor', ${message}, 'open', now(),
      now() + interval '1 hour')`.execute(db.system)
  await sql`
    insert into consultation_people (workspace_id, consultation_id, member_id)
    select ${workspace}, ${id}, m from unnest(${Object.values(memberIds)}::uuid[]) m`.execute(db.system)
  return id
}

async function aCustomer(app: App, around: Around, mail: Mail & { size: string }): Promise<Customers> {
  const { key, workspace, words, people, survey } = around
  const { system } = app.ground.db
  const { receipt, conversation, message } = await arrive(app, around, mail)
  const row = await system
    .selectFrom('conversations')
    .select(['number', 'contact_id', 'episode_id'])
    .where('workspace_id', '=', workspace)
    .where('id', '=', conversation)
    .executeTakeFirstOrThrow()
  const contact = row.contact_id
  const change = { name: mail.name, attributes: { size: mail.size } }
  ok(await key({ method: 'PATCH', path: `/contacts/${contact}`, body: change }), 'contact')
  const externalId = `BL-${mail.size}`
  const record = { title: `Bouquet ${mail.size}`, status: 'expédiée' }
  ok(
    await key({ method: 'PUT', path: `/contacts/${contact}/records/order/${externalId}`, body: record }),
    'record',
  )
  const { identities, company } = ok(await key({ method: 'GET', path: `/contacts/${contact}` }), 'card') as {
    identities: { id: string }[]
    company: { id: string }
  }
  const path = `/conversations/${conversation}/messages`
  const write = (body: object) => people.administrator({ method: 'POST', path, body })
  ok(await write({ kind: 'note', text: `Note ${mail.file}` }), 'note')
  const reply = ok(await write({ text: `Réponse ${mail.file}` }), 'reply') as { id: string }
  const supplier = [{ name: 'Serres', address: `ventes@${mail.file}.test` }]
  const side = ok(
    await people.administrator({
      method: 'POST',
      path: `/conversations/${conversation}/side-conversations`,
      body: { to: supplier, subject: `Lot ${mail.file}`, text: `Question ${mail.file}` },
    }),
    'side',
  ) as { id: string; messages: { id: string }[] }
  const draft = { body: { text: `Brouillon ${words.draft}` } }
  ok(
    await people.administrator({
      method: 'PUT',
      path: `/conversations/${conversation}/drafts/reply`,
      body: draft,
    }),
    'draft',
  )
  const file = { name: `${words.draft}.txt`, bytes: Buffer.from(`Fichier ${words.draft}`) }
  const upload = ok(await people.administrator({ method: 'POST', path: '/uploads', file }), 'upload') as {
    id: string
  }
  const otherContact = await aDouble(key, mail.name)
  const merge = await aMerge(key, contact, mail.name)
  const importId = await anImport(key)
  const blockedSender = await aBlockedSender(key)
  const { id: attachment } = await system
    .selectFrom('attachments')
    .select('id')
    .where('workspace_id', '=', workspace)
    .where('message_id', '=', message)
    .executeTakeFirstOrThrow()
  const { id: delivery } = await system
    .selectFrom('deliveries')
    .select('id')
    .where('workspace_id', '=', workspace)
    .where('message_id', '=', reply.id)
    .executeTakeFirstOrThrow()

  const consultation = await aConsultation(app, around, conversation, message)
  const asked = app.ground.newId()
  const token = newToken()
  const now = app.ground.clock.now()
  await system
    .insertInto('survey_invitations')
    .values({
      workspace_id: workspace,
      id: asked,
      survey_id: survey,
      contact_id: contact,
      conversation_id: conversation,
      episode_id: row.episode_id,
      channel_kind: 'email',
      language: 'fr',
      token_hash: token.hash,
      sent_at: now,
      expires_at: new Date(now.getTime() + 86_400_000),
    })
    .execute()
  const answer = { workspace_id: workspace, invitation_id: asked, score: 1, comment: `Déçue ${mail.file}` }
  await system
    .insertInto('survey_answers')
    .values({ ...answer, survey_id: survey, answered_at: now })
    .execute()
  const recovery = await aRecovery(app, workspace, {
    contact,
    conversation,
    invitation: asked,
    comment: mail.file,
  })
  const bulk = ok(
    await people.administrator({
      method: 'POST',
      path: '/bulk-acts',
      body: { ids: [conversation], act: { kind: 'priority', priority: 'high' } },
    }),
    'bulk',
  )
  const scheduledReply = app.ground.newId()
  await system
    .insertInto('scheduled_replies')
    .values({
      workspace_id: workspace,
      id: scheduledReply,
      conversation_id: conversation,
      author_id: around.memberIds.administrator,
      channel_id: around.channel,
      body: JSON.stringify({
        ...{ text: `Bientôt ${mail.file}`, to: [{ name: mail.name, address: mail.address }], cc: [] },
        ...{ bcc: [], attachmentIds: [], afterwards: 'wait', cannedAnswerIds: [] },
      }),
      leaves_at: new Date(now.getTime() + 30 * 86_400_000),
      created_at: now,
      updated_at: now,
    })
    .execute()
  return {
    consultation,
    scheduledReply,
    bulkAct: (bulk as { id: string }).id,
    side: side.id,
    sideMessage: side.messages[0]!.id,
    contact,
    otherContact,
    merge,
    import: importId,
    blockedSender,
    identity: identities[0]!.id,
    company: company.id,
    externalId,
    conversation,
    number: row.number,
    message,
    otherConversation: conversation,
    reply: reply.id,
    attachment,
    upload: upload.id,
    receipt,
    delivery,
    recovery,
    surveyToken: token.token,
  }
}

/** An open recovery of a conversation. */
export async function aRecovery(
  app: App,
  workspace: string,
  about: { contact: string; conversation: string; invitation?: string; comment: string },
): Promise<string> {
  const id = app.ground.newId()
  const now = app.ground.clock.now()
  await app.ground.db.system
    .insertInto('recoveries')
    .values({
      workspace_id: workspace,
      id,
      contact_id: about.contact,
      conversation_id: about.conversation,
      invitation_id: about.invitation ?? null,
      score: 1,
      comment: about.comment,
      opened_at: now,
      due_at: new Date(now.getTime() + 3_600_000),
      updated_at: now,
    })
    .execute()
  return id
}
