/**
 * A refusal that belongs to the domain. The code is stable, is the key of the sentence in both languages
 * (server/platform/i18n/{fr,en}/<first part of the code>.json) and of the problem+json that callers read.
 */
export class Refused extends Error {
  readonly code: string
  readonly status: number
  readonly values: Record<string, unknown>

  constructor(code: string, values: Record<string, unknown> = {}, status = 409) {
    super(code)
    this.name = 'Refused'
    this.code = code
    this.values = values
    this.status = status
  }
}

/** What was asked for does not exist, or not for this person: the two are never told apart. */
export class NotFound extends Refused {
  constructor(kind: string, values: Record<string, unknown> = {}) {
    super('request.not_found', { kind, ...values }, 404)
    this.name = 'NotFound'
  }
}

/** The caller is known but has not the right. */
export class Forbidden extends Refused {
  constructor(code = 'request.forbidden', values: Record<string, unknown> = {}) {
    super(code, values, 403)
    this.name = 'Forbidden'
  }
}

/** The request itself is wrong. */
export class Invalid extends Refused {
  constructor(code: string, values: Record<string, unknown> = {}) {
    super(code, values, 422)
    this.name = 'Invalid'
  }
}
