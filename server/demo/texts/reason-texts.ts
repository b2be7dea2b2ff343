/** What people write about one contact reason, in one language; {slots} are filled with facts of the conversation. */
export type ReasonTexts = {
  subjects: readonly string[]
  /** The customer's situation, in a sentence or three. */
  situations: readonly string[]
  /** What the customer asks at the end. */
  asks: readonly string[]
  /** The adviser's answer to the situation. */
  answers: readonly string[]
  /** What the adviser must know first. */
  questions: readonly string[]
  /** What the customer answers to that. */
  details: readonly string[]
  /** The adviser's later news. */
  outcomes: readonly string[]
}

/** The texts of a family of reasons, by the second half of the reason's key. */
export type FamilyTexts = Record<string, ReasonTexts>
