import { invalid } from '#app/domain/errors.ts'
import { NAME_LENGTH } from '#app/domain/users/sign-up.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { renderMarkdown } from '#app/lib/markdown.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type ProfileChange = { name: string; about: string; location: string; website: string; locale: Locale | null; theme: 'system' | 'light' | 'dark' }

/** One's own name, introduction and preferences. Throws invalid `name.*`, `about.too_long`, `website.invalid`. */
export async function changeProfile(db: Db, actor: Actor, change: ProfileChange): Promise<void> {
  const name = change.name.trim().replace(/\s+/g, ' ')
  if (name.length < NAME_LENGTH[0]) throw invalid('name', 'name.too_short', { min: NAME_LENGTH[0] })
  if (name.length > NAME_LENGTH[1]) throw invalid('name', 'name.too_long', { max: NAME_LENGTH[1] })
  if (change.about.length > 3000) throw invalid('about', 'about.too_long', { max: 3000 })
  const website = change.website.trim()
  if (website !== '' && !(URL.canParse(website) && /^https?:$/.test(new URL(website).protocol))) {
    throw invalid('website', 'website.invalid')
  }
  await db
    .updateTable('users')
    .set({
      name,
      about: change.about.trim(),
      aboutHtml: renderMarkdown(change.about.trim()),
      location: change.location.trim().slice(0, 80) || null,
      website: website || null,
      locale: change.locale,
      theme: change.theme,
    })
    .where('id', '=', actor.id)
    .execute()
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
