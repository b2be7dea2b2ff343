import * as z from 'zod'
import { Id, Language, Time } from './common.ts'

/**
 * What the chat widget says to the server, and hears. It runs on other people's pages, so it is no part of the API with
 * its keys and roles: the address is `/widget/v1/{key}/…`, where the key is the public id of a chat channel. Nothing
 * needs a cookie. Every route but `settings` and `sessions` takes `authorization: Bearer <token of the session>`;
 * the Origin of the page must be one of the channel's. Errors are problem+json in the language of `accept-language`.
 *
 *   GET  settings?language=fr          → ChatSettings       nothing is kept of who asks
 *   POST sessions       SessionInput   → ChatSession        only after the visitor's click
 *   GET  conversation                  → ChatState
 *   GET  messages?after=SEQ            → ChatNews           what changed after a number; without `after`, the last 50
 *   GET  messages?before=ID            → ChatPage           older ones
 *   POST messages       MessageInput   → ChatMessage        the id is the visitor's: said twice, it is written once
 *   POST files          one file, form → ChatFile           named by a message afterwards
 *   POST reading        ReadingInput   → 204                how far the visitor received and read
 *   POST address        AddressInput   → ChatAddress        "answer me by e-mail": a code is mailed there
 *   POST address/code   CodeInput      → ChatAddress        the code proves that the address is theirs
 *   POST transcript     (no body)      → ChatAddress        mails it, once at a time, to the address left
 *   GET  transcript?format=txt|html    → the file           always, for as long as the session lasts
 *   POST end            EndInput       → ChatState          the visitor ends the conversation
 *   POST survey         SurveyInput    → ChatState          a score, or none: they would rather not; the first one stands
 *
 * Live: socket.io, `path: livePath`, `query: { key }`, `auth: { token }`, default namespace. See ChatServerToClient.
 */
export const widgetPath = '/widget/v1'
export const livePath = '/widget/live'

/** Longest message, in characters. */
export const longestMessage = 4000

const Words = z.string().max(600)

export const PreChatField = z.object({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,40}$/),
  /** `name` and `email` are what the visitor is called and reached by; the others are kept on the conversation. */
  type: z.enum(['name', 'email', 'text', 'choice']),
  label: z.string().min(1).max(120),
  required: z.boolean(),
  choices: z.array(z.string().min(1).max(120)).max(20),
})
export type PreChatField = z.infer<typeof PreChatField>

/** A small message beside the launcher: only after the page said that the visitor consents (E15). */
export const ProactiveRule = z.object({
  id: z.string().max(40),
  /** Page paths it is for: `/checkout`, `/p/*`. */
  page: z.string().max(200),
  afterSeconds: z.number().int().min(0).max(3600),
  /** Only while somebody answers. */
  onlyWhenOpen: z.boolean(),
  text: Words,
})
export type ProactiveRule = z.infer<typeof ProactiveRule>

export const Theme = z.object({
  colour: z.string().regex(/^#[0-9a-f]{6}$/i),
  side: z.enum(['right', 'left']),
})

/** GET settings: everything that is needed before the visitor has said anything. */
export const ChatSettings = z.object({
  /** Of the brand that the chat speaks for. */
  name: z.string(),
  /** Its logo, relative to the server; null without one. */
  logoUrl: z.string().nullable(),
  language: Language,
  theme: Theme,
  texts: z.object({ welcome: z.string(), away: z.string() }),
  hours: z.object({
    isOpen: z.boolean(),
    /** When it closes, while open; null when it never does. */
    closesAt: Time.nullable(),
    /** When it opens again, while closed. */
    nextOpeningAt: Time.nullable(),
    /** Of the place; the visitor is told in their own. */
    timeZone: z.string(),
  }),
  /** Somebody of the team has the desk open now. */
  isStaffed: z.boolean(),
  /** Half of the visitors of these last days had a first answer within this; null without enough data. */
  usualWaitSeconds: z.number().int().nullable(),
  preChat: z.array(PreChatField),
  notice: z.object({ text: z.string(), url: z.string().nullable() }).nullable(),
  phones: z.array(z.object({ number: z.string(), shown: z.string(), tariff: z.string() })),
  files: z.object({ mostBytes: z.number().int(), mostPerMessage: z.number().int() }),
  proactive: z.array(ProactiveRule),
  transcript: z.object({ isOffered: z.boolean() }),
  /** The house closed this chat for good: nothing more can be said, and what was said can be read. */
  isClosed: z.boolean().optional(),
  /** The server's time: the clock of a visitor may be wrong. */
  now: Time,
})
export type ChatSettings = z.infer<typeof ChatSettings>

const OneLine = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u)
/**
 * Who the host site says that its visitor is. `hash` is the hex HMAC-SHA256, under the channel's secret, of four lines:
 * `signedAt`, `userId`, `email`, `name`, joined by a line feed, an absent one left empty.
 */
