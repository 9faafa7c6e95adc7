import { sql } from 'kysely'
import { z } from 'zod'
import { findClockOf } from '#app/domain/calendars/queries.ts'
import { isSupported } from '#app/domain/categories/category-text.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { conflict, forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { chosen, id, locale, moment } from '#app/domain/input.ts'
import { findDoubleSubmission } from '#app/domain/posts/find-double-submission.ts'
import { lockPostsOf } from '#app/domain/posts/lock-posts-of.ts'
import { bodyOf, writePost } from '#app/domain/posts/write-post.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { titleInput } from '#app/domain/threads/title.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { languageToKeep } from '#app/text/language.ts'
import type { Trx } from '#db/transaction.ts'
import { handToStaff } from '#moderation/escalation/hand-to-staff.ts'
import { canContactStaff } from '#moderation/escalation/permissions.ts'

/**
 * Opens a private thread that only its requester and staff read, with a ticket on the desk; it needs no tags. It can go
 * on with an earlier case of the same requester, whose ticket is closed; the new ticket names the old one. A form that
 * is sent twice makes one thread. Throws conflict `contact.off`, `policy.none`; forbidden `contact.write`; invalid
 * with the field: title, body, category.
 */
export const contactStaff = command(
  {
    name: 'staff.contact',
    input: z.object({
      title: titleInput,
      body: bodyOf('question'),
      categoryId: chosen('category.missing'),
      /** The language of the interface: that of the case when its text does not tell. */
      locale,
      /** The thread of an earlier case of theirs, which this one goes on with. */
      follows: id.optional(),
      at: moment,
    }),
    // Somebody who is kept out of the forum is still a customer.
    callers: 'members',
    rate: 'question',
    texts: ({ body }) => ({ body }),
  },
  async (trx, actor, { title, body, at: now, ...message }): Promise<{ id: number; title: string }> => {
    if (!canContactStaff(actor)) throw forbidden('contact.write')
    if (!(await getSetting(trx, 'contact')).open) throw conflict('contact.off')
    const category = await trx
      .selectFrom('categories')
      .where('id', '=', message.categoryId)
      .select(['id', 'policyId', 'translations'])
      .executeTakeFirstOrThrow(() => notFound('category'))
    if (!isSupported(category)) throw invalid('categoryId', 'category.unsupported')
    const clock = await findClockOf(trx, category)
    if (!clock) throw conflict('policy.none')

    const previousTicketId = message.follows === undefined ? null : await findOwnTicket(trx, actor, message.follows)

    await deleteDraft(trx, actor, { kind: 'contact' })
    const sent = await findSent(trx, actor, { title, body, at: now })
    if (sent) return sent

    const thread = await trx
      .insertInto('threads')
      .values({
        audience: 'private',
        categoryId: category.id,
        authorId: actor.id,
        title,
        fields: '{}',
        ...(await languageToKeep({ title, text: body }, message.locale)),
        createdAt: now,
        lastActivityAt: now,
        lastActivityBy: actor.id,
      })
      .returning(['id', 'title', 'authorId', 'meTooCount'])
      .executeTakeFirstOrThrow()
    await writePost(trx, { threadId: thread.id, kind: 'question', authorId: actor.id, body, at: now })
    await trx
      .insertInto('threadTags')
      .columns(['threadId', 'tagId', 'position'])
      .expression((eb) =>
        eb
          .selectFrom('categoryTags')
          .where('categoryId', '=', category.id)
          .select([sql.lit(thread.id).as('threadId'), 'tagId', 'position']),
      )
      .execute()
    await refreshThread(trx, thread.id)
    await handToStaff(trx, actor, thread, { cause: 'asker', note: '', clock, now, previousTicketId, channel: 'form' })
    return { id: thread.id, title: thread.title }
  },
)

/** The last ticket of an earlier case of the actor. Throws not-found `ticket`. */
async function findOwnTicket(trx: Trx, actor: Actor, threadId: number): Promise<number> {
  const ticket = await trx
    .selectFrom('tickets')
    .where('threadId', '=', threadId)
    .where('requesterId', '=', actor.id)
    .orderBy('id', 'desc')
    .select('id')
    .limit(1)
    .executeTakeFirstOrThrow(() => notFound('ticket'))
  return ticket.id
}

/** The thread that the same form has just opened; the lock makes a second request wait for the first. */
async function findSent(
  trx: Trx,
  actor: Actor,
  { title, body, at }: { title: string; body: string; at: Date },
): Promise<{ id: number; title: string } | undefined> {
  await lockPostsOf(trx, actor)
  const threads = await trx
    .selectFrom('threads')
    .where('authorId', '=', actor.id)
    .where('audience', '=', 'private')
    .where('title', '=', title)
    .orderBy('id', 'desc')
    .select(['id', 'title'])
    .limit(3)
    .execute()
  for (const thread of threads) {
    if (await findDoubleSubmission(trx, { threadId: thread.id, kind: 'question', authorId: actor.id, body, at }))
      return thread
  }
  return undefined
}
