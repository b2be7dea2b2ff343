import { beforeEach, describe, expect, test } from 'vitest'
import type { Draft } from '../../../contract/conversations.ts'
import { createDraftKeeper, type DraftContent, type DraftKeeper } from './draft-keeper.ts'

interface World {
  keeper: DraftKeeper
  saved: { id: string; kind: string; text: string }[]
  dropped: string[]
  marks: Record<string, boolean>
  memory: Map<string, string>
  /** Runs the timers that are due. */
  pass: () => Promise<void>
  network: { isDown: boolean; gate?: Promise<void> | undefined }
}

let world: World

beforeEach(() => {
  world = aWorld()
})

function aWorld(memory = new Map<string, string>()): World {
  const saved: World['saved'] = []
  const dropped: string[] = []
  const marks: Record<string, boolean> = {}
  const network: World['network'] = { isDown: false }
  let timers: (() => void)[] = []
  let minute = 0
  const keeper = createDraftKeeper({
    save: async (id, kind, content) => {
      await network.gate
      if (network.isDown) throw new Error('unreachable')
      saved.push({ id, kind, text: content.text })
      minute += 1
      return { updatedAt: `2026-11-21T09:0${minute}:00Z` }
    },
    drop: async (id, kind) => {
      dropped.push(`${id}/${kind}`)
    },
    memory: {
      getItem: key => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: key => void memory.delete(key),
    },
    after: (_, run) => {
      timers.push(run)
      return () => {
        timers = timers.filter(timer => timer !== run)
      }
    },
    onChange: (id, hasDraft) => {
      marks[id] = hasDraft
    },
  })
  const pass = async () => {
    const due = timers
    timers = []
    for (const run of due) run()
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
  }
  return { keeper, saved, dropped, marks, memory, pass, network }
}

const aDraft = (text: string, change: Partial<Draft> = {}): Draft => ({
  conversationId: 'a',
  kind: 'reply',
  body: { text },
  attachments: [],
  seenMessageId: null,
  updatedAt: '2026-11-21T08:00:00Z',
  ...change,
})
const textOf = (keeper: DraftKeeper, id: string, kind: 'reply' | 'note' = 'reply') =>
  keeper.read(id, kind).content.text

