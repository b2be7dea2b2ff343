import type { BoardKey, BoardName } from '#contract/supervision.ts'

/** What the figures of a workspace are split by (Q54, M18). */
export interface Places {
  workspace: string
  timeZone: string
  teams: readonly Place[]
  sites: readonly { id: string; name: string }[]
  partners: readonly { id: string; name: string }[]
}

/** A team, where it is and whose: null is the house itself. */
export interface Place {
  id: string
  name: string
  siteId: string | null
  partnerId: string | null
  positions: number | null
}

/** What a board counts, and what each row that is counted says of itself. */
export const dimensions = ['all', 'team', 'site', 'employer', 'language'] as const
export type Dimension = (typeof dimensions)[number]

/** One slice of a workspace: everything, or what has one value in one dimension. */
export interface Slice {
  dimension: Dimension
  value: string | null
}

/** The employer that nobody else is. */
export const house = 'house'

/** Every board that a workspace has, the whole first. */
export function boardsOf({ teams, sites, partners }: Places): BoardName[] {
  return [
    { key: 'all', kind: 'all', name: null },
    ...teams.map(({ id, name }) => ({ key: `team-${id}`, kind: 'team' as const, name })),
    ...sites.map(({ id, name }) => ({ key: `site-${id}`, kind: 'site' as const, name })),
    ...(partners.length > 0 ? [{ key: house, kind: 'house' as const, name: null }] : []),
    ...partners.map(({ id, name }) => ({ key: `partner-${id}`, kind: 'partner' as const, name })),
    ...['fr', 'en'].map(language => ({ key: `language-${language}`, kind: 'language' as const, name: null })),
  ]
}

/** The board of that key; undefined when the workspace has none. */
export const boardNamed = (places: Places, key: BoardKey): BoardName | undefined =>
  boardsOf(places).find(board => board.key === key)

/** What a board counts. */
export function sliceOf({ kind, key }: BoardName): Slice {
  const value = key.slice(key.indexOf('-') + 1)
  if (kind === 'all') return { dimension: 'all', value: null }
  if (kind === 'house') return { dimension: 'employer', value: house }
  return { dimension: kind === 'partner' ? 'employer' : kind, value }
}

/** Says whether work of a team, in a language, is in a slice; work of no team is the house's. */
export function holdsWork(places: Places, slice: Slice) {
  const teams = new Map(places.teams.map(team => [team.id, team]))
  return ({ teamId, language }: { teamId: string | null; language: string | null }): boolean => {
    const team = teamId === null ? undefined : teams.get(teamId)
    switch (slice.dimension) {
      case 'all':
        return true
      case 'team':
        return teamId === slice.value
      case 'site':
        return team?.siteId === slice.value
      case 'employer':
        return (team?.partnerId ?? house) === slice.value
      case 'language':
        return language === slice.value
    }
  }
}

/** Where people work and for whom. */
export interface Whereabouts {
  teamIds: readonly string[]
  siteId: string | null
  partnerId: string | null
  languages: readonly string[]
}

/** Says whether somebody is of a slice: at a site by their own, or by that of a team of theirs. */
export function holdsPeople(places: Places, slice: Slice) {
  const siteOf = new Map(places.teams.map(team => [team.id, team.siteId]))
  return (person: Whereabouts): boolean => {
    switch (slice.dimension) {
      case 'all':
        return true
      case 'team':
        return person.teamIds.includes(slice.value!)
      case 'site':
        return person.siteId
          ? person.siteId === slice.value
          : person.teamIds.some(id => siteOf.get(id) === slice.value)
      case 'employer':
        return (person.partnerId ?? house) === slice.value
      case 'language':
        return person.languages.includes(slice.value!)
    }
  }
}
