// Writes sdk/src/operations.ts from the contract: node_modules/.bin/node scripts/sdk.ts
import { writeFileSync } from 'node:fs'
import { operationsSource } from './sdk-source.ts'

writeFileSync(new URL('../sdk/src/operations.ts', import.meta.url), operationsSource())
