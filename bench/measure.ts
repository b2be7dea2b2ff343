import { readdirSync, readFileSync } from 'node:fs'

/** CPU milliseconds used so far by some processes and all that they started. */
export function cpuMs(roots: number[]): number {
  const processes = everyProcess()
  let ticks = 0
  for (const pid of familyOf(roots, processes)) ticks += processes.get(pid)?.ticks ?? 0
  return ticks * 10 // a tick is 10 ms on Linux
}

/** Some processes and all that they started, and those in turn. */
export function familyOf(roots: number[], processes = everyProcess()): number[] {
  const family = new Set(roots)
  for (let grown = true; grown; ) {
    grown = false
    for (const [pid, { parent }] of processes)
      if (!family.has(pid) && family.has(parent)) {
        family.add(pid)
        grown = true
      }
  }
  return [...family]
}

function everyProcess(): Map<number, { parent: number; ticks: number }> {
  const processes = new Map<number, { parent: number; ticks: number }>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      // After the name in brackets, which may hold anything: state, parent, …, then user and system ticks, own and of dead children.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
        .map(Number)
      processes.set(Number(name), {
        parent: fields[1]!,
        ticks: fields[11]! + fields[12]! + fields[13]! + fields[14]!,
      })
    } catch {
      // it ended while we looked
    }
  }
  return processes
}

/** Kilobytes that some processes take: pages that several share count once (PSS). */
export function memoryOf(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      const told = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
      return sum + Number(/^Pss:\s+(\d+)/m.exec(told)?.[1] ?? 0)
    } catch {
      return sum // it ended while we looked
    }
  }, 0)
}

/** The value that `share` of the samples do not exceed. */
export function percentile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** The one line that tools read: the last of the output. */
export function conclude(figures: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** For whoever waits, beside the figures. */
export const note = (line: string): void => void process.stderr.write(`${line}\n`)
