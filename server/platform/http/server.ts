import { existsSync } from 'node:fs'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import underPressure from '@fastify/under-pressure'
import { ORPCError } from '@orpc/client'
import { OpenAPIHandler } from '@orpc/openapi/fastify'
import type { AnyRouter } from '@orpc/server'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Language } from '#contract/common.ts'
import type { Actor } from '../actor.ts'
import { Refused } from '../errors.ts'
import type { Ground } from '../ground.ts'
import { languageOf } from '../i18n.ts'
import type { RequestContext } from './api.ts'
import { refuseStrangeBody } from './body.ts'
import { refuseWhileLate } from './pressure.ts'
import { problemOf } from './problems.ts'

export interface HttpOptions {
  ground: Ground
  router: AnyRouter
  trustProxy: boolean | number | string[]
  /** Largest body of a JSON request, in bytes. */
  bodyLimit: number
  /** Requests a caller may make in a minute. */
  requestsPerMinute: number
  /** A program that lags by so much says that it is busy; 2 s unless given. */
  busyAfterMs?: number
  /** Folder of the built desk; absent while developing it. */
  webFolder?: string
  identify: (request: FastifyRequest) => Promise<Actor | undefined>
  /** Routes that are not in the contract: sign-in, uploads, raw mail, survey pages. */
  plugins: FastifyPluginAsync[]
}

declare module 'fastify' {
  interface FastifyRequest {
    language: Language
    /** Who asks, looked up once, when first needed. */
    actor: () => Promise<Actor | undefined>
    /** The route of the contract that was met. */
    contractRoute: string | undefined
  }
}

/** The HTTP door: headers, limits, problems, the contract under /api/v1, and the desk. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { ground, identify } = options
  const publicUrlIsHttps = ground.publicUrl.startsWith('https:')
  const app: FastifyInstance = Fastify({
    trustProxy:
      typeof options.trustProxy === 'number'
        ? (_address, hop) => hop < (options.trustProxy as number)
        : options.trustProxy,
    bodyLimit: options.bodyLimit,
    loggerInstance: ground.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: true,
    // An address that cannot be read reaches no hook and no route.
    frameworkErrors: (error, request, reply) => {
      request.language = languageOf(request.headers['accept-language'])
      sendProblem(error, request, reply, ground)
    },
  })

  app.decorateRequest('language', 'fr')
  app.decorateRequest('contractRoute', undefined)
  app.addHook('onRequest', async request => {
    request.language = languageOf(request.headers['accept-language'])
    let found: Promise<Actor | undefined> | undefined
    request.actor = () => {
      found ??= identify(request)
      return found
    }
  })
  // No page of ours has a NUL in its address, and no database takes one; the API says so in its own way.
  app.addHook('onRequest', async (request, reply) => {
    if (!isApi(request) && /%00/.test(request.url))
      return reply.status(404).type('text/plain; charset=utf-8').send('404')
  })
  app.addHook('preHandler', refuseOtherSites(ground.publicUrl))

  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, ground))
  app.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/api/'))
      return sendProblem(new ORPCError('NOT_FOUND'), request, reply, ground)
    return webFolder && wantsPage(request)
      ? reply.header('cache-control', 'no-cache').sendFile('index.html', webFolder)
      : reply.status(404).type('text/plain; charset=utf-8').send('404')
  })

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        frameSrc: ["'self'", 'blob:', 'data:'],
        frameAncestors: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        upgradeInsecureRequests: publicUrlIsHttps ? [] : null,
      },
    },
    strictTransportSecurity: publicUrlIsHttps,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(cookie)
  await app.register(multipart, { limits: { fileSize: options.bodyLimit, files: 1, fields: 5 } })
  await app.register(underPressure, {
    maxEventLoopDelay: options.busyAfterMs ?? 2000,
    pressureHandler: refuseWhileLate,
  })
  await app.register(rateLimit, {
    max: options.requestsPerMinute,
    timeWindow: 60_000,
    allowList: request => !isApi(request),
    // A key or a person counts for itself: colleagues behind one address do not share a limit. What opens nothing counts
    // for its address, or making up keys would lift the limit.
    keyGenerator: async request => (isApi(request) && (await request.actor())?.id) || request.ip,
  })

  for (const plugin of options.plugins) await app.register(plugin)
  mountContract(app, options.router, ground)

  const webFolder = options.webFolder && existsSync(options.webFolder) ? options.webFolder : undefined
  if (webFolder)
    await app.register(fastifyStatic, {
      root: webFolder,
      wildcard: false,
      // The build leaves each file gzipped beside itself: a desk far from us loads a quarter of the bytes.
      preCompressed: true,
      globIgnore: ['**/*.gz'],
      setHeaders: (reply, path) => void setFileHeaders(reply, path),
    })
  return app
}

