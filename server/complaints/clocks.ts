import { DateTime } from 'luxon'

/** Sectors in which the law says when a complaint is acknowledged and answered. */
export const regulatedSectors: ReadonlySet<string> = new Set(['bank', 'insurance'])

/** Ten *jours ouvrables* to say that it came (CMP-2): Saturdays count, Sundays and public holidays do not. */
export const acknowledgeTarget = { amount: 10, unit: 'jourOuvrable' } as const

/** Two months, day for day where the house is, to answer it (CMP-2); nothing pauses them. */
export const answerBy = (sentAt: Date, timeZone: string): Date =>
  DateTime.fromJSDate(sentAt, { zone: timeZone }).plus({ months: 2 }).toJSDate()
