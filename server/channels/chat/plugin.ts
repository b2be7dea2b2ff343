import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import {
  AddressInput,
  type ChatMessage,
  CodeInput,
  EndInput,
  ReadingInput,
  SessionInput,
  SurveyInput,
  VisitorMessageInput,
  widgetPath,
} from '#contract/chat.ts'
import { Id, Language } from '#contract/common.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import { uploadedFile } from '#server/platform/http/upload.ts'
import { leaveAddress, takeCode } from './address.ts'
import { joinedElsewhere } from './devices.ts'
import { type Door, mayEnter, type OpenChat } from './door.ts'
import { fileLimits, keepFile } from './files.ts'
import { pictureRoutes } from './pictures.ts'
import { type PublicDeps, publicSettings } from './public-settings.ts'
import { type ReceiveDeps, receiveMessage } from './receive.ts'
import { noteSeen, requireSession, type SessionRecord } from './sessions.ts'
import {
  mailTranscript,
  type SendNotice,
  type TranscriptDeps,
  transcriptOf,
  transcriptPage,
} from './transcript.ts'
import { messageOf, newsAfter, pageOf, stateOf, threadOf } from './view.ts'
import { visits } from './visits.ts'

export interface PluginDeps extends PublicDeps, ReceiveDeps, TranscriptDeps {
  door: Door
  sendNotice: SendNotice
  /** A session is about to have written. */
  writes: (sessionId: string, message: ChatMessage) => void
  /** A session has a conversation, an address: its sockets are to know. */
  sessionChanged: (session: SessionRecord) => void
}

declare module 'fastify' {
  interface FastifyRequest {
    chat: OpenChat | undefined
  }
}

const minute = 60_000
/** A page is looked at by many behind one address; a person opens few sessions and writes little in a minute. */
const limits = { settings: 600, sessions: 60, reads: 600, writes: 60, files: 20, mails: 12 }
const jsonLimit = 64 * 1024
const mostKnown = 100_000

