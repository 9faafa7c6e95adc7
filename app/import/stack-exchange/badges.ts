import { counts, type DumpFile, dateOf, idOf, lineOf, MALFORMED } from './dump-file.ts'

export const badges: DumpFile = {
  name: 'Badges.xml',
  stage: 'incoming_badges',
  columns: { import_id: 'bigint', user_id: 'bigint', badge: 'text', created_at: 'timestamptz' },

  take: (rows) =>
    rows.map((row) => {
      const id = idOf(row.Id)
      const userId = idOf(row.UserId)
      const createdAt = dateOf(row.Date)
      const name = lineOf(row.Name, 80)
      return id === null || userId === null || createdAt === null || name === ''
        ? MALFORMED
        : [id, userId, `imported:${name}`, createdAt]
    }),

  async store(dump) {
    const { total, placed, kept } = await counts<'total' | 'placed' | 'kept'>(
      dump,
      `with placed as materialized (
         select incoming.*, users.id as owner_id from incoming_badges incoming
         join users on users.import_source = $1 and users.import_id = incoming.user_id
       ), kept as (
         insert into awards (badge, user_id, import_source, import_id, awarded_at)
         select badge, owner_id, $1, import_id, created_at from placed
         on conflict (import_source, import_id) where import_source is not null do nothing
         returning 1)
       select (select count(*) from incoming_badges) as total, (select count(*) from placed) as placed,
         (select count(*) from kept) as kept`,
    )
    return { kept, known: placed - kept, skipped: { 'its person is not in the dump': total - placed } }
  },
}
