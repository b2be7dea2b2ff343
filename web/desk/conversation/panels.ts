/** The panels that hang from the header of a conversation; one is open at a time. */
export type HeaderPanel =
  | 'assign'
  | 'handOver'
  | 'consult'
  | 'together'
  | 'reason'
  | 'priority'
  | 'tags'
  | 'snooze'
  | 'share'
  | 'close'
  | 'why'
  | 'merge'
  | 'link'
  | 'side'
  | undefined
