import { DateTime } from 'luxon'

/** Sectors in which the law says when a complaint is acknowledged and answered. */
export const regulatedSectors: ReadonlySet<string> = new Set(['bank', 'insurance'])

/** Ten *jours ouvrables* to say that it came (CMP-2): Saturdays count, Sundays and public holidays do not. */
export const acknowledgeTarget = { amount: 10, unit: 'jourOuvrable' } as const

/** The acknowledgement is warned of so many of its days before: where they began, ten less those. */
export const acknowledgeWarning = (daysBefore: number) =>
  ({ ...acknowledgeTarget, amount: acknowledgeTarget.amount - daysBefore }) as const

/** Two months, day for day where the house is, to answer it (CMP-2); nothing pauses them. */
export const answerBy = (sentAt: Date, timeZone: string): Date =>
  DateTime.fromJSDate(sentAt, { zone: timeZone }).plus({ months: 2 }).toJSDate()

/** The answer is warned of so many days before, whatever days these are. */
export const answerWarning = (due: Date, daysBefore: number, timeZone: string): Date =>
  DateTime.fromJSDate(due, { zone: timeZone }).minus({ days: daysBefore }).toJSDate()

/** What a complaint is due by next, and how it stands with it. */
export type Pending = { kind: 'acknowledgement' | 'answer'; dueAt: Date; isLate: boolean }

export interface ClockRow {
  acknowledge_by: Date | null
  acknowledge_warn_at: Date | null
  acknowledge_warned_at: Date | null
  acknowledge_missed_at: Date | null
  acknowledged_at: Date | null
  answer_by: Date | null
  answer_warn_at: Date | null
  answer_warned_at: Date | null
  answer_missed_at: Date | null
  answered_at: Date | null
}

/** What is to be told of a complaint at an instant: each date once when it comes near, once when it is missed, late before soon. */
export function toTell(row: ClockRow, now: Date): Pending[] {
  if (row.answered_at) return []
  const told: Pending[] = []
  if (row.acknowledge_by && !row.acknowledged_at && !row.acknowledge_missed_at) {
    const isLate = row.acknowledge_by < now
    const isSoon = !row.acknowledge_warned_at && row.acknowledge_warn_at && row.acknowledge_warn_at <= now
    if (isLate || isSoon) told.push({ kind: 'acknowledgement', dueAt: row.acknowledge_by, isLate })
  }
  if (row.answer_by && !row.answer_missed_at) {
    const isLate = row.answer_by < now
    const isSoon = !row.answer_warned_at && row.answer_warn_at && row.answer_warn_at <= now
    if (isLate || isSoon) told.push({ kind: 'answer', dueAt: row.answer_by, isLate })
  }
  return told
}

/** When mediation opens by silence, and when it ends: two months after the complaint, a year after the first that was written (CMP-5). */
export function mediationOf(
  { sentAt, firstSentAt }: { sentAt: Date; firstSentAt: Date },
  timeZone: string,
  now: Date,
): { opensAt: Date; endsAt: Date; isOutOfTime: boolean } {
  const endsAt = DateTime.fromJSDate(firstSentAt, { zone: timeZone }).plus({ years: 1 }).toJSDate()
  return { opensAt: answerBy(sentAt, timeZone), endsAt, isOutOfTime: endsAt < now }
}
