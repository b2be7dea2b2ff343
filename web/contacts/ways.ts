/** Ways to reach a person, in the order they are offered. */
export const ways = ['email', 'phone', 'sms', 'whatsapp', 'messenger', 'chat'] as const
export type Way = (typeof ways)[number]

/** A way as it is known here; what a program wrote besides is shown as it is. */
export function knownWay(text: string | null): Way | undefined {
  return ways.find(way => way === text)
}
