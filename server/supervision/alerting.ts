import { sql } from 'kysely'
import type { BoardName } from '#contract/supervision.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import type { Timer } from '#server/platform/jobs.ts'
import type { NoticeMailer } from '#server/platform/notice-mail.ts'
import { figureOn, look } from './alert-figures.ts'
import { type AlertRow, alertRows, endEpisode, noteBeyond, openEpisode } from './alerts.ts'
import { boardIn, type Watching } from './watching.ts'

export interface AlertingDeps {
  watching: Watching
  sendMail: NoticeMailer
}

/** Looks each minute at what is watched, on whichever node: an episode is opened once, and its mail leaves with it. */
export function alertTimer(ground: Ground, deps: AlertingDeps): Timer {
  return { name: 'supervision.alerts', pattern: '* * * * *', run: () => lookAtAll(ground, deps) }
}

async function lookAtAll(ground: Ground, deps: AlertingDeps): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select distinct workspace_id as id from wallboard_alerts where enabled`.execute(ground.db.system)
  for (const { id } of rows)
    await ground.db
      .inWorkspace(id, tx => lookAt(ground, deps, tx))
      .catch(error => ground.log.warn({ error, workspaceId: id }, 'alerts are looked at again in a minute'))
}

async function lookAt(ground: Ground, deps: AlertingDeps, tx: Tx): Promise<void> {
  const now = ground.clock.now()
  // Held: another node that looks at the same minute waits, and finds them opened.
  const alerts = (await alertRows(tx, { lock: true })).filter(({ enabled }) => enabled)
  if (alerts.length === 0) return
  const counted = await deps.watching.fresh(tx)
  for (const alert of alerts) {
    const found = boardIn(counted, alert.board)
    if (!found) continue
    const value = figureOn(found.board, alert)
    const before = { beyondSince: alert.beyond_since, isOpen: alert.since !== null }
    const { change, beyondSince } = look(alert, before, value, now)
    if (beyondSince?.getTime() !== alert.beyond_since?.getTime()) await noteBeyond(tx, alert.id, beyondSince)
    if (change === 'opens') await open(ground, deps, tx, { alert, board: found.name, value: value!, now })
    if (change === 'ends' && (await endEpisode(tx, alert.id, now)))
      await tell(ground, tx, 'wallboard_alert.ended', alert, value!)
  }
}

async function open(
  ground: Ground,
  { sendMail }: AlertingDeps,
  tx: Tx,
  { alert, board, value, now }: { alert: AlertRow; board: BoardName; value: number; now: Date },
) {
  const id = ground.newId()
  if (!(await openEpisode(tx, { id, alertId: alert.id, now, value }))) return
  await tell(ground, tx, 'wallboard_alert.raised', alert, value)
  if (!alert.mail) return
  const { rows } = await sql<{ email: string; language: Language }>`
    select m.email, m.language from members m
    where m.workspace_id = ${tx.workspaceId} and m.status = 'active' and m.role = 'supervisor'
      -- Those of the team, where it is about one that has some.
      and (${board.kind !== 'team'} or exists (
        select from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id and 'team-' || t.team_id = ${board.key}
      ) or not exists (
        select from team_members t
        join members s on s.workspace_id = t.workspace_id and s.id = t.member_id
          and s.status = 'active' and s.role = 'supervisor'
        where t.workspace_id = m.workspace_id and 'team-' || t.team_id = ${board.key}
      ))
    order by m.id`.execute(tx)
  for (const { email, language } of rows) {
    const t = (key: string, values: Record<string, unknown> = {}) =>
      ground.t(language, `alert:${key}`, values)
    const what = t(`what.${alert.figure}`, {
      value: written(alert, value, language),
      threshold: written(alert, alert.threshold, language),
    })
    const place = board.name ?? t(`board.${board.kind === 'language' ? board.key : board.kind}`)
    await sendMail(tx, {
      to: email,
      language,
      purpose: 'notice',
      subject: t('subject', { what, place }),
      text: t('text', {
        what,
        place,
        minutes: alert.minutes,
        url: `${ground.publicUrl}/wallboard/${board.key}`,
      }),
    })
  }
}

function written({ figure }: AlertRow, value: number, language: Language): string {
  const number = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: 0 })
  if (figure === 'oldestWait') return `${number.format(value / 60)}\u00a0min`
  if (figure === 'serviceLevel') return `${number.format(value * 100)}${language === 'fr' ? '\u00a0%' : '%'}`
  return number.format(value)
}

const tell = (
  ground: Ground,
  tx: Tx,
  type: 'wallboard_alert.raised' | 'wallboard_alert.ended',
  alert: AlertRow,
  value: number,
) =>
  ground.recordEvent(tx, {
    type,
    actor: system,
    subject: { kind: 'wallboard_alert', id: alert.id },
    data: { figure: alert.figure, board: alert.board, threshold: alert.threshold, value },
  })
