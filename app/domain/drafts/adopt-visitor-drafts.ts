import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { countRoom } from '#app/domain/drafts/count-room.ts'
import { nameOfDraft } from '#app/domain/drafts/draft-key.ts'
import { joinDrafts } from '#app/domain/drafts/join-drafts.ts'
import { lockDraft, visitorDraftsFrom } from '#app/domain/drafts/queries.ts'
import { fitsDraft } from '#app/domain/drafts/save-draft.ts'
import { typed } from '#app/domain/input.ts'

/**
 * When somebody signs in, what they wrote in this browser as a visitor becomes their drafts, so that the form is filled
 * when they come back to it. Where they have a draft of the same text already, it stays below the new one: nothing that
 * was typed is lost. A text for which there is no room, below that draft or among their drafts, waits until they sign in
 * or out again. Returns the names of the drafts.
 */
export const adoptVisitorDrafts = command(
  { name: 'visitor_draft.adopt', input: z.object({ browserKey: typed(100) }), callers: 'members' },
  async (trx, actor, { browserKey }): Promise<{ adopted: string[]; waiting: string[] }> => {
    const kept = await trx
      .deleteFrom('visitorDrafts')
      .where('browserKey', '=', browserKey)
      .returning(['kind', 'subjectId', 'fields', 'begunAt', 'savedAt'])
      .execute()
    const oldest = visitorDraftsFrom()
    const fresh = kept.filter(({ savedAt }) => savedAt >= oldest)
    // The last words first, in case that not all find room.
    fresh.sort((a, b) => b.savedAt.getTime() - a.savedAt.getTime())
    let room = fresh.length > 0 ? (await countRoom(trx, actor)).room : 0
    const adopted = []
    const waiting = []
    for (const { kind, subjectId, begunAt, savedAt, fields: typedFields } of fresh) {
      const key = { kind, subjectId }
      const locked = await lockDraft(trx, actor, key)
      const earlier = locked && !locked.discardedAt ? locked.fields : undefined
      const joined = earlier ? joinDrafts(typedFields, earlier) : typedFields
      if ((!earlier && room <= 0) || !fitsDraft(joined)) {
        const fields = JSON.stringify(typedFields)
        await trx
          .insertInto('visitorDrafts')
          .values({ browserKey, ...key, fields, begunAt, savedAt })
          .execute()
        waiting.push(nameOfDraft(key))
        continue
      }
      if (!earlier) room--
      const saved = {
        fields: JSON.stringify(joined),
        begunAt,
        savedAt,
        version: sql<number>`nextval('draft_versions')`,
        writer: '',
        written: 0,
      }
      await trx
        .insertInto('drafts')
        .values({ userId: actor.id, kind, subjectId, ...saved })
        .onConflict((same) => same.constraint('drafts_one_of_each').doUpdateSet({ ...saved, discardedAt: null }))
        .execute()
      adopted.push(nameOfDraft(key))
    }
    return { adopted, waiting }
  },
)
