import type { TeamKey } from './people.ts'
import type { Row } from './plan.ts'
import type { ReasonKey } from './reasons.ts'
import { colleagues, nothingOffered } from './shifts.ts'

/** What people of the shop said that they know, and how well. */
const declared: Record<string, Record<string, number>> = {
  Deuil: { 'margaux.vasseur': 5, 'antoine.garnier': 3, 'lea.marchand': 3, 'juliette.kervella': 2 },
  'Mariages et réceptions': { 'margaux.vasseur': 5, 'antoine.garnier': 4, 'aminata.diallo': 3 },
  'Facturation entreprises': { 'ines.mansouri': 4, 'loic.tanguy': 4, 'camille.roussel': 3 },
  'Soin des plantes': { 'ousmane.keita': 4, 'karim.benali': 2, 'fatou.ndiaye': 3 },
}

/** How work comes to the teams of the shop, what it needs, and what its partner may be given. */
export function buildQueues(
  next: () => string,
  created: Date,
  {
    teams,
    reasons,
    members,
    partnerId,
  }: {
    teams: ReadonlyMap<TeamKey, string>
    reasons: ReadonlyMap<ReasonKey, string>
    members: ReadonlyMap<string, { id: string }>
    partnerId: string
  },
) {
  const skills = Object.keys(declared).map(name => ({ id: next(), name, created_at: created }))
  const skillId = (name: keyof typeof declared) => skills.find(skill => skill.name === name)!.id
  const usual = {
    auto_accept: false,
    needs: '[]',
    steps: '[]',
    overflow: null,
    version: 1,
    updated_at: created,
  }
  const nobody = { teamIds: [], siteIds: [], partnerIds: [], anyLanguage: false, anySkill: false }
  const queues: Row<'queues'>[] = [
    {
      ...{ team_id: teams.get('events')!, way: 'push', ...usual },
      needs: JSON.stringify([
        { skillId: skillId('Deuil'), level: 3, reasonIds: [reasons.get('advice.mourning')!] },
      ]),
      // An hour later whoever is there answers: nobody in mourning waits for an expert.
      steps: JSON.stringify([
        { ...nobody, afterSeconds: 3600, teamIds: [teams.get('mail')!], anySkill: true },
      ]),
    },
    {
      ...{ team_id: teams.get('business')!, way: 'pull', ...usual },
      needs: JSON.stringify([{ skillId: skillId('Facturation entreprises'), level: 2, reasonIds: [] }]),
    },
    { team_id: teams.get('stores')!, way: 'pick', ...usual },
    {
      ...{ team_id: teams.get('phone')!, way: 'push', ...usual },
      overflow: JSON.stringify({
        ...{ teamId: teams.get('azur')!, afterSeconds: null, moreThan: 60 },
        ...{ whenClosed: false, whenNobody: false },
      }),
    },
  ]
  const simple = [...reasons].flatMap(([key, id]) => (/^(delivery|help|store)\./.test(key) ? [id] : []))
  return {
    // Routing is on: who says that they are available is offered what waits.
    dispatchers: [{ epoch: 0, holder: null, until: '-infinity' }],
    skills,
    member_skills: Object.entries(declared).flatMap(([name, people]) =>
      Object.entries(people).map(([key, level]) => ({
        ...{ member_id: members.get(key)!.id, skill_id: skillId(name), level },
      })),
    ),
    queues,
    // Nobody answers for them: nothing is offered to them.
    work_profiles: colleagues.map(({ key }) => ({
      member_id: members.get(key)!.id,
      capacity: key === 'karim.benali' ? 60 : 30,
      most: JSON.stringify(nothingOffered),
    })),
    partner_contracts: [
      {
        ...{
          partner_id: partnerId,
          team_ids: [teams.get('azur')!],
          reason_ids: simple,
          channels: ['email', 'form'],
        },
        ...{
          takes_complaints: false,
          share: null,
          most_open: 40,
          escalation_team_id: teams.get('mail')!,
          version: 1,
          updated_at: created,
        },
      },
    ],
  }
}
