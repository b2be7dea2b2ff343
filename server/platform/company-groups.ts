import { type Role, roles } from '#contract/common.ts'

/** What a group of the company's provider gives here; no teams named leaves those a person has. */
export interface GroupRule {
  group: string
  role: Exclude<Role, 'partner'>
  teams: string[]
}

/** How groups of the company's provider become rights. */
export interface CompanyGroups {
  /** Where the token names them: `groups`, or a path such as `realm_access.roles`. */
  claim: string
  /** What to ask the provider for, when it gives them only on demand. */
  scope: string | undefined
  rules: GroupRule[]
}

/**
 * Reads `care-leads=supervisor:Mail,English; care=adviser`. A group may hold commas and equal signs, as names of a
 * directory do (`CN=care,OU=groups`); undefined when a rule cannot be read.
 */
export function readGroupRules(text: string): GroupRule[] | undefined {
  const rules = text
    .split(';')
    .map(part => part.trim())
    .filter(Boolean)
    .map(part => {
      const [, group = '', role = '', teams = ''] = /^(.+)=([a-z]+)(?::(.*))?$/s.exec(part) ?? []
      return {
        group: group.trim(),
        role: roles.find(known => known === role && known !== 'partner') as GroupRule['role'] | undefined,
        teams: teams
          .split(',')
          .map(team => team.trim())
          .filter(Boolean),
      }
    })
  if (rules.length === 0) return undefined
  return rules.every((rule): rule is GroupRule => rule.role !== undefined && rule.group !== '')
    ? rules
    : undefined
}

/** What somebody's groups give them: the highest role of them all, and every team. Undefined where no rule speaks of them. */
export function rightsOf(
  rules: readonly GroupRule[],
  groups: readonly string[],
): { role: GroupRule['role']; teams: string[]; groups: string[] } | undefined {
  const matching = rules.filter(rule => groups.includes(rule.group))
  const role = roles.find(known => matching.some(rule => rule.role === known)) as
    | GroupRule['role']
    | undefined
  if (!role) return undefined
  return {
    role,
    teams: [...new Set(matching.flatMap(rule => rule.teams))],
    groups: matching.map(rule => rule.group),
  }
}

/** The groups that a token names, in one word or in a list. */
export function groupsIn(claims: Record<string, unknown>, claim: string): string[] | undefined {
  // A claim may bear dots in its own name: https://example.com/groups.
  const value =
    claims[claim] ??
    claim
      .split('.')
      .reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined | null)?.[step], claims)
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return undefined
  return value.filter(one => typeof one === 'string')
}