function mountContract(app: FastifyInstance, router: AnyRouter, ground: Ground) {
  const handler = new OpenAPIHandler(router as never, {
    customErrorResponseBodyEncoder: error => error.data,
    // HEAD is GET whose body stays here: Fastify leaves it out of the answer.
    rootInterceptors: [
      ({ next, ...options }) =>
        options.request.method === 'HEAD'
          ? next({ ...options, request: { ...options.request, method: 'GET' } })
          : next(options),
    ],
    clientInterceptors: [
      async ({ next, context }) => {
        try {
          return await next()
        } catch (error) {
          const problem = problemOf(
            error,
            (context as unknown as RequestContext).language,
            ground.t,
            ground.log,
          )
          throw new ORPCError(problem.code, {
            status: problem.status,
            message: problem.title,
            data: problem,
            cause: error,
          })
        }
      },
    ],
  })
  app.all('/api/v1/*', { preValidation: refuseStrangeBody }, async (request, reply) => {
    const actor = await request.actor()
    const cookies: string[] = []
    const context: RequestContext = {
      language:
        actor?.kind === 'member' && !request.headers['accept-language'] ? actor.language : request.language,
      actor,
      db: ground.db,
      newId: ground.newId,
      now: () => ground.clock.now(),
      idempotencyKey: header(request, 'idempotency-key'),
      ip: request.ip,
      headers: new Headers(
        Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value]] : [],
        ),
      ),
      setCookies: given => cookies.push(...given),
      onRoute: path => {
        request.contractRoute = `/api/v1${path}`
      },
    }
    // Everything here is somebody's data: no shared cache may keep it.
    reply.header('cache-control', 'no-store')
    const { matched } = await handler.handle(
      request,
      withLateHeaders(reply, () => cookies),
      {
        prefix: '/api/v1',
        context: context as never,
      },
    )
    if (!matched) return sendProblem(new ORPCError('NOT_FOUND'), request, reply, ground)
    return reply
  })
}

/** Cookies are known only once the handler ran, just before the answer is sent. */
function withLateHeaders(reply: FastifyReply, cookies: () => string[]): FastifyReply {
  const send = reply.send.bind(reply)
  reply.send = payload => {
    if (cookies().length > 0) reply.header('set-cookie', cookies())
    if (reply.statusCode >= 400) reply.header('content-type', 'application/problem+json')
    return send(payload)
  }
  return reply
}

/** Answers with a problem in the caller's language, for routes outside the contract too. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, ground: Ground) {
  const problem = problemOf(error, request.language, ground.t, ground.log)
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(problem))
}

/** A cookie travels by itself: a change asked by another site's page is refused. */
function refuseOtherSites(publicUrl: string) {
  return async (request: FastifyRequest) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || !request.url.startsWith('/api/')) return
    if (request.headers.authorization || !request.headers.cookie) return
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site']
    const own =
      origin === undefined ||
      origin === publicUrl ||
      origin === `${request.protocol}://${request.headers.host}`
    if (!own || (site !== undefined && site !== 'same-origin' && site !== 'none'))
      throw new Refused('request.origin', {}, 403)
  }
}

/** Built names carry their hash, the page itself does not; the widget is for the pages of others. */
function setFileHeaders(reply: { header(name: string, value: string): unknown }, path: string) {
  const isWidget = /[/\\]widget(?:\.js|[/\\]\d+[/\\])/.test(path)
  if (isWidget) {
    reply.header('access-control-allow-origin', '*')
    reply.header('cross-origin-resource-policy', 'cross-origin')
  }
  reply.header(
    'cache-control',
    /[/\\]assets[/\\]|[/\\]widget[/\\]\d+[/\\]\w+-[0-9a-f]{12}\./.test(path)
      ? forEver
      : isWidget
        ? forMinutes
        : 'no-cache',
  )
}

const forEver = 'public, max-age=31536000, immutable'
/** A page elsewhere hears of a new version within minutes, and waits for nothing meanwhile. */
const forMinutes = 'public, max-age=300, stale-while-revalidate=86400'

const isApi = (request: FastifyRequest) => request.url.startsWith('/api/')

const header = (request: FastifyRequest, name: string) => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

const wantsPage = ({ method, url, headers }: FastifyRequest) => {
  if (method !== 'GET') return false
  const { accept = '*/*' } = headers
  // Who takes anything means a page too, unless they name a file.
  return accept.includes('text/html') || (accept === '*/*' && !/\.\w+$/.test(url.split('?')[0]!))
}
