const shapes = {
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 5l-7 7 7 7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  file: 'M15 7l-6.500 6.500a1.500 1.500 0 0 0 3 3l6.500-6.500a3 3 0 0 0-6-6l-6.500 6.500a4.500 4.500 0 0 0 9 9l6-6',
  emoji: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M9 10h.01M15 10h.01M9 15c1.500 1.500 4.500 1.500 6 0',
  send: 'M4 12l16-8-6 16-3-7z',
  phone: 'M5 4h4l2 5-2.500 1.500a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2',
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8M5 21c0-4 3-6 7-6s7 2 7 6',
  warn: 'M12 4l9 16H3zM12 10v4M12 17h.01',
} as const

/** A drawing beside words, or in a button that has its name. */
export function Icon({ shape }: { shape: keyof typeof shapes }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={shape === 'more' ? 3 : 1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[shape]} />
    </svg>
  )
}
