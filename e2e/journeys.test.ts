import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { findChromium } from './chromium.ts'
import { keepDrafts } from './journeys/drafts.ts'
import { surviveOutages } from './journeys/outage.ts'
import { keepPlaces } from './journeys/places.ts'
import { playRoles } from './journeys/roles.ts'
import { tellStory } from './journeys/story.ts'
import { workTogether } from './journeys/together.ts'
import { walkEverywhere } from './journeys/tour.ts'
import { openStage, type Stage } from './stage.ts'

const chromium = findChromium()

describe.skipIf(!chromium)(
  chromium ? 'In a real browser' : 'Skipped: no Chromium here (apt-get install chromium, or set CHROMIUM)',
  { timeout: 120_000 },
  () => {
    let opened: Stage | undefined
    const stage = () => opened!

    beforeAll(async () => {
      opened = await openStage(chromium!)
      // The question follows the closure at once: half an hour is long for a test.
      const { items } = await stage().call<{ items: { id: string }[] }>('administrator', 'GET', '/surveys')
      for (const { id } of items)
        await stage().call('administrator', 'PATCH', `/surveys/${id}`, { delayMinutes: 0 })
    }, 240_000)
    afterAll(() => opened?.close(), 30_000)
    afterEach(context => {
      expect(stage().troublesOf(context)).toEqual([])
    })

    describe('the story', () => tellStory(stage))
    describe('drafts', () => keepDrafts(stage))
    describe('two at once', () => workTogether(stage))
    describe('outages', () => surviveOutages(stage))
    describe('places', () => keepPlaces(stage))
    describe('roles', () => playRoles(stage))
    describe('the tour', () => walkEverywhere(stage))
  },
)
