import { text } from '#app/domain/input.ts'
import { checkReferences } from '#app/domain/posts/check-references.ts'
import { renderBody } from '#app/domain/posts/render-body.ts'
import { saveReferences } from '#app/domain/posts/save-references.ts'
import type { PostKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/** Imported bodies may be longer than those that are typed; an edit that leaves them as they are takes up to this. */
export const STORED_BODY_MAX = 100_000
export const BODY_LENGTH = { question: [20, 30_000], answer: [20, 30_000], comment: [2, 1_000] } as const

const LIMITS: Record<PostKind, readonly [number, number]> = {
  ...BODY_LENGTH,
  article: BODY_LENGTH.answer,
  note: [2, 30_000],
  expert_note: [2, 30_000],
  private_reply: [2, 30_000],
}

/**
 * The text of a post, as commands take it; refused as `body.too_short` or `body.too_long` with the limit of its kind.
 */
export const bodyOf = (kind: PostKind) => text({ min: LIMITS[kind][0], max: LIMITS[kind][1], code: 'body' })

/**
 * Renders and stores one post of a thread, of any kind, with its references. The caller has checked the permission and
 * the text. Throws what `checkReferences` throws.
 */
export async function writePost(
  trx: Trx,
  post: {
    threadId: number
    kind: Exclude<PostKind, 'article'>
    authorId: number
    body: string
    parentId?: number
    official?: boolean
    solves?: boolean
    /** The post is queued for approval. */
    pending?: boolean
    at?: Date
  },
): Promise<{ id: number; createdAt: Date }> {
  const { body } = post
  const createdAt = post.at ?? new Date()
  const rendered = await renderBody(trx, post.authorId, body)
  await checkReferences(trx, post.authorId, rendered, { at: createdAt })
  const written = await trx
    .insertInto('posts')
    .values({
      threadId: post.threadId,
      kind: post.kind,
      parentId: post.parentId ?? null,
      authorId: post.authorId,
      body,
      html: rendered.html,
      officialAt: post.official ? createdAt : null,
      solves: post.solves ?? true,
      state: post.pending ? 'pending' : 'visible',
      createdAt,
    })
    .returning(['id', 'createdAt', 'threadId', 'articleId', 'authorId'])
    .executeTakeFirstOrThrow()
  await saveReferences(trx, written, rendered, { isNew: true, at: createdAt })
  return { id: written.id, createdAt: written.createdAt }
}
