export interface MarkProps {
  size?: number
  /** White line on a brand square, as in the icon of the browser tab. */
  framed?: boolean
}

/** Draws Boucle's mark: one line that loops once. It is decoration, the name stands beside it. */
export function Mark({ size = 24, framed = false }: MarkProps) {
  const line = (
    <svg
      viewBox="0 0 32 32"
      width={framed ? size * 0.72 : size}
      height={framed ? size * 0.72 : size}
      fill="none"
      stroke="currentColor"
      strokeWidth={size <= 18 ? 4 : 3.5}
      strokeLinecap="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M4 27c11 0 21-5.5 21-14.5a9 9 0 0 0-18 0C7 21.5 17 27 28 27" />
    </svg>
  )
  if (!framed) return line
  return (
    <span
      style={{
        display: 'inline-grid',
        placeItems: 'center',
        width: size,
        height: size,
        borderRadius: size / 4,
        background: 'var(--b-brand)',
        color: 'var(--b-on-brand)',
      }}
    >
      {line}
    </span>
  )
}
