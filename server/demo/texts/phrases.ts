/** Phrases that fit any conversation, and those that only make sense about an order that is on its way or went wrong. */
export type Choice = { any: readonly string[]; order: readonly string[] }

/** A question that comes after the answer, with its own answer. */
export type FollowUp = { asks: string; answer: string }

/** Words around the matter itself: how people greet, insist, thank and sign, in one language. */
export type Phrases = {
  customer: {
    greetings: Record<'formal' | 'plain' | 'casual', readonly string[]>
    goodbyes: Record<'formal' | 'plain' | 'casual', readonly string[]>
    devices: readonly string[]
    /** One sentence more, that says who is writing. */
    context: Choice
    chasers: Choice
    thanks: Choice
    unhappy: Choice
    comebacks: Choice
  }
  followUps: { any: readonly FollowUp[]; order: readonly FollowUp[] }
  adviser: {
    greetings: readonly string[]
    openings: Choice
    /** After the customer has answered a question. */
    laterOpenings: readonly string[]
    /** After the adviser asked for time. */
    backOpenings: readonly string[]
    lateOpenings: readonly string[]
    holding: Choice
    toChaser: Choice
    toUnhappy: Choice
    toComeback: Choice
    toThanks: readonly string[]
    /** When all is said, and when the customer will hear more. */
    closings: readonly string[]
    pendingClosings: readonly string[]
    goodbyes: readonly string[]
  }
  notes: Choice
  closingNotes: readonly string[]
  outbound: readonly { subject: string; text: string }[]
}
