export interface TestResult {
  state: 'sending' | 'sent' | 'arrived' | 'failed'
  seconds: number | null
  error: string | null
}

export type StepState = 'done' | 'now' | 'next' | 'failed'

export interface RoundTrip {
  /** The three moments of the test, in their order. */
  steps: { name: 'written' | 'left' | 'home'; state: StepState }[]
  outcome: 'running' | 'arrived' | 'failed' | 'late'
  seconds: number
}

/** After this many seconds a mail that has left is said late: by then most servers have delivered. */
const patienceSeconds = 60

/** True when nothing more will be learnt. */
export function isOver(result: TestResult | undefined): boolean {
  return result?.state === 'arrived' || result?.state === 'failed'
}

/** What a test looks like after so many seconds. */
export function roundTrip(result: TestResult | undefined, elapsedSeconds: number): RoundTrip {
  const state = result?.state ?? 'sending'
  const left: Record<TestResult['state'], StepState> = {
    sending: 'now',
    sent: 'done',
    arrived: 'done',
    failed: 'failed',
  }
  const home: Record<TestResult['state'], StepState> = {
    sending: 'next',
    sent: 'now',
    arrived: 'done',
    failed: 'next',
  }
  const outcome = isOver(result)
    ? state === 'arrived'
      ? 'arrived'
      : 'failed'
    : elapsedSeconds > patienceSeconds
      ? 'late'
      : 'running'
  return {
    steps: [
      { name: 'written', state: 'done' },
      { name: 'left', state: left[state] },
      { name: 'home', state: home[state] },
    ],
    outcome,
    seconds: result?.seconds ?? elapsedSeconds,
  }
}
