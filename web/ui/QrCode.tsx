import { useMemo } from 'react'
import { qrPath } from './qr.ts'

export interface QrCodeProps {
  text: string
  /** What a screen reader says instead of the squares. */
  label: string
}

/** A QR code that any camera reads: dark on white in the dark too, since many apps cannot read it the other way round. */
export function QrCode({ text, label }: QrCodeProps) {
  const { side, path } = useMemo(() => qrPath(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      width="176"
      height="176"
      shapeRendering="crispEdges"
      style={{ forcedColorAdjust: 'none' }}
    >
      <rect width={side} height={side} fill="white" />
      <path d={path} fill="black" />
    </svg>
  )
}
