/** The columns of a card under the names that the API gives them. */
export const contractNames = {
  name: 'name',
  first_name: 'firstName',
  last_name: 'lastName',
  language: 'language',
  company_id: 'companyId',
  stage: 'stage',
  is_vip: 'isVip',
  is_minor: 'isMinor',
  preferred_channel: 'preferredChannel',
  attributes: 'attributes',
} as const

/** A field of a merge as the API names it; attributes keep `attributes.<key>`. */
export const fieldNames = (field: string): string =>
  field === 'blocked_at' ? 'blockedAt' : (contractNames[field as keyof typeof contractNames] ?? field)

/** The field that the API names so. */
export function fieldOf(name: string): string {
  if (name === 'blockedAt') return 'blocked_at'
  return Object.entries(contractNames).find(([, given]) => given === name)?.[0] ?? name
}
