import { randomBytes } from 'node:crypto'
import type { ChatChannel, ChatSetUp } from '#contract/channels.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ChangesOf, KindOfChannel } from '../administration/kinds.ts'
import {
  type ChannelRecord,
  channelToChange,
  commonOf,
  insertChannel,
  updateChannel,
} from '../administration/records.ts'
import { requireNoPromise } from './words.ts'

/** What a chat keeps: its set-up, and the sealed secrets of signed identities. */
export interface KeptChat extends Partial<ChatSetUp> {
  identitySecret?: string
  /** The one before, good for a while, so that a site can change it without refusing anybody. */
  oldSecret?: { sealed: string; until: string }
}

/** What a chat is before anybody set it up otherwise. */
export const usualChat: ChatSetUp = {
  origins: [],
  theme: { colour: null, side: 'right' },
  welcome: {
    fr: 'Bonjour\u202f! Comment pouvons-nous vous aider\u202f?',
    en: 'Hello! How can we help you?',
  },
  away: {
    fr: 'Nous sommes absents. Laissez votre adresse\u00a0: nous répondrons par e-mail.',
    en: 'We are away. Leave your address: we will answer by e-mail.',
  },
  preChat: [],
  notice: null,
  proactive: [],
  transcript: 'offered',
  awayAfterMinutes: 3,
  resumeHours: 24,
}

const setUpNames = Object.keys(usualChat) as (keyof ChatSetUp)[]

/** The set-up of a chat, with what nobody chose as usual. */
export function setUpOf(settings: object): ChatSetUp {
  const kept = settings as KeptChat
  return Object.fromEntries(setUpNames.map(name => [name, kept[name] ?? usualChat[name]])) as ChatSetUp // its own names
}

/** How a chat is set up. */
export function chatKind(ground: Ground): KindOfChannel<'chat'> {
  return {
    kind: 'chat',
    needsTeam: true,
    create: (tx, actor, wishes) =>
      insertChannel(ground, tx, actor, 'chat', wishes, { address: newKey(), settings: keptOf({}, wishes) }),
    change: (tx, actor, before, wishes) =>
      updateChannel(ground, tx, actor, before.id, wishes, { settings: keptOf(before.settings, wishes) }),
    present: (row, times) => toChannel(row, times),
    withoutSetUp: channel => ({ ...channel, origins: [], hasIdentitySecret: false, oldSecretUntil: null }),
  }
}

/** How long a site may go on signing with the secret before. */
const oldSecretMs = 86_400_000

/** Makes a new secret for signed identities; the one before stays good for a day. */
export async function renewSecret(ground: Ground, tx: Tx, actor: Actor, id: string) {
  const row = await channelToChange(tx, id)
  if (row.kind !== 'chat') throw new NotFound('channel')
  const kept = row.settings as KeptChat
  const secret = randomBytes(32).toString('base64url')
  const until = new Date(ground.clock.now().getTime() + oldSecretMs).toISOString()
  const settings: KeptChat = {
    ...kept,
    identitySecret: ground.secrets.seal(secret),
    ...(kept.identitySecret && { oldSecret: { sealed: kept.identitySecret, until } }),
  }
  await tx
    .updateTable('channels')
    .set(eb => ({
      settings: JSON.stringify(settings),
      version: eb('version', '+', 1),
      updated_at: ground.clock.now(),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'channel.updated',
    actor: asEventActor(actor),
    subject: { kind: 'channel', id },
    data: { changed: ['identitySecret'] },
  })
  return { secret, oldSecretUntil: settings.oldSecret?.until ?? null }
}

function keptOf(before: object, wishes: Partial<ChangesOf<'chat'>>): KeptChat {
  requireNoPromise(wishes)
  const wished = setUpNames.filter(name => wishes[name] !== undefined)
  const origins = wishes.origins && { origins: [...new Set(wishes.origins.map(one => new URL(one).origin))] }
  return { ...before, ...Object.fromEntries(wished.map(name => [name, wishes[name]])), ...origins }
}

function toChannel(row: ChannelRecord, times?: Parameters<typeof commonOf>[1]): ChatChannel {
  const kept = row.settings as KeptChat
  return {
    ...commonOf(row, times),
    kind: 'chat',
    ...setUpOf(kept),
    hasIdentitySecret: kept.identitySecret !== undefined,
    oldSecretUntil: kept.oldSecret?.until ?? null,
  }
}

/** The public id of a chat: it stands in the page of the site, and opens nothing by itself. */
const newKey = () => `c${randomBytes(12).toString('hex')}`
