import { importedTagName } from '#app/domain/tags/tag-names.ts'
import { counts, type DumpFile, idOf, lockTagNames } from './dump-file.ts'

/** `excerpts` is filled here: which post describes which tag. */
export function tagsFile(excerpts: Map<number, string>): DumpFile {
  return {
    name: 'Tags.xml',
    stage: 'incoming_tags',
    columns: { name: 'citext' },

    notice(row) {
      const excerpt = idOf(row.ExcerptPostId)
      const name = importedTagName(row.TagName ?? '')
      if (excerpt !== null && name !== undefined) excerpts.set(excerpt, name)
    },

    take: (rows) =>
      rows.map((row) => {
        const name = importedTagName(row.TagName ?? '')
        return name === undefined ? 'no name of a tag, or one of more than 35 characters' : [name]
      }),

    async store(dump) {
      await lockTagNames(dump)
      const { total, kept } = await counts<'total' | 'kept'>(
        dump,
        `with kept as (
           insert into tags (name) select distinct name from incoming_tags
           where not exists (select from tags where tags.name = incoming_tags.name)
             and not exists (select from tag_synonyms where tag_synonyms.name = incoming_tags.name)
           on conflict do nothing returning 1)
         select (select count(*) from incoming_tags) as total, (select count(*) from kept) as kept`,
        [],
      )
      return { kept, known: total - kept, skipped: {} }
    },
  }
}
