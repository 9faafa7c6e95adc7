import { z } from 'zod'
import { timeZone } from '#app/domain/calendars/time-zone.ts'
import { command } from '#app/domain/command.ts'
import { invalid, notFound } from '#app/domain/errors.ts'
import { bounded, locale, moment, text, typed } from '#app/domain/input.ts'
import { renderedText } from '#app/domain/render-text.ts'
import { findKnownNames, markUsers } from '#app/domain/users/look-alikes.ts'
import { refuseLookAlike } from '#app/domain/users/name-likeness.ts'
import { locationOf, websiteOf } from '#app/domain/users/profile-lines.ts'
import { nameInput } from '#app/domain/users/sign-up.ts'
import { byOneself, refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { typedLine } from '#app/text/typed-text.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const HANDLE_LENGTH = [2, 30] as const

/**
 * Throws `handle.invalid`. A dash and digits at the end are kept for handles that the forum makes; otherwise two people
 * could get the same one.
 */
function checkHandle(typed: string): string {
  const handle = typedLine(typed).replace(/^@/, '')
  const [min, max] = HANDLE_LENGTH
  const isWellFormed = /^[a-z0-9]+(?:-[a-z0-9]+)*$/i.test(handle) && handle.length >= min && handle.length <= max
  if (!isWellFormed || /-\d+$/.test(handle)) throw invalid('handle', 'handle.invalid', { min, max })
  return handle
}

const website = bounded(2_000, 'website.invalid')
  .transform(typedLine)
  .refine((url) => url === '' || websiteOf(url) !== undefined, 'website.invalid')

const theme = z.enum(['system', 'light', 'dark'])

type Shown = {
  name: string
  handle: string
  about: string
  location: string | null
  website: string | null
  locale: Locale | null
  timeZone: string | null
  theme: 'system' | 'light' | 'dark'
}
const shown = ({ name, handle, about, location, website, locale, timeZone, theme }: Shown) => ({
  ...{ name, handle, about, location, website, locale, timeZone, theme },
})

/** The version of one's own profile and preferences, for the form that changes them. */
export const versionOfProfile = (profile: Shown): string => versionOf(shown(profile))

/**
 * Changes the own name, handle, introduction and preferences. Throws conflict `form.faster`; invalid `name.*`, `handle.invalid`,
 * `handle.taken`, `handle.of_team`, `handle.claims_role`, `about.too_long`, `website.invalid`, `timeZone.unknown`.
 */
export const changeProfile = command(
  {
    name: 'profile.change',
    input: z.object({
      name: nameInput,
      /** The name after an @; it stays as it is when absent. */
      handle: typed(1000).optional(),
      about: text({ min: 0, max: 3000, code: 'about' }),
      location: typed(1_000),
      website,
      locale: locale.nullable(),
      /** Null for that of their browser. */
      timeZone: timeZone.nullable().optional(),
      theme,
      version,
      at: moment,
    }),
    callers: 'writers',
    texts: ({ about }) => ({ about }),
  },
  async (trx, actor, { name, about, website, version: seen, at, ...change }) => {
    const before = await trx
      .selectFrom('users')
      .where('id', '=', actor.id)
      .select(['name', 'handle', 'about', 'location', 'website', 'locale', 'timeZone', 'theme', 'profileChangedAt'])
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => notFound('user'))
    const handle = await findNewHandle(trx, actor.id, change.handle)
    // Whoever came by import with such a name may keep it; they are marked.
    const isRenamed = name !== before.name || handle !== undefined
    const known = isRenamed ? await findKnownNames(trx) : null
    if (known) refuseLookAlike(known, actor.id, { name: name === before.name ? undefined : name, handle })
    const wanted = {
      ...{ name, about, locale: change.locale, theme: change.theme },
      handle: handle ?? before.handle,
      location: locationOf(change.location),
      website: website || null,
      timeZone: change.timeZone === undefined ? before.timeZone : change.timeZone,
    }
    await refuseIfFaster(seen, { now: shown(before), wanted }, byOneself(actor, before.profileChangedAt))
    await trx
      .updateTable('users')
      .set({
        ...wanted,
        profileChangedAt: at,
        aboutHtml: await renderedText(about, { writerId: actor.id, field: 'about' }),
      })
      .where('id', '=', actor.id)
      .execute()
      .catch(orTaken)
    if (!known) return
    await markUsers(trx, known, [actor.id])
    // Others may look like their new name.
    if (known.roles.has(actor.id)) enqueue(trx, 'users.mark_look_alikes', {})
  },
)

/** Undefined when the handle stays as it is. */
async function findNewHandle(db: Db, userId: number, typed: string | undefined): Promise<string | undefined> {
  if (typed === undefined) return undefined
  const now = await db.selectFrom('users').where('id', '=', userId).select('handle').executeTakeFirst()
  return now?.handle === typedLine(typed).replace(/^@/, '') ? undefined : checkHandle(typed)
}

function orTaken(error: { code?: string; constraint?: string }): never {
  if (error.code === '23505' && error.constraint === 'users_handle') throw invalid('handle', 'handle.taken')
  throw error
}

/** Changes only what is chosen on the pages themselves: language, theme, and whether the own language comes first. */
export const changePreferences = command(
  {
    name: 'preferences.change',
    input: z.object({ locale: locale.optional(), theme: theme.optional(), languageFirst: z.boolean().optional() }),
    callers: 'members',
  },
  async (trx, actor, chosen) => {
    if (Object.values(chosen).every((value) => value === undefined)) return
    await trx.updateTable('users').set(chosen).where('id', '=', actor.id).execute()
  },
)
