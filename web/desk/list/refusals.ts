/** Who was refused, and why, each reason once: «Anna, Luc : Choisissez un motif avant de clore.» */
export function refusals(refused: readonly { name: string; reason: string }[], shown = 6): string {
  const reasons = [...new Set(refused.map(({ reason }) => reason))]
  return reasons
    .map(reason => {
      const names = refused.filter(one => one.reason === reason).map(({ name }) => name)
      const more = names.length > shown ? [`+${names.length - shown}`] : []
      return `${[...names.slice(0, shown), ...more].join(', ')} – ${reason}`
    })
    .join(' ')
}
