import { useState } from 'react'
import classes from './Avatar.module.css'
import { initials } from './initials.ts'

export interface AvatarProps {
  name: string
  src?: string | null | undefined
  size?: 20 | 24 | 28 | 32 | 40 | 64
  /** A member of the team rather than a customer: the brand's tint. */
  member?: boolean
}

/** A person's photo or initials. It is decoration: the name always stands beside it. */
export function Avatar({ name, src, size = 32, member = false }: AvatarProps) {
  const [broken, setBroken] = useState<string>()
  const letters = initials(name)
  return (
    <span
      className={classes.avatar}
      data-member={member || undefined}
      style={{ width: size, height: size, fontSize: Math.max(12, Math.round(size * 0.38)) }}
      aria-hidden="true"
    >
      {src && src !== broken ? (
        <img src={src} alt="" width={size} height={size} onError={() => setBroken(src)} />
      ) : size < 24 ? (
        letters.slice(0, 1)
      ) : (
        letters
      )}
    </span>
  )
}