/** The widget's side of a chat, as contract/chat.ts says it. */
export function chatPlugin(deps: PluginDeps): FastifyPluginAsync {
  const { ground, door } = deps
  const { db, clock } = ground
  const { beginSession, noteReading, endConversation } = visits(deps)
  const known = knownTokens()

  return async app => {
    app.decorateRequest('chat', undefined)
    // Before the limits, so that even their refusals can be read by the page.
    app.addHook('onRequest', async (request, reply) => {
      const { key = '' } = request.params as { key?: string }
      const chat = await door.open(key)
      if (!chat) throw new NotFound('channel')
      const { origin } = request.headers
      reply.header('vary', 'Origin').header('cross-origin-resource-policy', 'cross-origin')
      // Pictures of a page bring no origin, and addresses of files are signed.
      if (!mayEnter(chat, request.headers, ground.publicUrl)) throw new Forbidden('chat.origin')
      if (origin) reply.header('access-control-allow-origin', origin)
      request.chat = chat
    })

    app.options(`${widgetPath}/:key/*`, async (_request, reply) =>
      reply
        .header('access-control-allow-methods', 'GET, POST')
        .header('access-control-allow-headers', 'authorization, content-type, accept-language')
        .header('access-control-max-age', '7200')
        .status(204)
        .send(),
    )

    get('settings', limits.settings, 'address', async (request, chat) => {
      const { language } = read(z.object({ language: Language.default(chat.language) }), request.query)
      return db.readWorkspace(chat.workspaceId, tx => publicSettings(deps, tx, chat, language))
    })

    post('sessions', limits.sessions, 'address', async (request, chat) => {
      const input = read(SessionInput, request.body)
      const session = await db.inWorkspace(chat.workspaceId, tx => beginSession(tx, chat, input))
      known.add(session.token)
      return session
    })

    get('conversation', limits.reads, 'token', async (request, chat) => {
      const { joined, state } = await asVisitor(request, chat, async (tx, before) => {
        const session = await joinedElsewhere(ground, tx, chat, before)
        return {
          joined: session === before ? undefined : session,
          state: await stateOf(deps, tx, chat, session),
        }
      })
      if (joined) deps.sessionChanged(joined)
      return state
    })
    get('messages', limits.reads, 'token', (request, chat) => {
      const query = read(
        z.object({ after: z.coerce.number().int().min(0).optional(), before: Id.optional() }),
        request.query,
      )
      return asVisitor(request, chat, async (tx, session) => {
        if (query.after !== undefined) return newsAfter(deps, tx, chat, session, query.after)
        if (query.before) return pageOf(deps, tx, chat, session, query)
        const { seq } = await stateOf(deps, tx, chat, session)
        return { ...(await pageOf(deps, tx, chat, session, {})), seq, gone: [], more: false }
      })
    })
    post('messages', limits.writes, 'token', async (request, chat) => {
      requireOpen(chat)
      const input = read(VisitorMessageInput, request.body)
      const { session, messageId, message } = await asVisitor(
        request,
        chat,
        async (tx, before) => {
          const received = await receiveMessage(deps, tx, chat, before, input)
          if (received.message) deps.writes(before.id, received.message)
          return received
        },
        { lock: true },
      )
      deps.sessionChanged(session)
      const shown =
        message ??
        (await db.readWorkspace(chat.workspaceId, tx => messageOf(deps, tx, chat, session, messageId)))
      if (!shown) throw new NotFound('message')
      return shown
    })
    post(
      'files',
      limits.files,
      'token',
      async (request, chat) => {
        requireOpen(chat)
        const file = await uploadedFile(request, { mostBytes: fileLimits.mostBytes })
        if (!file) throw new Invalid('attachment.none')
        return asVisitor(request, chat, (tx, session) => keepFile(ground, tx, chat, session, file))
      },
      fileLimits.mostBytes + jsonLimit,
    )
    post('reading', limits.reads, 'token', async (request, chat, reply) => {
      const { messageId, state } = read(ReadingInput, request.body)
      await asVisitor(request, chat, (tx, session) => noteReading(tx, chat, session, messageId, state))
      return reply.status(204).send()
    })
    post('address', limits.mails, 'token', async (request, chat) => {
      const input = read(AddressInput, request.body)
      const session = await asVisitor(request, chat, (tx, before) => leaveAddress(deps, tx, before, input), {
        lock: true,
      })
      deps.sessionChanged(session)
      return addressOf(session)
    })
    post('address/code', limits.mails * 2, 'token', async (request, chat) => {
      const { code } = read(CodeInput, request.body)
      const taken = await asVisitor(request, chat, (tx, before) => takeCode(deps, tx, before, code), {
        lock: true,
      })
      if (taken === 'wrong') throw new Refused('chat.wrong_code', {}, 422)
      if (taken === 'over') throw new Refused('chat.code_over', {}, 410)
      return addressOf(taken)
    })
    post('transcript', limits.mails, 'token', async (request, chat) => {
      if (chat.setUp.transcript === 'off') throw new Refused('chat.no_transcript', {}, 422)
      return addressOf(
        await asVisitor(request, chat, (tx, before) => mailTranscript(deps, tx, chat, before), {
          lock: true,
        }),
      )
    })
    get('transcript', limits.mails * 5, 'token', async (request, chat, reply) => {
      const { format } = read(z.object({ format: z.enum(['txt', 'html']).default('txt') }), request.query)
      const { text, language } = await asVisitor(request, chat, async (tx, session) => ({
        ...(await transcriptOf(deps, tx, chat, session)),
        language: session.language,
      }))
      const day = clock.now().toISOString().slice(0, 10)
      return reply
        .type(format === 'txt' ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8')
        .header('content-disposition', `attachment; filename="chat-${day}.${format}"`)
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .send(format === 'txt' ? text : transcriptPage(language, chat.brand.name, text))
    })
    post('end', limits.writes, 'token', async (request, chat) => {
      const { wantsTranscript } = read(EndInput, request.body ?? {})
      return asVisitor(
        request,
        chat,
        async (tx, before) =>
          stateOf(deps, tx, chat, await endConversation(tx, chat, before, wantsTranscript)),
        { lock: true },
      )
    })
    post('survey', limits.writes, 'token', async (request, chat) => {
      const given = read(SurveyInput, request.body)
      return asVisitor(
        request,
        chat,
        async (tx, session) => {
          const { conversation_id: own, identity_id: identityId } = session
          if (!own || !identityId) throw new NotFound('survey')
          await deps.survey.answer(tx, { conversationId: await threadOf(tx, own), identityId }, given)
          return stateOf(deps, tx, chat, session)
        },
        { lock: true },
      )
    })
    pictureRoutes(app, ground, limited(limits.reads, 'address'))

    type Handler = (request: FastifyRequest, chat: OpenChat, reply: FastifyReply) => Promise<unknown>

    function get(name: string, most: number, per: 'token' | 'address', handler: Handler) {
      app.get(`${widgetPath}/:key/${name}`, { config: limited(most, per) }, handled(handler))
    }

    function post(
      name: string,
      most: number,
      per: 'token' | 'address',
      handler: Handler,
      bodyLimit = jsonLimit,
    ) {
      app.post(`${widgetPath}/:key/${name}`, { config: limited(most, per), bodyLimit }, handled(handler))
    }

    function handled(handler: Handler) {
      return async (request: FastifyRequest, reply: FastifyReply) => {
        reply.header('cache-control', 'no-store')
        return handler(request, request.chat!, reply)
      }
    }
  }

  /** Runs as the visitor whose token the request brings, in one transaction of their workspace. */
  async function asVisitor<T>(
    request: FastifyRequest,
    chat: OpenChat,
    work: (tx: Tx, session: SessionRecord) => Promise<T>,
    { lock = false } = {},
  ): Promise<T> {
    const token = tokenIn(request)
    if (!token) throw new Refused('chat.session_over', {}, 401)
    return db.inWorkspace(chat.workspaceId, async tx => {
      const session = await requireSession(ground, tx, chat.channelId, token, { lock })
      known.add(token)
      await noteSeen(ground, tx, session)
      return work(tx, session)
    })
  }

  function limited(max: number, per: 'token' | 'address') {
    return {
      rateLimit: {
        max,
        timeWindow: minute,
        allowList: [],
        // A made-up token would lift the limit of an address: until a token opened a session it counts for its address.
        keyGenerator: (request: FastifyRequest) => {
          const token = per === 'token' ? tokenIn(request) : undefined
          return token && known.has(token) ? token : request.ip
        },
      },
    }
  }
}

const tokenIn = (request: FastifyRequest): string | undefined =>
  /^Bearer (\S{1,100})$/.exec(request.headers.authorization ?? '')?.[1]

/** Tokens that opened a session here of late; a node that does not know one counts it for its address. */
function knownTokens() {
  const tokens = new Set<string>()
  return {
    has: (token: string) => tokens.has(token),
    add(token: string) {
      if (tokens.size >= mostKnown) tokens.clear()
      tokens.add(token)
    },
  }
}

/** Reads what came in the shape it must have. */
function read<Shape extends z.ZodType>(shape: Shape, given: unknown): z.output<Shape> {
  const { success, data, error } = shape.safeParse(given)
  if (success) return data
  throw new Invalid('request.invalid', { fields: error.issues.map(({ path }) => path.join('.')).join(', ') })
}

const addressOf = (session: SessionRecord) => ({
  address: session.address ?? '',
  isVerified: session.address_verified_at !== null,
  transcriptSentAt: session.transcript_sent_at?.toISOString() ?? null,
})

/** A chat that the house closed is read, not written to. */
function requireOpen({ isClosed }: OpenChat) {
  if (isClosed) throw new Refused('chat.closed', {}, 410)
}
