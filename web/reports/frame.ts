/** The place of a drawing, in pixels: its size, and the room around it for words. */
export interface Frame {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
}

/** Width of what is drawn on. */
export const innerWidth = ({ width, left, right }: Frame): number => width - left - right

/** Middle of a column, of so many of one width. */
export function columnX(frame: Frame, count: number, index: number): number {
  return frame.left + ((index + 0.5) / Math.max(1, count)) * innerWidth(frame)
}

/** Height of a value given as a share of the axis, which begins at 0. */
export function shareY(frame: Frame, share: number): number {
  return frame.top + (1 - share) * (frame.height - frame.top - frame.bottom)
}

/** Every so many columns one has its name written under it, so that the words do not touch. */
export function labelStep(count: number, inner: number, wordWidth: number): number {
  return Math.max(1, Math.ceil((count * wordWidth) / Math.max(1, inner)))
}
