interface Page<Item> {
  items: Item[]
  next: string | null
}

interface Feed<Event> {
  items: Event[]
  next: number
  more: boolean
}

/** An operation that answers so, whatever it takes. */
type Listing<Answer> = (input: never) => Promise<Answer>
type InputOf<List extends Listing<unknown>> = NonNullable<Parameters<List>[0]>
type ItemOf<List extends Listing<{ items: unknown[] }>> = Awaited<ReturnType<List>>['items'][number]

/**
 * Every item of a list, page after page:
 * `for await (const contact of every(boucle.contacts.listContacts, { stage: 'customer' })) …`
 */
export async function* every<List extends Listing<Page<unknown>>>(
  list: List,
  input: InputOf<List>,
): AsyncGenerator<ItemOf<List>, void> {
  for (let cursor: string | undefined; ; ) {
    // The input is the list's own, with the cursor that every list takes.
    const page = (await list({ ...(input as object), ...(cursor && { cursor }) } as never)) as Page<
      ItemOf<List>
    >
    yield* page.items
    if (page.next === null) return
    cursor = page.next
  }
}

/**
 * What happened after a number, stretch by stretch, until there is no more. Keep `next` once a stretch is dealt with: it is
 * what to go on from.
 */
export async function* following<List extends Listing<Feed<unknown>>>(
  list: List,
  input: Omit<InputOf<List>, 'after'> & { after: number },
): AsyncGenerator<{ events: ItemOf<List>[]; next: number }, void> {
  for (let after = input.after; ; ) {
    // The input is the list's own, with the number that it takes.
    const { items, next, more } = (await list({ ...input, after } as never)) as Feed<ItemOf<List>>
    yield { events: items, next }
    if (!more) return
    after = next
  }
}
