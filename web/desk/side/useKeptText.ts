import { useState } from 'react'

/** Words being written that outlive the drawer and a reload of the tab, apart for each place. */
export function useKeptText(place: string): [string, (text: string) => void] {
  const key = `boucle.side.${place}`
  const [text, setText] = useState(() => sessionStorage.getItem(key) ?? '')
  return [
    text,
    next => {
      setText(next)
      if (next) sessionStorage.setItem(key, next)
      else sessionStorage.removeItem(key)
    },
  ]
}
