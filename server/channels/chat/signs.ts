import type { VisitorSign } from '#contract/events.ts'

/** A sign of typing that is not said again fades after this. */
const typingMs = 6000

/** Who is there and who types, both ways; it lives in memory alone, and only changes are told. */
export function createSigns(tell: (workspaceId: string, sign: VisitorSign) => void, now = () => Date.now()) {
  const visitors = new Map<
    string,
    { workspaceId: string; conversationId: string; typingSince: number | null }
  >()
  /** Name of whoever types at the desk, by session. */
  const writers = new Map<string, string>()

  const signOf = (id: string, isHere: boolean) => {
    const one = visitors.get(id)
    if (one)
      tell(one.workspaceId, {
        conversationId: one.conversationId,
        isHere,
        isTyping: isHere && one.typingSince !== null,
      })
  }

  return {
    /** Which conversation a connected visitor is in. */
    place(id: string, workspaceId: string, conversationId: string | null) {
      if (!conversationId || visitors.get(id)?.conversationId === conversationId) return
      visitors.set(id, { workspaceId, conversationId, typingSince: null })
      signOf(id, true)
    },
    typing(id: string, isTyping: boolean) {
      const one = visitors.get(id)
      if (!one) return
      const was = one.typingSince !== null
      one.typingSince = isTyping ? now() : null
      if (was !== isTyping) signOf(id, true)
    },
    gone(id: string) {
      signOf(id, false)
      visitors.delete(id)
      writers.delete(id)
    },
    /** Lets signs fade that were not said again. */
    fade() {
      for (const [id, one] of visitors) {
        if (one.typingSince === null || now() - one.typingSince < typingMs) continue
        one.typingSince = null
        signOf(id, true)
      }
    },
    of(workspaceId: string, conversationId: string): VisitorSign | undefined {
      for (const one of visitors.values())
        if (one.conversationId === conversationId && one.workspaceId === workspaceId)
          return { conversationId, isHere: true, isTyping: one.typingSince !== null }
      return undefined
    },
    /** Somebody at the desk types, or nobody any more: told when it changes. */
    deskTypes(
      id: string,
      name: string | undefined,
      say: (sign: { name: string; isTyping: boolean }) => void,
    ) {
      const before = writers.get(id)
      if (before === name) return
      if (before) say({ name: before, isTyping: false })
      if (name) {
        writers.set(id, name)
        say({ name, isTyping: true })
      } else writers.delete(id)
    },
  }
}
