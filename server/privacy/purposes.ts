import type { bases, Purpose } from '#contract/privacy.ts'
import { factsOnly, ofTheTeam, type PurposeKey, personalTables, purposeKeys } from './map.ts'

/** DAT-1: one lawful basis for each purpose. */
const basisOf: Record<PurposeKey, (typeof bases)[number]> = {
  support: 'contract',
  records: 'contract',
  quality: 'legitimate_interest',
  proof: 'legal_obligation',
  security: 'legitimate_interest',
  team: 'contract',
  operation: 'legitimate_interest',
}

/** The record of processing (art. 30): each purpose, with the tables that serve it. */
export function purposes(word: (key: string) => string): Purpose[] {
  return purposeKeys.map(key => ({
    key,
    name: word(`purpose.${key}.name`),
    basis: basisOf[key],
    basisName: word(`basis.${basisOf[key]}`),
    people: word(`purpose.${key}.people`),
    data: word(`purpose.${key}.data`),
    retention: word(`purpose.${key}.retention`),
    recipients: word(`purpose.${key}.recipients`),
    tables: tablesOf(key),
  }))
}

function tablesOf(key: PurposeKey): string[] {
  const others = [...Object.entries(factsOnly), ...Object.entries(ofTheTeam)]
  return [
    ...personalTables.filter(({ purpose }) => purpose === key).map(({ table }) => table),
    ...others.filter(([, purpose]) => purpose === key).map(([table]) => table),
  ].sort()
}
