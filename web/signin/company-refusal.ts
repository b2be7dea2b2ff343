const sentences = {
  'signin.not_invited': 'company.notInvited',
  'signin.company_address_unverified': 'company.unverified',
  'signin.company_cancelled': 'company.cancelled',
  'signin.company_start_again': 'company.startAgain',
  'signin.company_refused': 'company.refused',
} as const

/** The sentence for what the company's sign-in answered; anything else in the address is not ours and says nothing. */
export function companyRefusal(code: string | null) {
  return code !== null && Object.hasOwn(sentences, code)
    ? sentences[code as keyof typeof sentences]
    : undefined
}
