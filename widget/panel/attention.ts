/**
 * The sound of an answer, once the visitor has done something on this page: before that a page must keep still, and a
 * browser that remembers the page before would let it ring.
 */
export function createBell() {
  let mayRing = false
  const allow = () => {
    mayRing = true
  }
  for (const act of ['pointerdown', 'keydown']) addEventListener(act, allow, { capture: true, once: true })
  return {
    ring: () => mayRing && chime(),
    /** The panel was opened; by the visitor, unless the page did it by itself. */
    opened() {
      if (navigator.userActivation?.isActive) allow()
    },
  }
}

/** Two soft notes; made rather than loaded, so that a strict page needs to allow nothing. */
function chime(): void {
  try {
    const audio = new AudioContext()
    for (const [place, pitch] of [660, 880].entries()) {
      const note = audio.createOscillator()
      const volume = audio.createGain()
      const start = audio.currentTime + place * 0.12
      note.frequency.value = pitch
      volume.gain.setValueAtTime(0.06, start)
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3)
      note.connect(volume).connect(audio.destination)
      note.start(start)
      note.stop(start + 0.3)
    }
    setTimeout(() => void audio.close(), 1000)
  } catch {
    // No sound on this machine, or not yet allowed: the badge tells it as well.
  }
}

/** Counts what is unread before the title of the page, and leaves the title as the page has it when there is nothing. */
export function countInTitle(count: number): void {
  const bare = document.title.replace(/^\(\d+\) /, '')
  if (count > 0) document.title = `(${count}) ${bare}`
  else if (bare !== document.title) document.title = bare
}
