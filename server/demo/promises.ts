import type { Row } from './plan.ts'

/** Time promises of the shop: its best customers within eight opening hours (X9), companies in working days. */
export function timePromises(
  next: () => string,
  created: Date,
  { calendarId, businessChannelId }: { calendarId: string; businessChannelId: string },
): Row<'sla_policies'>[] {
  const nobody = {
    channels: [],
    reasons: [],
    teams: [],
    languages: [],
    priorities: [],
    vip: false,
    attributes: [],
  }
  const policy = (
    position: number,
    name: string,
    conditions: Partial<Record<keyof typeof nobody, unknown>>,
    first: { amount: number; unit: string },
  ): Row<'sla_policies'> => ({
    id: next(),
    name,
    position,
    enabled: true,
    conditions: JSON.stringify({ ...nobody, ...conditions }),
    first_target: JSON.stringify(first),
    next_target: null,
    calendar_id: calendarId,
    version: 1,
    updated_at: created,
  })
  return [
    policy(
      0,
      'Premium Pivoine',
      { attributes: [{ key: 'loyalty', values: ['Pivoine'] }] },
      { amount: 8, unit: 'openHour' },
    ),
    policy(1, 'Entreprises', { channels: [businessChannelId] }, { amount: 2, unit: 'jourOuvre' }),
  ]
}
