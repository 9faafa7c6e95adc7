import { locationOf, websiteOf } from '#app/domain/users/profile-lines.ts'
import { typedText } from '#app/text/typed-text.ts'
import { counts, type DumpFile, dateOf, idOf, lineOf, MALFORMED } from './dump-file.ts'

export const users: DumpFile = {
  name: 'Users.xml',
  stage: 'incoming_users',
  columns: {
    import_id: 'bigint',
    name: 'text',
    about: 'text',
    about_html: 'text',
    website: 'text',
    location: 'text',
    created_at: 'timestamptz',
    last_seen_at: 'timestamptz',
  },

  async take(rows, dump) {
    const withAbout = rows.filter((row) => row.AboutMe)
    const cleaned = await dump.cleaner.clean(
      withAbout.map((row) => ({ kind: 'about', text: typedText(row.AboutMe ?? '') })),
    )
    const abouts = new Map(withAbout.map((row, at) => [row, cleaned[at]]))

    return rows.map((row) => {
      const id = idOf(row.Id)
      const createdAt = dateOf(row.CreationDate)
      if (id === null || createdAt === null) return MALFORMED
      const about = abouts.get(row)
      return [
        id,
        lineOf(row.DisplayName, 80) || `user${id}`,
        typedText(about?.plain ?? ''),
        about?.html ?? '',
        websiteOf(row.WebsiteUrl ?? '') ?? null,
        locationOf(row.Location ?? ''),
        createdAt,
        dateOf(row.LastAccessDate),
      ]
    })
  },

  // Without an address and a password, nobody can sign in as one of these users, and no mail is sent to them. A user
  // with a made-up name, because an earlier dump lacked this row, gets the right name now.
  async store(dump) {
    const { total, kept } = await counts<'total' | 'kept'>(
      dump,
      `with kept as (
         insert into users (name, about, about_html, website, location, created_at, last_seen_at, import_source, import_id)
         select distinct on (import_id)
           name, about, about_html, website, location, created_at, last_seen_at, $1, import_id
         from incoming_users order by import_id
         on conflict (import_source, import_id) where import_source is not null do update
           set name = excluded.name, about = excluded.about, about_html = excluded.about_html,
             website = excluded.website, location = excluded.location, created_at = excluded.created_at,
             last_seen_at = excluded.last_seen_at
           where users.name = 'user' || users.import_id and users.last_seen_at is null
             and excluded.last_seen_at is not null
         returning 1)
       select (select count(*) from incoming_users) as total, (select count(*) from kept) as kept`,
    )
    return { kept, known: total - kept, skipped: {} }
  },
}
