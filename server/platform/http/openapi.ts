import type { AnyContractRouter } from '@orpc/contract'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import { toJSONSchema } from 'zod'
import { type Access, Problem } from '#contract/common.ts'

type Operation = Record<string, unknown> & { parameters?: unknown[]; responses?: Record<string, unknown> }

/** The public API described by its own contract: `/api/v1/openapi.json`, and pages to read and try it at `/api/docs`. */
export function apiDocumentation(contract: AnyContractRouter, version: string): FastifyPluginAsync {
  return async app => {
    let document: Promise<unknown> | undefined
    app.get('/api/v1/openapi.json', async (_request, reply) => {
      document ??= describe(contract, version)
      return reply.header('cache-control', 'public, max-age=300').send(await document)
    })
    let pages: Promise<FastifyInstance> | undefined
    for (const url of ['/api/docs', '/api/docs/*'])
      app.get(url, async (request, reply) => {
        pages ??= documentationPages()
        const page = await (await pages).inject({ method: 'GET', url: request.url })
        return reply.status(page.statusCode).headers(page.headers).send(page.rawPayload)
      })
  }
}

/** The pages of the reference, in a server of their own that is made when somebody first reads: they take forty megabytes. */
async function documentationPages(): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const app = Fastify()
  await app.register(scalar, {
    routePrefix: '/api/docs',
    configuration: {
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
      url: '/api/v1/openapi.json',
      title: 'Boucle API',
      withDefaultFonts: false,
      telemetry: false,
    },
    hooks: {
      // The reference's own page starts itself by an inline script; nothing of ours is inline.
      onRequest: (_request, reply, done) => {
        reply.header(
          'content-security-policy',
          "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'",
        )
        done()
      },
    },
  })
  await app.ready()
  return app
}

async function describe(contract: AnyContractRouter, version: string): Promise<unknown> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: {
      title: 'Boucle API',
      version,
      description:
        'Every call is in one workspace: that of the API key, or the one named by the header `boucle-workspace` for a person. Refusals are RFC 9457 problems with a stable `code` and a sentence in the language of `Accept-Language`. Pages are keyset-paged: pass `next` back as `cursor`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ apiKey: [] }],
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `bcl_…`' } },
    },
    // What the routes share is said once, here.
    filter: () => true,
    customErrorResponseBodySchema: () => toJSONSchema(Problem) as never,
  })
  for (const [path, operations] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(operations as Record<string, Operation>))
      complete(operation, method, accessOf(contract, method, path))
  return { ...document, paths: { ...document.paths, ...byHand } }
}

function complete(operation: Operation, method: string, access: Access | undefined) {
  if (method === 'post')
    operation.parameters = [
      ...(operation.parameters ?? []),
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        schema: { type: 'string', maxLength: 200 },
        description:
          'The same key again within 24 hours gets the first answer; with another body it is refused (422), while the first is in flight too (409).',
      },
    ]
  operation.responses = {
    ...operation.responses,
    default: {
      description: 'A problem',
      content: { 'application/problem+json': { schema: toJSONSchema(Problem) } },
    },
  }
  if (!access) return
  if (access.roles === 'anyone') operation.security = []
  operation['x-roles'] = access.roles
  if (access.scope) operation['x-scope'] = access.scope
}

/** The rights of a route, found by its method and path. */
function accessOf(contract: unknown, method: string, path: string): Access | undefined {
  if (typeof contract !== 'object' || contract === null) return undefined
  const procedure = (contract as { '~orpc'?: { meta: unknown; route: { method?: string; path?: string } } })[
    '~orpc'
  ]
  if (procedure)
    return procedure.route.method?.toLowerCase() === method && procedure.route.path === path
      ? (procedure.meta as Access)
      : undefined
  for (const part of Object.values(contract)) {
    const found = accessOf(part, method, path)
    if (found) return found
  }
  return undefined
}

/** Routes that carry bytes are not in the contract. */
const byHand = {
  '/channels/{id}/raw': {
    post: {
      tags: ['channels'],
      operationId: 'channels.raw',
      summary: 'Hand over a raw mail; it is stored, then understood',
      'x-roles': ['administrator'],
      'x-scope': 'channels:write',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      requestBody: {
        required: true,
        content: { 'message/rfc822': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        201: {
          description: 'Its receipt: state stored, parsed, parked or ignored',
          content: { 'application/json': {} },
        },
        200: {
          description: 'The receipt of the same mail, received before',
          content: { 'application/json': {} },
        },
      },
    },
  },
  '/uploads': {
    post: {
      tags: ['messages'],
      operationId: 'conversations.upload',
      summary: 'Upload a file to attach to a message',
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
          },
        },
      },
      responses: { 201: { description: 'The attachment', content: { 'application/json': {} } } },
    },
  },
  '/attachments/{id}': {
    get: {
      tags: ['messages'],
      operationId: 'conversations.attachment',
      summary: 'The bytes of an attachment',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      responses: { 200: { description: 'The file', content: { 'application/octet-stream': {} } } },
    },
  },
}
