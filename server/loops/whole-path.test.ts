import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aMail, aMember, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'

let app: TestApp

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

async function mailsTo(address: string) {
  const names = (await readdir(app.outbox)).filter(name => name.endsWith('.eml'))
  const mails = await Promise.all(
    names.map(async name => PostalMime.parse(await readFile(join(app.outbox, name)))),
  )
  return mails.filter(mail => mail.to?.some(to => to.address === address))
}

interface Recoveries {
  items: {
    id: string
    owner: { id: string }
    dueAt: string
    score: number
    comment: string
    conversationId: string
  }[]
}

test('Q37 D19: a closed mail is followed by a survey, and a bad answer by a recovery with an owner and a deadline in open hours', async () => {
  const workspace = await aWorkspace(app)
  // Nothing to undo: the survey leaves at once.
  await workspace.call('PATCH', '/workspace', { settings: { undoSeconds: 0, recoveryHours: 8 } })
  const supervisor = await aMember(app, workspace, 'supervisor', { teamIds: [workspace.teamId] })
  const adviser = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  const from = `anna-${workspace.slug}@mail.test`
  const receipt = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, from: `Anna Pereira <${from}>` }),
  )
  const { conversationId } = receipt.body as { conversationId: string }
  await adviser.call('POST', `/conversations/${conversationId}/messages`, {
    text: 'Bonjour Anna,\n\nLe bouquet part demain.',
    afterwards: 'close',
  })
  await app.settle()

  // A mail may still be on its way to the folder when everything else has settled.
  const survey = await vi.waitFor(async () => {
    const surveys = (await mailsTo(from)).filter(mail => mail.text?.includes('/s/'))
    expect(surveys).toHaveLength(1)
    return surveys[0]!
  }, 10_000)
  expect(survey).toMatchObject({ from: { address: workspace.address } })
  const path = /\/s\/[\w-]{43}/.exec(survey.text!)![0]

  expect((await app.http.inject({ method: 'GET', url: `${path}?score=1` })).statusCode).toBe(200)
  const sent = await app.http.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'score=1&comment=Toujours%20rien',
  })
  expect(sent.statusCode).toBe(303)
  await app.settle()
  await vi.waitFor(async () => {
    expect((await supervisor.call<Recoveries>('GET', '/recoveries')).body.items).toHaveLength(1)
  }, 10_000)

  const shown = await adviser.call<{ survey: object; recoveryId: string }>(
    'GET',
    `/conversations/${conversationId}`,
  )
  expect(shown.body.survey).toMatchObject({ score: 1, comment: 'Toujours rien' })
  const { items } = (await supervisor.call<Recoveries>('GET', '/recoveries?mine=true')).body
  expect(items).toMatchObject([
    {
      id: shown.body.recoveryId,
      conversationId,
      score: 1,
      comment: 'Toujours rien',
      owner: { id: supervisor.id },
    },
  ])
  const calendar = await app.ground.db.readWorkspace(workspace.id, tx =>
    app.workspaces.calendars.ofWorkspace(tx),
  )
  const opened = new Date(items[0]!.dueAt)
  expect(app.workspaces.calendars.isOpen(calendar, new Date(opened.getTime() - 1))).toBe(true)
  expect(app.workspaces.calendars.openMinutesBetween(calendar, new Date(), opened)).toBeCloseTo(8 * 60, 0)

  const csat = await workspace.call<{ items: { id: string }[] }>('GET', '/surveys')
  const figures = await supervisor.call('GET', `/surveys/${csat.body.items[0]!.id}/csat`)
  expect(figures.body).toMatchObject({ sent: 1, answered: 1, satisfied: 0, csat: null })
})
