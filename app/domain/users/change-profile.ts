import { invalid } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { checkName } from '#app/domain/users/sign-up.ts'
import { renderMarkdown } from '#app/lib/markdown.ts'
import { typedLine, typedText } from '#app/lib/typed-text.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type ProfileChange = {
  name: string
  about: string
  location: string
  website: string
  locale: Locale | null
  theme: 'system' | 'light' | 'dark'
}

/** One's own name, introduction and preferences. Throws invalid `name.*`, `about.too_long`, `website.invalid`. */
export async function changeProfile(db: Db, actor: Actor, change: ProfileChange): Promise<void> {
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
  await db
    .updateTable('users')
    .set({
      name,
      about,
      aboutHtml: renderMarkdown(about),
      location: typedLine(change.location).slice(0, 80) || null,
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
