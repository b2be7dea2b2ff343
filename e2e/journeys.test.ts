import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { findChromium } from './chromium.ts'
import { answerWell } from './journeys/answers.ts'
import { askBeside } from './journeys/beside.ts'
import { keepTheBook } from './journeys/book.ts'
import { keepChannels } from './journeys/channels.ts'
import { setUpTogether } from './journeys/chat-settings.ts'
import { askColleagues } from './journeys/colleagues.ts'
import { settleComplaints } from './journeys/complaints.ts'
import { keepDrafts } from './journeys/drafts.ts'
import { workAllAtOnce } from './journeys/five-roles.ts'
import { handOver } from './journeys/handing-over.ts'
import { handOnTheFocus, useKeysAlone } from './journeys/keyboard.ts'
import { actLater } from './journeys/later.ts'
import { offerWork } from './journeys/offers.ts'
import { surviveCuts, surviveKills } from './journeys/outage.ts'
import { openOverflows } from './journeys/overflow.ts'
import { keepPlaces } from './journeys/places.ts'
import { promiseAnswers } from './journeys/promises.ts'
import { settledQueues } from './journeys/queues.ts'
import { followRequests } from './journeys/requests.ts'
import { answerForData } from './journeys/rights.ts'
import { playRoles } from './journeys/roles.ts'
import { letHappen } from './journeys/rules.ts'
import { knowCustomers } from './journeys/segments.ts'
import { keepApart } from './journeys/senders.ts'
import { tellStory } from './journeys/story.ts'
import { announceSubProcessors } from './journeys/sub-processors.ts'
import { lookBack } from './journeys/team-states.ts'
import { workTogether } from './journeys/together.ts'
import { walkEverywhere } from './journeys/tour.ts'
import { superviseAll } from './journeys/wallboard.ts'
import { talkThroughCuts, talkThroughKills } from './journeys/widget-cuts.ts'
import { keepThePagesPromises } from './journeys/widget-docs.ts'
import { standOnPages } from './journeys/widget-page.ts'
import { outliveReleases } from './journeys/widget-releases.ts'
import { useSenses } from './journeys/widget-senses.ts'
import { askInChat } from './journeys/widget-survey.ts'
import { talkOnPages } from './journeys/widget-talk.ts'
import { openStage, type Stage } from './stage.ts'

const chromium = findChromium()

describe.skipIf(!chromium)(
  chromium ? 'In a real browser' : 'Skipped: no Chromium here (apt-get install chromium, or set CHROMIUM)',
  // People, browsers and a program share two cores here: what is red once is tried again, and named at the end of the run.
  { timeout: 240_000, retry: 1 },
  () => {
    let opened: Stage | undefined
    const stage = () => opened!

    beforeAll(async () => {
      opened = await openStage(chromium!)
      // The question follows the closure at once: half an hour is long for a test.
      const { items } = await stage().as('administrator').surveys.list()
      for (const { id } of items) await stage().as('administrator').surveys.update({ id, delayMinutes: 0 })
    }, 240_000)
    afterAll(() => opened?.close(), 30_000)
    afterEach(context => {
      expect(stage().troublesOf(context)).toEqual([])
    })

    // Most of their time is waiting: for ten seconds in which an answer can be called back, for a minute without a
    // network. People at work at the same moment is also what a desk is for.
    describe('a morning of several people', { concurrent: true }, () => {
      surviveCuts(stage)
      tellStory(stage)
      keepDrafts(stage)
      answerWell(stage)
      askBeside(stage)
      letHappen(stage)
      knowCustomers(stage)
      superviseAll(stage)
      actLater(stage)
      workTogether(stage)
      setUpTogether(stage)
      useKeysAlone(stage)
    })
    describe('the pages that customers find', { concurrent: true }, () => followRequests(stage))
    describe('the chat on the pages of others', { concurrent: true }, () => {
      talkThroughCuts(stage)
      standOnPages(stage)
      talkOnPages(stage)
      askInChat(stage)
      useSenses(stage)
      outliveReleases(stage)
      keepThePagesPromises(stage)
    })
    describe('handing over', () => {
      handOver(stage)
      askColleagues(stage)
      settleComplaints(stage)
      openOverflows(stage)
    })
    // Alone: it gives the adviser of all the others what waits.
    describe('routing on', () => offerWork(stage))
    describe('five roles at once', () => workAllAtOnce(stage))
    describe('the server killed', () => {
      surviveKills(stage)
      talkThroughKills(stage)
    })
    describe('the address book', () => keepTheBook(stage))
    describe('channels and senders', () => {
      keepChannels(stage)
      keepApart(stage)
      promiseAnswers(stage)
      settledQueues(stage)
      answerForData(stage)
      handOnTheFocus(stage)
      announceSubProcessors(stage)
    })
    describe('places', () => keepPlaces(stage))
    describe('looking back', () => lookBack(stage))
    describe('roles', () => playRoles(stage))
    describe('the tour', { concurrent: true }, () => walkEverywhere(stage))
  },
)
