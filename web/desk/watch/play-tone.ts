/** Plays two short soft notes: made here, so that no file has to be loaded at the moment it is needed. */
export function playTone(context: AudioContext) {
  const start = context.currentTime
  for (const [place, frequency] of [660, 880].entries()) {
    const note = context.createOscillator()
    const volume = context.createGain()
    const at = start + place * 0.12
    note.frequency.value = frequency
    volume.gain.setValueAtTime(0, at)
    volume.gain.linearRampToValueAtTime(0.06, at + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22)
    note.connect(volume).connect(context.destination)
    note.start(at)
    note.stop(at + 0.24)
  }
}
