import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { contract } from '#contract/index.ts'
import type { Channel, Conversations } from '#server/conversations/index.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import type { Language } from '#server/platform/i18n.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { documentOf } from '#server/platform/pages/document.ts'
import { type ChannelRecord, channelRecord } from '../administration/records.ts'
import { findingsOf } from './form.ts'
import { formPage } from './page.ts'
import { type FormPagesDeps, formPages } from './pages.ts'
import { understandForm } from './receive.ts'
import { draftOf, formKind, publish, toChannel } from './settings.ts'

export { filledLines, textOf } from './form.ts'

export interface FormDeps extends FormPagesDeps {
  conversations: Pick<Conversations, 'channels'>
}

/** Forms: what customers fill in on a page, each a request of its own, answered by e-mail. */
export function createForms(ground: Ground, deps: FormDeps) {
  deps.conversations.channels.register(formChannel(deps.conversations.channels))
  return {
    kind: formKind(ground),
    routes: formRoutes(ground, deps),
    plugin: formPages(ground, deps),
    chores: {
      timers: [{ name: 'form.understand', pattern: '* * * * *', run: () => understandWaiting(ground, deps) }],
    } satisfies Partial<Chores>,
  }
}

/** A form takes no answers: they leave by e-mail, from an address of its brand or else the first of the workspace. */
function formChannel(channels: Conversations['channels']): Channel {
  const mail = () => channels.get('email')
  return {
    kind: 'form',
    async send(tx, message) {
      const address = await addressToWriteFrom(tx, message.channelId)
      if (!address) throw new Refused('conversation.no_channel')
      await mail().send(tx, { ...message, channelId: address })
    },
    cancel: (tx, messageId) => mail().cancel(tx, messageId),
    defaultRecipients: (tx, conversationId) => mail().defaultRecipients(tx, conversationId),
  }
}

async function addressToWriteFrom(tx: Tx, formId: string): Promise<string | undefined> {
  const { brand_id: brandId } = await channelRecord(tx, formId)
  const row = await tx
    .selectFrom('channels')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('kind', '=', 'email')
    .where('enabled', '=', true)
    .where('address', 'is not', null)
    .orderBy(sql`brand_id is distinct from ${brandId}`)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** What of the contract's channels is about forms alone. */
function formRoutes(ground: Ground, deps: FormDeps) {
  const os = implement(contract.channels).$context<RequestContext>().use(guard)
  const formRow = async (tx: Tx, id: string): Promise<ChannelRecord> => {
    const row = await channelRecord(tx, id)
    if (row.kind !== 'form') throw new NotFound('channel')
    return row
  }
  const said = (row: ChannelRecord, language: Language) => {
    const form = draftOf(row.settings)
    return findingsOf(form).map(({ code, field }) => {
      const label = form.fields.find(one => one.key === field)?.label[language] || field
      return { code, field, sentence: ground.t(language, `form:finding.${code}`, { field: label }) }
    })
  }
  return {
    checkForm: os.checkForm.handler(async ({ input, context: { tx, language } }) => {
      const row = await formRow(tx, input.id)
      const page = formPage(ground.t, draftOf(row.settings), {
        address: '#',
        language: input.language,
        house: await deps.houseOf(tx, row.id),
        ticket: '',
        answers: {},
        problems: new Map(),
        isFramed: false,
      })
      return {
        findings: said(row, language),
        html: documentOf(ground.t, page).text,
        url: `${ground.publicUrl}/f/${row.address}`,
      }
    }),
    publishForm: os.publishForm.handler(async ({ input, context: { tx, actor, language } }) => {
      const row = await formRow(tx, input.id)
      if (row.deleted_at) throw new Refused('channel.deleted')
      const [first] = said(row, language)
      if (first) throw new Refused('form.not_publishable', { because: first.sentence, finding: first.code })
      const published = await publish(ground, tx, row, actor.memberId)
      await ground.recordEvent(tx, {
        type: 'channel.published',
        actor: asEventActor(actor),
        subject: { kind: 'channel', id: row.id },
        data: { version: toChannel(published).publishedVersion },
      })
      return toChannel(published)
    }),
  }
}

/** Comes back to what was kept and not understood: the program was stopped between the two, or something failed. */
async function understandWaiting(ground: Ground, deps: FormPagesDeps): Promise<void> {
  const { rows } = await sql<{ workspace_id: string; id: string; attempts: number }>`
    update receipts r set attempts = attempts + 1
    from channels c
    where c.workspace_id = r.workspace_id and c.id = r.channel_id and c.kind = 'form'
      and r.state = 'stored' and r.received_at < ${new Date(ground.clock.now().getTime() - 30_000)}
    returning r.workspace_id, r.id, r.attempts`.execute(ground.db.system)
  for (const { workspace_id, id, attempts } of rows)
    await understandForm(ground, deps, workspace_id, id).catch(async error => {
      ground.log.error({ error, receiptId: id }, 'a form could not be understood')
      if (attempts < 5) return
      // Shown to people, never dropped; it stops nobody.
      await ground.db.inWorkspace(workspace_id, tx =>
        tx
          .updateTable('receipts')
          .set({
            state: 'parked',
            reason: 'form.failed',
            detail: String((error as Error).message).slice(0, 500),
          })
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', id)
          .execute(),
      )
    })
}
