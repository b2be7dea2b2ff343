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
    segments: [],
    touches: [],
    complaint: false,
    moment: false,
    attributes: [],
  }
  const policy = (
    position: number,
    name: string,
    conditions: Partial<Record<keyof typeof nobody, unknown>>,
    first: { amount: number; unit: string },
    resolution: { amount: number; unit: string } | null = null,
  ): Row<'sla_policies'> => ({
    id: next(),
    name,
    position,
    enabled: true,
    conditions: JSON.stringify({ ...nobody, ...conditions }),
    first_target: JSON.stringify(first),
    next_target: null,
    resolution_target: resolution && JSON.stringify(resolution),
    pauses_on_hold: false,
    warn_percent: 75,
    on_warning: JSON.stringify({ notify: ['owner'], byMail: false, priority: null, teamId: null }),
    on_breach: JSON.stringify({
      notify: ['owner', 'supervisors'],
      byMail: false,
      priority: 'high',
      teamId: null,
    }),
    calendar_id: calendarId,
    version: 1,
    updated_at: created,
  })
  return [
    // Q31: whoever complains of a lost parcel, a wedding or a mourning is answered within two opening hours.
    policy(0, 'Moments de vérité', { moment: true, complaint: true }, { amount: 2, unit: 'openHour' }),
    policy(
      1,
      'Premium Pivoine',
      { attributes: [{ key: 'loyalty', values: ['Pivoine'] }] },
      { amount: 8, unit: 'openHour' },
      { amount: 3, unit: 'jourOuvre' },
    ),
    policy(2, 'Entreprises', { channels: [businessChannelId] }, { amount: 2, unit: 'jourOuvre' }),
  ]
}
