import type { Ground } from '#server/platform/ground.ts'
import type { TellAdministrators } from './reminders.ts'

/** The administrators of every workspace of their own hear of a backup that could not be made. */
export async function tellOfBackup(
  { db, t, publicUrl }: Ground,
  tellAdministrators: TellAdministrators,
  error: string,
): Promise<void> {
  const houses = await db.system.selectFrom('workspaces').select('id').where('is_demo', '=', false).execute()
  for (const { id } of houses)
    await db.inWorkspace(id, tx =>
      tellAdministrators(tx, language => ({
        subject: t(language, 'privacy:backup.failed.subject'),
        text: t(language, 'privacy:backup.failed.text', { error, url: `${publicUrl}/settings/data` }),
      })),
    )
}
