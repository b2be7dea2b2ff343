import { RuleBody, type RuleState } from '#contract/rules.ts'
import type { Row } from './plan.ts'
import type { ReasonKey } from './reasons.ts'
import { typesetFrench } from './typography.ts'

type DemoRule = { name: string; state: RuleState; body: (ids: RuleIds) => unknown }

type RuleIds = {
  reasons: ReadonlyMap<ReasonKey, string>
  /** An answer that may leave by itself. */
  answerId: string
}

const written: DemoRule[] = [
  {
    name: 'Bouquet en retard',
    state: 'watched',
    body: ({ reasons }) => ({
      all: [
        {
          on: 'words',
          has: [
            'en retard',
            'pas reçu',
            'pas arrivé',
            'toujours rien',
            'late',
            'not arrived',
            'has not come',
          ],
        },
      ],
      actions: [
        { do: 'setReason', reasonId: reasons.get('delivery.late')! },
        { do: 'setPriority', priority: 'high' },
      ],
    }),
  },
  {
    name: 'Demande de facture',
    state: 'enabled',
    body: ({ reasons }) => ({
      all: [{ on: 'words', has: ['duplicata*', 'ma facture', 'notre facture', 'my invoice', 'our invoice'] }],
      actions: [
        { do: 'setReason', reasonId: reasons.get('payment.invoice')! },
        { do: 'addTag', tag: 'facture' },
      ],
    }),
  },
  {
    name: 'Conseils pour faire durer un bouquet',
    state: 'watched',
    body: ({ answerId }) => ({
      all: [
        { on: 'words', has: ['entretien', 'faire durer', 'combien de temps', 'how long', 'keep it fresh'] },
      ],
      actions: [{ do: 'reply', cannedAnswerId: answerId }],
    }),
  },
]

/** The rules that the shop has written: one that acts, two on trial. */
export function buildRules(
  next: () => string,
  created: Date,
  ids: RuleIds & { leadId: string },
): { rules: Row<'rules'>[]; rule_versions: Row<'rule_versions'>[] } {
  const rules = written.map(({ name, state }, position) => ({
    ...{ id: next(), name: typesetFrench(name), position, state, version: 1 },
    ...{ created_at: created, updated_at: created, archived_at: null },
  }))
  return {
    rules,
    rule_versions: rules.map(({ id }, index) => ({
      ...{ rule_id: id, version: 1, at: created, made_by: ids.leadId },
      body: JSON.stringify(RuleBody.parse(written[index]!.body(ids))),
    })),
  }
}
