import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Purpose } from '#contract/consents.ts'
import type { FormSetUp } from '#contract/forms.ts'
import type { Arrival, Arrived } from '#server/conversations/index.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { SentFile } from '#server/platform/http/parts.ts'
import type { Language } from '#server/platform/i18n.ts'
import type { ChannelRecord } from '../administration/records.ts'
import { type Answers, askedFields, filledLines, textOf } from './form.ts'

export interface ReceiveDeps {
  receive: (tx: Tx, arrival: Arrival) => Promise<Arrived>
  contactOfSender: (
    tx: Tx,
    sender: {
      kind: 'email'
      address: string
      name: string | null
      verified?: boolean
      language?: Language | null
    },
  ) => Promise<{ contactId: string; identityId: string; blocked: boolean }>
  /** Writes down what the customer agreed to, with the words that were read. */
  recordConsent: (
    tx: Tx,
    contactId: string,
    said: { purpose: Purpose; channel: null; given: true; wordingVersion: string; source: string },
  ) => Promise<unknown>
  /** Tells the customer that the request is kept, and when the answer comes. */
  acknowledge: (
    tx: Tx,
    about: {
      channelId: string
      conversationId: string
      conversationNumber: number
      episodeId: string
      contactId: string
      to: { name: string; address: string }
      subject: string
      language: Language
    },
  ) => Promise<void>
}

/** What somebody sent, as it came: kept before anything is made of it. */
interface RawForm {
  version: number
  language: Language
  answers: Answers
  files: { name: string; type: string; bytes: number; sha256: string }[]
}

/**
 * Keeps what was sent as it came, under the number of its page and what it says: the same page sent twice is one message,
 * and what somebody went back to change is another. What a robot filled in is kept and shown, and goes no further.
 */
export async function storeForm(
  ground: Ground,
  channel: ChannelRecord,
  {
    once,
    isRobot,
    files,
    ...sent
  }: Omit<RawForm, 'files'> & { once: string; isRobot: boolean; files: SentFile[] },
): Promise<string | undefined> {
  const written = await Promise.all(
    files.map(async file => {
      const { sha256 } = await ground.files.write(channel.workspace_id, file.bytes, file.type)
      return {
        name: maskCards(file.name).text,
        type: file.type,
        bytes: file.bytes.length,
        sha256: sha256.toString('hex'),
      }
    }),
  )
  // Card numbers never enter the database, not even for a moment (REC-5).
  const answers = Object.fromEntries(
    Object.entries(sent.answers).map(([key, text]) => [key, maskCards(text).text]),
  )
  const raw = Buffer.from(JSON.stringify({ ...sent, answers, files: written } satisfies RawForm))
  const said = JSON.stringify([once, answers, written.map(file => file.sha256)])
  const form = (channel.settings as { published?: { form: FormSetUp } }).published?.form
  const address = addressIn(form, answers)
  return ground.db.inWorkspace(channel.workspace_id, async tx => {
    const { rows } = await sql<{ id: string }>`
      insert into receipts (workspace_id, channel_id, external_id, id, state, reason, lane, envelope, bytes, raw, received_at)
      values (${tx.workspaceId}, ${channel.id}, ${createHash('sha256').update(said).digest('hex')}, ${ground.newId()},
        ${isRobot ? 'ignored' : 'stored'}, ${isRobot ? 'form.robot' : null}, ${`form ${address}`},
        ${JSON.stringify({ via: 'form', from: address, to: [channel.address] })}, ${raw.length}, ${raw}, ${ground.clock.now()})
      on conflict do nothing
      returning id`.execute(tx)
    return rows[0]?.id
  })
}

