import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { changeTagNames } from '#app/domain/tags/lock-tag-names.ts'
import { canReorganizeTags } from '#app/domain/tags/permissions.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Merges two tags: the questions, experts, badges, followers and synonyms of the first go to the second, and its name
 * becomes a synonym of the second. What a person has of both is kept once. It can only be undone by hand. Throws
 * forbidden `tag.reorganize`; conflict `tag.same`; not-found `tag`.
 */
export const mergeTags = command(
  { name: 'tag.merge', input: z.object({ tagId: id, intoId: id }), callers: 'active' },
  async (trx, actor, { tagId, intoId }): Promise<{ name: string }> => {
    if (!canReorganizeTags(actor)) throw forbidden('tag.reorganize')
    if (tagId === intoId) throw conflict('tag.same')
    await changeTagNames(trx)
    const tags = await trx
      .selectFrom('tags')
      .where('id', 'in', [tagId, intoId])
      .selectAll()
      .orderBy('id')
      .forUpdate()
      .execute()
    const tag = tags.find((each) => each.id === tagId)
    const into = tags.find((each) => each.id === intoId)
    if (!tag || !into) throw notFound('tag')

    await move(trx, { tagId, intoId })
    await trx
      .updateTable('tags')
      .set({
        description: into.description || tag.description,
        ...(into.guide === '' ? { guide: tag.guide, guideHtml: tag.guideHtml } : {}),
      })
      .where('id', '=', intoId)
      .execute()
    await trx.deleteFrom('tags').where('id', '=', tagId).execute()
    await trx.insertInto('tagSynonyms').values({ name: tag.name, tagId: intoId, createdBy: actor.id }).execute()

    const { id, name, description, guide, threadCount } = tag
    recordEvent(
      trx,
      actor,
      'tag.merged',
      { tagId: intoId },
      { before: { id, name, description, guide, threadCount }, after: { id: intoId, name: into.name } },
    )
    enqueue(trx, 'search.index_tag', { tagId: intoId })
    return { name: into.name }
  },
)

/** Changes every table that refers to tags. Rows that the other tag has already are deleted with the first tag. */
async function move(trx: Trx, { tagId, intoId }: { tagId: number; intoId: number }): Promise<void> {
  const steps = [
    // What is added to the counts of the other tag.
    sql`
      with moved as (
        update thread_tags set tag_id = ${intoId} where tag_id = ${tagId} and not exists (
          select from thread_tags same where same.thread_id = thread_tags.thread_id and same.tag_id = ${intoId})
        returning thread_id
      )
      update tags set thread_count = thread_count
        + (select count(*) from moved join threads on threads.id = moved.thread_id where threads.counted)
      where id = ${intoId}`,
    sql`update category_tags set tag_id = ${intoId} where tag_id = ${tagId}
      and not exists (select from category_tags same where same.category_id = category_tags.category_id and same.tag_id = ${intoId})`,
    sql`update tag_synonyms set tag_id = ${intoId} where tag_id = ${tagId}`,
    // Appointed counts more than earned: when somebody is an expert of both, the appointment is kept.
    sql`update grants set origin = 'appointed' where tag_id = ${intoId} and revoked_at is null and origin = 'earned'
      and exists (select from grants other where other.tag_id = ${tagId} and other.revoked_at is null
        and other.origin = 'appointed' and other.user_id = grants.user_id)`,
    sql`update grants set tag_id = ${intoId} where tag_id = ${tagId} and (revoked_at is not null
      or not exists (select from grants same where same.tag_id = ${intoId} and same.revoked_at is null
        and same.user_id = grants.user_id and same.role = grants.role))`,
    sql`update expert_invitations set state = 'withdrawn', decided_at = now() where tag_id = ${tagId} and state = 'open'
      and (exists (select from expert_invitations same where same.tag_id = ${intoId} and same.state = 'open'
          and same.user_id = expert_invitations.user_id)
        or exists (select from grants where grants.tag_id = ${intoId} and grants.revoked_at is null
          and grants.user_id = expert_invitations.user_id))`,
    sql`update expert_invitations set tag_id = ${intoId} where tag_id = ${tagId}`,
    sql`update awards set tag_id = ${intoId} where tag_id = ${tagId}
      and not exists (select from awards same where same.tag_id = ${intoId} and same.badge = awards.badge
        and same.user_id = awards.user_id and same.post_id is not distinct from awards.post_id)`,
    sql`update follows set ended_at = null where tag_id = ${intoId} and ended_at is not null
      and exists (select from follows other where other.tag_id = ${tagId} and other.user_id = follows.user_id
        and other.ended_at is null)`,
    sql`update follows set tag_id = ${intoId} where tag_id = ${tagId}
      and not exists (select from follows same where same.tag_id = ${intoId} and same.user_id = follows.user_id)`,
  ]
  for (const step of steps) await step.execute(trx)
}
