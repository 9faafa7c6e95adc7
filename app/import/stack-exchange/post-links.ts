import { counts, type DumpFile, dateOf, idOf, MALFORMED } from './dump-file.ts'

const RELATED = 1
const DUPLICATE = 3

export const postLinks: DumpFile = {
  name: 'PostLinks.xml',
  stage: 'incoming_links',
  columns: { import_id: 'bigint', post_id: 'bigint', related_id: 'bigint', kind: 'text', created_at: 'timestamptz' },

  take: (rows) =>
    rows.map((row) => {
      const type = Number(row.LinkTypeId)
      if (type !== RELATED && type !== DUPLICATE) return 'an unknown type of link'
      const id = idOf(row.Id)
      const postId = idOf(row.PostId)
      const relatedId = idOf(row.RelatedPostId)
      const createdAt = dateOf(row.CreationDate)
      if (id === null || postId === null || relatedId === null || createdAt === null) return MALFORMED
      return [id, postId, relatedId, type === DUPLICATE ? 'duplicate' : 'related', createdAt]
    }),

  async store(dump) {
    const tally = await counts<'total' | 'missing' | 'inside' | 'twice' | 'eligible' | 'kept'>(
      dump,
      `with placed as materialized (
         select incoming.kind, incoming.created_at, incoming.import_id, post.thread_id, other.thread_id as other_thread_id,
           row_number() over (partition by post.thread_id, other.thread_id, incoming.kind order by incoming.import_id) as turn
         from incoming_links incoming
         left join posts post on post.import_source = $1 and post.import_id = incoming.post_id and post.kind <> 'comment'
         left join posts other on other.import_source = $1 and other.import_id = incoming.related_id
           and other.kind <> 'comment'
       ), usable as (
         select * from placed where thread_id <> other_thread_id and turn = 1
       ), kept as (
         insert into thread_links (thread_id, other_thread_id, kind, created_at)
         select thread_id, other_thread_id, kind, created_at from usable
         on conflict do nothing returning thread_id, other_thread_id, kind
       ), closed as (
         update threads set close_reason = 'duplicate', duplicate_of = first.other_thread_id,
           closed_at = coalesce(threads.closed_at, first.created_at)
         from (
           select distinct on (usable.thread_id) usable.thread_id, usable.other_thread_id, usable.created_at
           from usable join kept using (thread_id, other_thread_id, kind)
           where kind = 'duplicate' order by usable.thread_id, usable.import_id
         ) first
         where threads.id = first.thread_id and threads.duplicate_of is null
           and not exists (select from events where events.thread_id = threads.id)
       )
       select count(*) as total,
         count(*) filter (where thread_id is null or other_thread_id is null) as missing,
         count(*) filter (where thread_id = other_thread_id) as inside,
         count(*) filter (where thread_id <> other_thread_id and turn > 1) as twice,
         (select count(*) from usable) as eligible,
         (select count(*) from kept) as kept
       from placed`,
    )
    return {
      kept: tally.kept,
      known: tally.eligible - tally.kept,
      skipped: {
        'one of its posts was not kept or is not in the dump': tally.missing,
        'a link within one thread': tally.inside,
        'the same threads are linked already': tally.twice,
      },
    }
  },
}
