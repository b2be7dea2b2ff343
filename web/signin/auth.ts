import { readProblem, Unreachable } from '../api/api-problem.ts'

export type SignInMethod = 'oidc' | 'passkey' | 'password'

export interface AccountSession {
  email: string
  name: string
  /** A code is asked after the password. */
  secondStep: boolean
  /** False for who only enters through the company or with a passkey. */
  password: boolean
  passkeys: number
}

export interface Passkey {
  id: string
  name: string | null
  createdAt: string
  backedUp: boolean
}

export interface AuthParts {
  fetch: typeof globalThis.fetch
  language: () => string
}

/** Signing in and the settings of one's account: served under /api/auth, outside the contract. */
export function createAuth({ fetch, language }: AuthParts) {
  const ask = async <Answer>(method: 'GET' | 'POST', path: string, body: object = {}): Promise<Answer> => {
    const response = await fetch(`/api/auth${path}`, {
      method,
      headers: {
        'accept-language': language(),
        ...(method === 'POST' && { 'content-type': 'application/json' }),
      },
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    }).catch(error => {
      throw new Unreachable(error)
    })
    const answer: unknown = await response.json().catch(() => undefined)
    if (response.ok) return answer as Answer // each line below says the shape of its answer
    throw readProblem(answer, response.status) ?? new Unreachable(answer)
  }
  const get = <Answer>(path: string) => ask<Answer>('GET', path)
  const post = <Answer = unknown>(path: string, body?: object) => ask<Answer>('POST', path, body)

  return {
    methods: (email: string) =>
      post<{ methods: SignInMethod[]; company: string | null }>('/methods', { email }),
    signIn: (wanted: { email: string; password: string; rememberMe: boolean }) =>
      post<{ twoFactorRedirect?: boolean }>('/sign-in/email', wanted),
    verifyCode: (code: string, trustDevice: boolean) =>
      post('/two-factor/verify-totp', { code, trustDevice }),
    verifyBackupCode: (code: string) => post('/two-factor/verify-backup-code', { code }),
    company: (wanted: { callbackURL: string; errorCallbackURL: string; loginHint: string }) =>
      post<{ url: string }>('/sign-in/social', { provider: 'oidc', ...wanted }),
    passkeyQuestion: () =>
      get<PublicKeyCredentialRequestOptionsJSON>('/passkey/generate-authenticate-options'),
    passkeyAnswer: (response: object) => post('/passkey/verify-authentication', { response }),

    askReset: (email: string) => post('/request-password-reset', { email }),
    resetPassword: (token: string, newPassword: string) => post('/reset-password', { token, newPassword }),

    session: () => get<AccountSession>('/session'),
    endOtherSessions: () => post('/revoke-other-sessions'),
    changePassword: (currentPassword: string, newPassword: string) =>
      post('/change-password', { currentPassword, newPassword, revokeOtherSessions: true }),
    enableSecondStep: (password: string) =>
      post<{ totpURI: string; backupCodes: string[] }>('/two-factor/enable', { password }),
    disableSecondStep: (password: string) => post('/two-factor/disable', { password }),
    newBackupCodes: (password: string) =>
      post<{ backupCodes: string[] }>('/two-factor/generate-backup-codes', { password }),
    passkeys: () => get<Passkey[]>('/passkey/list-user-passkeys'),
    newPasskeyQuestion: () =>
      get<PublicKeyCredentialCreationOptionsJSON>('/passkey/generate-register-options'),
    addPasskey: (response: object, name: string) => post('/passkey/verify-registration', { response, name }),
    deletePasskey: (id: string) => post('/passkey/delete-passkey', { id }),
  }
}

export type Auth = ReturnType<typeof createAuth>
