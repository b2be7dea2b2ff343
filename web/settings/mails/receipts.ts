import type { Receipt } from '../../../contract/channels.ts'

/** What can become of a mail that arrived, first what asks for an act. */
export const receiptStates = [
  'parked',
  'stored',
  'ignored',
  'parsed',
] as const satisfies readonly Receipt['state'][]
