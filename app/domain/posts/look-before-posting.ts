import type { DraftKey } from '#app/domain/drafts/draft-key.ts'
import { ofDraft } from '#app/domain/drafts/queries.ts'
import { sentTwice } from '#app/domain/posts/find-double-submission.ts'
import { needsApproval } from '#app/domain/posts/needs-approval.ts'
import { parseSetting } from '#app/domain/settings/get-setting.ts'
import type { SettingName } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { HeldFor } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

type Text = {
  kind: 'question' | 'answer' | 'comment'
  body: string
  categoryId: number
  /** The title of a question. */
  title?: string
  /** The thread of an answer or a comment. */
  threadId?: number
  parentId?: number
  draft: DraftKey
  typedSeconds?: number | null | undefined
  at?: Date
}

/**
 * Everything that must be known before a text is stored, in one statement: the post (for a question, its thread) that
 * the same request has just created, if there is one; whether and why the text must be queued for approval; whether there is a
 * draft, or a note that the person is answering, to delete. The caller holds a lock for which the same text, sent at
 * the same moment, would wait.
 */
export async function lookBeforePosting(
  trx: Trx,
  actor: Actor,
  text: Text,
): Promise<{ sentId: number | null; heldFor: HeldFor | undefined; begun: boolean }> {
  const sent = trx
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where(sentTwice({ ...text, authorId: actor.id }))
    .$if(text.title !== undefined, (query) => query.where('threads.title', '=', text.title ?? ''))
    .select(text.kind === 'question' ? 'threads.id' : 'posts.id')
    .limit(1)
  const readOnes = trx
    .selectFrom('posts')
    .where('authorId', '=', actor.id)
    .where('kind', 'in', ['question', 'answer', 'comment'])
    .where('state', '=', 'visible')
    .select('id')
  const drafts = trx.selectFrom('drafts').where(ofDraft(actor, text.draft)).select('id')
  const begunAt = trx
    .selectFrom('drafts')
    .where(ofDraft(actor, text.draft))
    .where('discardedAt', 'is', null)
    .select('begunAt')
  const answerings = trx
    .selectFrom('answerings')
    .where('userId', '=', actor.id)
    .where('threadId', '=', text.threadId ?? 0)
    .select('userId')
  const setting = (name: SettingName) => trx.selectFrom('settings').where('name', '=', name).select('value')

  const facts = await trx
    .selectNoFrom((eb) => [
      sent.as('sentId'),
      eb.exists(readOnes).as('wasRead'),
      (text.kind === 'answer' ? eb.or([eb.exists(drafts), eb.exists(answerings)]) : eb.exists(drafts)).as('begun'),
      begunAt.as('begunAt'),
      setting('newMembers').as('newMembers'),
      setting('rateLimits').as('rateLimits'),
    ])
    .executeTakeFirstOrThrow()

  const now = text.at ?? new Date()
  const heldFor = await needsApproval(actor, text, {
    wasRead: Boolean(facts.wasRead),
    draftSeconds: facts.begunAt && (now.getTime() - facts.begunAt.getTime()) / 1_000,
    newMembers: parseSetting('newMembers', facts.newMembers),
    rateLimits: parseSetting('rateLimits', facts.rateLimits),
  })
  return { sentId: facts.sentId, heldFor, begun: Boolean(facts.begun) }
}
