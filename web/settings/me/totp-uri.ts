/** The secret inside an otpauth address, in fours so that it can be typed by hand. */
export function secretOf(totpUri: string): string {
  const secret = new URL(totpUri).searchParams.get('secret') ?? ''
  return secret.match(/.{1,4}/g)?.join(' ') ?? ''
}
