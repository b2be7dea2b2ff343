import type { WorkState } from '../../contract/work.ts'

/** Whether one more on a channel is beyond somebody's room: taken by hand, it is set aside until there is some. */
export const isBeyondRoom = (state: WorkState | undefined, channel: string): state is WorkState =>
  state?.isOn === true && state.used + (state.units[channel] ?? 0) > state.capacity