/** Makes of what was sent a message of its own conversation; nothing when it was done already. */
export async function understandForm(
  ground: Ground,
  deps: ReceiveDeps,
  workspaceId: string,
  receiptId: string,
) {
  await ground.db.inWorkspace(workspaceId, async tx => {
    const { rows } = await sql<ChannelRecord & { raw: Buffer; received_at: Date }>`
      select c.*, r.raw, r.received_at from receipts r
      join channels c on c.workspace_id = r.workspace_id and c.id = r.channel_id
      where r.workspace_id = ${tx.workspaceId} and r.id = ${receiptId} and r.state = 'stored' and c.kind = 'form'
      for update of r`.execute(tx)
    const [row] = rows
    if (!row) return
    const sent = JSON.parse(row.raw.toString()) as RawForm
    const arrived = await arrive(ground, deps, tx, row, sent)
    await tx
      .updateTable('receipts')
      .set({
        state: 'parsed',
        understood_at: ground.clock.now(),
        conversation_id: arrived.conversationId,
        message_id: arrived.messageId,
      })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', receiptId)
      .execute()
  })
}

async function arrive(
  ground: Ground,
  deps: ReceiveDeps,
  tx: Tx,
  channel: ChannelRecord & { received_at: Date },
  { version, language, answers, files }: RawForm,
): Promise<Arrived> {
  const { form } = (await tx
    .selectFrom('form_versions')
    .select('form')
    .where('workspace_id', '=', tx.workspaceId)
    .where('channel_id', '=', channel.id)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()) as unknown as { form: FormSetUp }
  const say = (key: string, values?: Record<string, unknown>) => ground.t(language, `formpage:${key}`, values)
  const lines = filledLines(form, answers, language, {
    ...{ yes: say('yes'), no: say('no') },
    beside: label => say('beside', { label }),
  })
  const address = addressIn(form, answers)
  // Anybody may type anybody's address: it verifies nothing, and joins no conversation that is there (SEC-4).
  const sender = await deps.contactOfSender(tx, {
    kind: 'email',
    address,
    name: null,
    verified: false,
    language,
  })
  const order = askedFields(form, answers).find(field => field.type === 'order' && answers[field.key])
  const subject = [form.title[language], order && answers[order.key]].filter(Boolean).join(' · ')
  const fileIds = await ground.files.register(
    tx,
    files.map(file => ({ sha256: Buffer.from(file.sha256, 'hex'), bytes: file.bytes, type: file.type })),
  )
  const arrived = await deps.receive(tx, {
    channel: { id: channel.id, kind: 'form', language: channel.language, teamId: channel.team_id },
    contactId: sender.contactId,
    identityId: sender.identityId,
    candidates: [],
    at: channel.received_at,
    from: { name: null, address },
    to: [],
    cc: [],
    subject,
    text: textOf(lines, say('colon')),
    fullText: null,
    html: null,
    language,
    automatic: 'none',
    auth: null,
    attachments: files.map((file, index) => ({
      fileId: fileIds[index]!,
      name: file.name,
      type: file.type,
      bytes: file.bytes,
      inline: false,
      contentId: null,
    })),
    keys: [],
    isSpam: sender.blocked,
    folds: [],
    metadata: { form: { version, lines } },
  })
  await recordConsents(deps, tx, sender.contactId, { form, version, answers, channelId: channel.id })
  if (!sender.blocked)
    await deps.acknowledge(tx, {
      ...{ ...arrived, channelId: channel.id },
      ...{ to: { name: '', address }, subject, language },
    })
  return arrived
}

/** Boxes that were ticked go to the ledger with the wording that was read; one left empty says nothing. */
async function recordConsents(
  deps: ReceiveDeps,
  tx: Tx,
  contactId: string,
  {
    form,
    version,
    answers,
    channelId,
  }: { form: FormSetUp; version: number; answers: Answers; channelId: string },
) {
  for (const field of askedFields(form, answers)) {
    if (field.type !== 'consent' || answers[field.key] !== 'yes') continue
    if (!field.purpose) continue
    await deps.recordConsent(tx, contactId, {
      purpose: field.purpose,
      channel: null,
      given: true,
      wordingVersion: `form:${channelId}:${version}:${field.key}`,
      source: 'form',
    })
  }
}

function addressIn(form: FormSetUp | undefined, answers: Answers): string {
  const field = form?.fields.find(one => one.type === 'email')
  return (field ? (answers[field.key] ?? '') : '').trim().toLowerCase()
}
