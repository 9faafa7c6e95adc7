import { forbidden, invalid } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isSuspended } from '#app/domain/users/roles.ts'
import { checkName } from '#app/domain/users/sign-up.ts'
import { renderMarkdown } from '#app/text/markdown.ts'
import { typedLine, typedText } from '#app/text/typed-text.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type ProfileChange = {
  name: string
  /** What stands after an @; left as it is when absent. */
  handle?: string
  about: string
  location: string
  website: string
  locale: Locale | null
  theme: 'system' | 'light' | 'dark'
}

const HANDLE_LENGTH = [2, 30] as const

/**
 * Throws `handle.invalid`; a dash and digits at the end belong to handles that the forum makes, or two people could come
 * to the same one.
 */
function checkHandle(typed: string): string {
  const handle = typedLine(typed).replace(/^@/, '')
  const [min, max] = HANDLE_LENGTH
  const isWellFormed = /^[a-z0-9]+(?:-[a-z0-9]+)*$/i.test(handle) && handle.length >= min && handle.length <= max
  if (!isWellFormed || /-\d+$/.test(handle)) throw invalid('handle', 'handle.invalid', { min, max })
  return handle
}

/**
 * One's own name, handle, introduction and preferences. Throws forbidden `profile.change`, invalid `name.*`, `handle.invalid`, `handle.taken`,
 * `about.too_long`, `website.invalid`.
 */
export async function changeProfile(db: Db, actor: Actor, change: ProfileChange): Promise<void> {
  if (isSuspended(actor)) throw forbidden('profile.change')
  const name = checkName(change.name)
  const about = typedText(change.about)
  if (about.length > 3000) throw invalid('about', 'about.too_long', { max: 3000 })
  const website = typedLine(change.website)
  if (
    website !== '' &&
    !(website.length <= 300 && URL.canParse(website) && /^https?:$/.test(new URL(website).protocol))
  ) {
    throw invalid('website', 'website.invalid')
  }
  const handle = await findNewHandle(db, actor.id, change.handle)
  await db
    .updateTable('users')
    .set({
      name,
      ...(handle === undefined ? {} : { handle }),
      about,
      aboutHtml: renderMarkdown(about),
      location: typedLine(change.location).slice(0, 80) || null,
      website: website || null,
      locale: change.locale,
      theme: change.theme,
    })
    .where('id', '=', actor.id)
    .execute()
    .catch(orTaken)
}

/** Undefined when it stays as it is. */
async function findNewHandle(db: Db, userId: number, typed: string | undefined): Promise<string | undefined> {
  if (typed === undefined) return undefined
  const now = await db.selectFrom('users').where('id', '=', userId).select('handle').executeTakeFirst()
  return now?.handle === typedLine(typed).replace(/^@/, '') ? undefined : checkHandle(typed)
}

function orTaken(error: { code?: string; constraint?: string }): never {
  if (error.code === '23505' && error.constraint === 'users_handle') throw invalid('handle', 'handle.taken')
  throw error
}

/** Language and theme alone, as chosen in passing. */
export async function changePreferences(
  db: Db,
  actor: Actor,
  chosen: { locale?: Locale; theme?: 'system' | 'light' | 'dark' },
): Promise<void> {
  if (!chosen.locale && !chosen.theme) return
  await db.updateTable('users').set(chosen).where('id', '=', actor.id).execute()
}
