/** One screen of a person, and what they have before their eyes there. */
export interface Look {
  workspaceId: string
  screenId: string
  memberId: string
  name: string
  conversationId: string | null
  typing: boolean
}

export interface Looker {
  memberId: string
  name: string
  typing: boolean
}

/** A conversation whose lookers changed. */
export interface Changed {
  workspaceId: string
  conversationId: string
}

/**
 * Who looks at and who types in which conversation (E48). It lives in memory alone and fades: a screen that gives no sign
 * for a while is looking at nothing any more.
 */
export function createLooking(now: () => Date, fadesAfterMs: number) {
  const screens = new Map<string, Look & { at: number }>()

  const people = ({ workspaceId, conversationId }: Changed): Looker[] => {
    const found = new Map<string, Looker>()
    for (const look of screens.values()) {
      if (look.conversationId !== conversationId || look.workspaceId !== workspaceId) continue
      const { memberId, name } = look
      found.set(memberId, { memberId, name, typing: look.typing || found.get(memberId)?.typing === true })
    }
    return [...found.values()].sort((one, other) => (one.memberId < other.memberId ? -1 : 1))
  }

  /** Does something to the screens; says in which of these conversations others now see something else. */
  const changing = (conversations: Changed[], act: () => void): Changed[] => {
    const before = conversations.map(conversation => JSON.stringify(people(conversation)))
    act()
    return conversations.filter(
      (conversation, index) => JSON.stringify(people(conversation)) !== before[index],
    )
  }

  const conversationOf = (look: Look | undefined): Changed[] =>
    look?.conversationId ? [{ workspaceId: look.workspaceId, conversationId: look.conversationId }] : []

  return {
    people,
    /** A sign of a screen. */
    look: (look: Look): Changed[] => {
      const left = conversationOf(screens.get(look.screenId))
      const entered = conversationOf(look).filter(
        ({ conversationId }) => conversationId !== left[0]?.conversationId,
      )
      return changing([...left, ...entered], () =>
        screens.set(look.screenId, { ...look, at: now().getTime() }),
      )
    },
    /** A screen is gone. */
    gone: (screenId: string): Changed[] =>
      changing(conversationOf(screens.get(screenId)), () => screens.delete(screenId)),
    /** Lets the screens fade that gave no sign for long. */
    fade: (): Changed[] => {
      const faded = [...screens.values()].filter(({ at }) => now().getTime() - at >= fadesAfterMs)
      const conversations = new Map(faded.flatMap(conversationOf).map(one => [one.conversationId, one]))
      return changing([...conversations.values()], () => {
        for (const { screenId } of faded) screens.delete(screenId)
      })
    },
  }
}

export type Looking = ReturnType<typeof createLooking>
