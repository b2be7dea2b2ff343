import type { FastifyPluginAsync } from 'fastify'
import type { Clock } from '../clock.ts'

export interface SecurityTxt {
  /** Where flaws are told: `mailto:…` or `https://…`; undefined when the operator named none. */
  contact: string | undefined
  publicUrl: string
  clock: Clock
}

const validMs = 180 * 24 * 3_600_000

/** Says at `/.well-known/security.txt` where to tell a flaw (RFC 9116, HST-3); nothing where the operator named nobody. */
export function securityTxt({ contact, publicUrl, clock }: SecurityTxt): FastifyPluginAsync {
  return async app => {
    app.get('/.well-known/security.txt', async (_request, reply) => {
      if (!contact) return reply.callNotFound()
      const expires = new Date(clock.now().getTime() + validMs)
      expires.setUTCHours(0, 0, 0, 0)
      const lines = [
        `Contact: ${contact}`,
        `Expires: ${expires.toISOString()}`,
        'Preferred-Languages: fr, en',
        `Canonical: ${publicUrl}/.well-known/security.txt`,
      ]
      return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`)
    })
  }
}
