import { Refused } from '#server/platform/errors.ts'
import { maxPasswordLength, minPasswordLength } from './options.ts'

/** What the library calls its refusals, and what we call them: its words change with its versions, ours do not. */
export const refusalCodes: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong_address_or_password',
  INVALID_EMAIL: 'invalid_address',
  INVALID_PASSWORD: 'wrong_password',
  PASSWORD_TOO_SHORT: 'password_too_short',
  PASSWORD_TOO_LONG: 'password_too_long',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'no_password',
  INVALID_TOKEN: 'reset_link_expired',
  TOO_MANY_ATTEMPTS: 'too_many_attempts',
  UNAUTHORIZED: 'session_needed',
  SESSION_NOT_FRESH: 'session_too_old',
  INVALID_CODE: 'wrong_code',
  INVALID_BACKUP_CODE: 'wrong_backup_code',
  INVALID_TWO_FACTOR_COOKIE: 'second_step_expired',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'second_step_expired',
  ACCOUNT_TEMPORARILY_LOCKED: 'too_many_codes',
  TOTP_ALREADY_ENABLED: 'second_step_already_on',
  TOTP_NOT_ENABLED: 'second_step_off',
  TWO_FACTOR_NOT_ENABLED: 'second_step_off',
  BACKUP_CODES_NOT_ENABLED: 'second_step_off',
  SESSION_REQUIRED: 'session_needed',
  CHALLENGE_NOT_FOUND: 'passkey_expired',
  PASSKEY_NOT_FOUND: 'passkey_unknown',
  AUTHENTICATION_FAILED: 'passkey_refused',
  FAILED_TO_VERIFY_REGISTRATION: 'passkey_refused',
  YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY: 'passkey_refused',
  PASSKEY_WITHOUT_HOLDER: 'passkey_without_holder',
  INVALID_ORIGIN: 'wrong_origin',
  MISSING_OR_NULL_ORIGIN: 'wrong_origin',
  CROSS_SITE_NAVIGATION_LOGIN_BLOCKED: 'wrong_origin',
  INVALID_CALLBACK_URL: 'wrong_origin',
  INVALID_ERROR_CALLBACK_URL: 'wrong_origin',
  PROVIDER_NOT_FOUND: 'company_off',
  COMPANY_UNREACHABLE: 'company_unreachable',
}

/** Refusals at the end of a company sign-in, which reach the page as `?error=`. */
const companyCodes: Record<string, string> = {
  not_invited: 'not_invited',
  email_not_verified: 'company_address_unverified',
  account_not_linked: 'company_address_unverified',
  access_denied: 'company_cancelled',
  state_mismatch: 'company_start_again',
  state_not_found: 'company_start_again',
  please_restart_the_process: 'company_start_again',
}

/** Says a refusal of the library in our words. */
export function refusalFrom(status: number, code: string | undefined, retryAfterSeconds: number): Refused {
  if (code === 'VALIDATION_ERROR') return new Refused('signin.incomplete', {}, 422)
  const name =
    refusalCodes[code ?? ''] ?? (status === 429 ? 'too_many_attempts' : status >= 500 ? 'failed' : 'refused')
  const values = {
    min: minPasswordLength,
    max: maxPasswordLength,
    count: Math.max(1, Math.ceil(retryAfterSeconds / 60)),
  }
  return new Refused(`signin.${name}`, values, status)
}

/** Rewrites where the end of a company sign-in leads: our code, and none of the provider's own text in our page. */
export function companyRedirect(location: string): string {
  const cut = location.indexOf('?')
  const parameters = new URLSearchParams(cut < 0 ? '' : location.slice(cut))
  const error = parameters.get('error')
  if (error === null) return location
  parameters.delete('error_description')
  parameters.set('error', `signin.${companyCodes[error.toLowerCase()] ?? 'company_refused'}`)
  return `${location.slice(0, cut)}?${parameters}`
}
