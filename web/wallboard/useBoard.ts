import { useEffect, useState } from 'react'
import { io } from 'socket.io-client'
import type { Board, BoardServerToClient } from '../../contract/supervision.ts'

/** Who asks for a board: somebody signed in, or a television with its link. */
export type Asking = { workspace: string; board: string } | { link: string }

export interface Shown {
  board: Board | undefined
  /** When the last word came, on this machine's own clock. */
  heardAt: number | undefined
  /** The link opens nothing, or not any more. */
  isOver: boolean
}

/** Older than this, a figure is not shown as if it were of now. */
const staleMs = 10_000

/** Hears a board: whole first, then what changes in it. */
export function useBoard(asking: Asking): Shown {
  const key = JSON.stringify(asking)
  const [shown, setShown] = useState<Shown & { key: string }>()
  useEffect(() => {
    const asked = JSON.parse(key) as Asking
    const socket = io({
      path: '/wallboard/live',
      ...('link' in asked
        ? { query: { link: '1' }, auth: { link: asked.link } }
        : { query: { workspace: asked.workspace, board: asked.board } }),
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      // Each board has its own line: what one of them closes, another may still show.
      forceNew: true,
    })
    const tell = (change: (before: Board | undefined) => Board | undefined) =>
      setShown(before => ({
        key,
        board: change(before?.key === key ? before.board : undefined),
        heardAt: performance.now(),
        isOver: false,
      }))
    const end = () =>
      setShown(before => ({
        key,
        board: before?.key === key ? before.board : undefined,
        heardAt: before?.heardAt,
        isOver: true,
      }))
    const heard = socket as unknown as {
      on<Name extends keyof BoardServerToClient>(name: Name, act: BoardServerToClient[Name]): void
    }
    heard.on('board', board => tell(() => board))
    heard.on('change', change => tell(before => before && { ...before, ...change }))
    socket.on('connect_error', error => {
      if (error.message !== 'link_over') return
      socket.disconnect()
      end()
    })
    socket.on('disconnect', reason => {
      if (reason === 'io server disconnect') end()
    })
    return () => void socket.disconnect()
  }, [key])
  return shown?.key === key ? shown : { board: undefined, heardAt: undefined, isOver: false }
}

/** How old what is shown is, looked at each second. */
export function useStale(heardAt: number | undefined): boolean {
  const [isStale, setStale] = useState(false)
  useEffect(() => {
    const look = () => setStale(heardAt !== undefined && performance.now() - heardAt > staleMs)
    look()
    const timer = setInterval(look, 1000)
    return () => clearInterval(timer)
  }, [heardAt])
  return isStale
}