export const SignedIdentity = z.object({
  userId: OneLine,
  email: z.email().max(320).optional(),
  name: OneLine.optional(),
  /** Seconds since 1970, when the site signed: good for a day. */
  signedAt: z.number().int(),
  hash: z.string().regex(/^[0-9a-f]{64}$/i),
})
export type SignedIdentity = z.infer<typeof SignedIdentity>

export const SessionInput = z.object({
  language: Language,
  timeZone: z.string().max(64).optional(),
  identity: SignedIdentity.optional(),
  /** Token of this tab's earlier session: gone on with while it holds. */
  previous: z.string().max(100).optional(),
})
export type SessionInput = z.input<typeof SessionInput>
export interface ChatSession {
  token: string
  /** After this without a sign, the token opens nothing any more. */
  expiresAt: string
  visitor: { name: string | null; isKnown: boolean }
}

export interface ChatFile {
  id: string
  name: string
  type: string
  bytes: number
  /** Relative to the server; opens for whoever has it, for a day. */
  url: string
}

export const VisitorMessageInput = z.object({
  /** Made by the widget, once per message: a retry brings the same. */
  id: Id,
  text: z.string().max(longestMessage),
  fileIds: z.array(Id).max(10).default([]),
  /** Answers to the pre-chat fields, with the first message. */
  fields: z.record(z.string().max(41), z.string().trim().max(320)).optional(),
  /** The page they write from: only when the page said that they consent. */
  page: z.object({ url: z.url({ protocol: /^https?$/ }).max(2000), title: z.string().max(300) }).optional(),
})
export type VisitorMessageInput = z.input<typeof VisitorMessageInput>

export interface ChatMessage {
  /** Order of the conversation: sort by it. */
  id: string
  /** The id that the widget made; null for what it did not write. */
  clientId: string | null
  at: string
  from: 'visitor' | 'adviser' | 'automatic'
  /** First name of the adviser. */
  name: string | null
  photoUrl: string | null
  text: string
  /** Of the words, as far as it is known: a screen reader must not read English aloud as French. */
  language: 'fr' | 'en' | null
  files: ChatFile[]
  /** It came or left by e-mail, in the same conversation. */
  channel: 'chat' | 'email'
  /** Of the visitor's own: whether the adviser has seen it. Of ours: whether the visitor has. */
  isSeen: boolean
}

export interface ChatAdviser {
  firstName: string
  photoUrl: string | null
  /** Has the desk open now. */
  isHere: boolean
}

export interface ChatAddress {
  address: string
  isVerified: boolean
  /** A transcript left for it. */
  transcriptSentAt: string | null
}

/** What is asked at the end, in the words of the survey (Q5): shown until it is answered or put aside. */
export interface ChatSurvey {
  id: string
  question: string
  commentQuestion: string
  scaleMax: number
  /** What was answered, in any tab. */
  score: number | null
}

export interface ChatState {
  /** Number of the last change: ask for what follows it. */
  seq: number
  conversation: { state: 'open' | 'ended'; startedAt: string } | null
  /** Colleagues who write beside them, and until when: told as they come and go. Absent from a server of before. */
  others?: { id: string; firstName: string; joinedAt: string; leftAt: string | null }[]
  adviser: ChatAdviser | null
  unread: number
  address: ChatAddress | null
  /** Of a conversation that has ended; null where nothing is asked. */
  survey: ChatSurvey | null
}

/** What changed after a number: new messages, and known ones whose marks moved, each as it is now. */
export interface ChatNews {
  seq: number
  items: ChatMessage[]
  /** Ids of messages that were taken back. */
  gone: string[]
  /** There is more: ask again after `seq`. */
  more: boolean
}

export interface ChatPage {
  items: ChatMessage[]
  /** There are older ones. */
  more: boolean
}

export const ReadingInput = z.object({ messageId: Id, state: z.enum(['delivered', 'read']) })
export const AddressInput = z.object({ address: z.email().max(320), wantsTranscript: z.boolean().optional() })
export const CodeInput = z.object({ code: z.string().regex(/^\d{6}$/) })
/** Longest comment of an answer, in characters. */
export const longestComment = 4000
export const SurveyInput = z.object({
  id: Id,
  score: z.number().int().min(1).max(10).optional(),
  comment: z.string().max(longestComment).optional(),
})
export type SurveyInput = z.input<typeof SurveyInput>
export const EndInput = z.object({ wantsTranscript: z.boolean().optional() })

/** Socket: server → widget. */
export interface ChatServerToClient {
  /** Something changed, from the connection on; at each `connect` the widget asks for what followed its last number. */
  news: (news: ChatNews) => void
  /** The conversation was taken, ended, opened again. */
  state: (state: ChatState) => void
  /** The adviser writes, or stopped. */
  typing: (sign: { name: string; isTyping: boolean }) => void
}

/** Socket: widget → server. */
export interface ChatClientToServer {
  /** Said while writing, at most every two seconds; it fades after six. */
  typing: (isTyping: boolean) => void
}
