import type { Row } from './plan.ts'

/** What those who lead the shop watch, and what they tell everybody on the day that it is set up. */
export function buildWall(next: () => string, created: Date, now: Date) {
  const alerts: Row<'wallboard_alerts'>[] = [
    {
      ...{
        id: next(),
        figure: 'waiting',
        channel: null,
        board: 'all',
        threshold: 20,
        back: 12,
        minutes: 2,
      },
      // Nobody of the shop reads its mail.
      ...{ mail: false, enabled: true, beyond_since: null, created_at: created },
    },
  ]
  const messages: Row<'day_messages'>[] = [
    {
      text: 'Retards du transporteur à Lyon\u00a0: proposez la livraison de demain ou le retrait en boutique.',
      ...{ at: now, made_by: null },
    },
  ]
  return { wallboard_alerts: alerts, day_messages: messages }
}
