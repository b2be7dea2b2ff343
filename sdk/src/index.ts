export { type BoucleOptions, BoucleProblem, createBoucle } from './client.ts'
export type { Boucle, CallOptions } from './operations.ts'
export { every, following } from './pages.ts'
export { NotFromBoucle, readWebhook, type WebhookPayload } from './receiver.ts'
