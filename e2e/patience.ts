/** For `expect.poll`: states are waited for, as long as a slow machine needs, and never slept for. */
export const patiently = { timeout: 20_000, interval: 50 }
