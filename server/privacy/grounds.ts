import type { RefusalGround, RightsRequest } from '#contract/privacy.ts'

/** Grounds on which each kind of request may be refused (GDPR 11, 12(5), 12(6), 15(4), 16, 17(3), 20, 21). */
export const groundsOf: Record<RightsRequest['kind'], readonly RefusalGround[]> = {
  access: ['identity', 'others', 'unfounded', 'excessive'],
  portability: ['identity', 'not_covered', 'others', 'unfounded', 'excessive'],
  rectification: ['identity', 'accurate', 'unfounded', 'excessive'],
  erasure: ['identity', 'legal_duty', 'claims', 'unfounded', 'excessive'],
  objection: ['identity', 'overriding', 'claims', 'unfounded', 'excessive'],
}