describe('what is being written', () => {
  test('is saved once after the last letter, and the row says "Draft"', async () => {
    for (const text of ['H', 'He', 'Hello']) world.keeper.edit('a', 'reply', { text })
    await world.pass()
    expect(world.saved).toEqual([{ id: 'a', kind: 'reply', text: 'Hello' }])
    expect(world.keeper.read('a', 'reply')).toMatchObject({ state: 'saved', savedAt: '2026-11-21T09:01:00Z' })
    expect(world.marks).toEqual({ a: true })
    expect(world.memory.size).toBe(0)
  })

  test('stays in its conversation and on its side', async () => {
    world.keeper.edit('a', 'reply', { text: 'to Anna' })
    world.keeper.edit('a', 'note', { text: 'between us' })
    expect(textOf(world.keeper, 'b')).toBe('')
    expect(textOf(world.keeper, 'a', 'note')).toBe('between us')
    await world.keeper.flush('a')
    expect(world.saved.map(one => one.kind)).toEqual(['reply', 'note'])
  })

  test('survives the network going away: kept here, tried again, and a reload finds it', async () => {
    world.network.isDown = true
    world.keeper.edit('a', 'reply', { text: 'Hello' })
    await world.pass()
    expect(world.keeper.read('a', 'reply').state).toBe('failed')
    const afterReload = aWorld(world.memory)
    afterReload.keeper.load('a', [])
    expect(textOf(afterReload.keeper, 'a')).toBe('Hello')
    world.network.isDown = false
    await world.pass()
    expect(world.keeper.read('a', 'reply').state).toBe('saved')
    expect(world.saved).toHaveLength(1)
  })

  test('is not overwritten by a slower answer of the server', () => {
    world.keeper.edit('a', 'reply', { text: 'newer' })
    world.keeper.load('a', [aDraft('older')])
    expect(textOf(world.keeper, 'a')).toBe('newer')
  })

  test('is not taken away by an answer to what was asked before it was kept, nor brought back by one from before it left', async () => {
    const asked = world.keeper.asking()
    world.keeper.edit('a', 'reply', { text: 'Hello' })
    await world.pass()
    expect(world.keeper.read('a', 'reply').state).toBe('saved')
    world.keeper.load('a', [], asked)
    expect(textOf(world.keeper, 'a')).toBe('Hello')

    const again = world.keeper.asking()
    await world.keeper.lift('a', 'reply')
    world.keeper.forget('a', 'reply')
    world.keeper.load('a', [aDraft('Hello')], again)
    expect(textOf(world.keeper, 'a')).toBe('')
    // Sent from another tab: an answer to what is asked now is believed.
    world.keeper.load('a', [aDraft('From elsewhere')], world.keeper.asking())
    expect(textOf(world.keeper, 'a')).toBe('From elsewhere')
    world.keeper.load('a', [], world.keeper.asking())
    expect(textOf(world.keeper, 'a')).toBe('')
  })

  test('is known as unconfirmed until the server has it', async () => {
    world.keeper.edit('a', 'reply', { text: 'Hello' })
    world.keeper.edit('b', 'note', { text: ' ' })
    expect(world.keeper.unconfirmed().map(one => [one.conversationId, one.kind])).toEqual([['a', 'reply']])
    await world.pass()
    expect(world.keeper.unconfirmed()).toEqual([])
  })

  test('never arrives after a newer version', async () => {
    let open = () => {}
    world.network.gate = new Promise(resolve => {
      open = resolve
    })
    world.keeper.edit('a', 'reply', { text: 'first' })
    await world.pass()
    world.keeper.edit('a', 'reply', { text: 'second' })
    await world.pass()
    open()
    for (let turn = 0; turn < 20; turn += 1) await world.pass()
    expect(world.saved.map(one => one.text)).toEqual(['first', 'second'])
    expect(world.keeper.read('a', 'reply').state).toBe('saved')
  })

  test('disappears from the server when everything is erased', async () => {
    world.keeper.load('a', [aDraft('Hello')])
    world.keeper.edit('a', 'reply', { text: ' ' })
    await world.pass()
    expect(world.dropped).toEqual(['a/reply'])
    expect(world.marks).toEqual({ a: false })
  })

  test('is out of sight while it leaves, and comes back when it is refused or the page is reloaded', async () => {
    world.keeper.edit('a', 'reply', { text: 'Hello' })
    const content = await world.keeper.lift('a', 'reply')
    expect(textOf(world.keeper, 'a')).toBe('')
    world.keeper.load('a', [aDraft('Hello')])
    expect(textOf(world.keeper, 'a')).toBe('')
    const afterReload = aWorld(world.memory)
    afterReload.keeper.load('a', [])
    expect(textOf(afterReload.keeper, 'a')).toBe('Hello')
    world.keeper.edit('a', 'reply', content)
    expect(textOf(world.keeper, 'a')).toBe('Hello')
    await world.pass()
    expect(world.saved.map(one => one.text)).toEqual(['Hello'])
  })

  test('waits for its last save before it leaves', async () => {
    let open = () => {}
    world.network.gate = new Promise(resolve => {
      open = resolve
    })
    world.keeper.edit('a', 'reply', { text: 'Hello' })
    await world.pass()
    let isLifted = false
    const lifting = world.keeper.lift('a', 'reply').then(() => {
      isLifted = true
    })
    await world.pass()
    expect(isLifted).toBe(false)
    open()
    await lifting
    expect(world.saved).toHaveLength(1)
  })

  test('is nowhere once it has left', async () => {
    world.keeper.edit('a', 'reply', { text: 'Hello' })
    await world.keeper.lift('a', 'reply')
    world.keeper.forget('a', 'reply')
    await world.pass()
    expect(world.saved).toEqual([])
    expect(world.memory.size).toBe(0)
    expect(textOf(world.keeper, 'a')).toBe('')
  })
})

test('a draft of the server comes back whole: words, files, recipients and what was seen', () => {
  const attachment = {
    id: 'f1',
    name: 'a.pdf',
    type: 'application/pdf',
    bytes: 3,
    inline: false,
    contentId: null,
    url: '/x',
  }
  const cc = [{ name: '', address: 'luc@mail.test' }]
  world.keeper.load('a', [
    aDraft('Hello', {
      body: { text: 'Hello', cc, forwardMessageId: 'm7' },
      attachments: [attachment],
      seenMessageId: 'm9',
    }),
  ])
  const expected: DraftContent = {
    text: 'Hello',
    subject: undefined,
    to: undefined,
    cc,
    bcc: undefined,
    channelId: undefined,
    forwardMessageId: 'm7',
    attachments: [attachment],
    seenMessageId: 'm9',
  }
  expect(world.keeper.read('a', 'reply').content).toEqual(expected)
})
