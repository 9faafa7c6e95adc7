import { invalid } from '#app/domain/errors.ts'
import { renderMarkdown } from '#app/lib/markdown.ts'
import { isBlank, typedText } from '#app/lib/typed-text.ts'
import type { PostKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

export const BODY_LENGTH = { question: [20, 30_000], answer: [20, 30_000], comment: [2, 1_000] } as const

const LIMITS: Record<PostKind, readonly [number, number]> = {
  ...BODY_LENGTH,
  article: BODY_LENGTH.answer,
  note: [2, 30_000],
  expert_note: [2, 30_000],
  private_reply: [2, 30_000],
}

/** Throws `body.too_short` or `body.too_long` with the limit of this kind of post; lengths in characters, trimmed. */
export function checkBody(kind: PostKind, body: string): string {
  const [min, max] = LIMITS[kind]
  const text = typedText(body)
  if (text.length < min || isBlank(text)) throw invalid('body', 'body.too_short', { min })
  if (text.length > max) throw invalid('body', 'body.too_long', { max })
  return text
}

/** Renders and stores one post of a thread, whatever its kind; the caller has checked who may. */
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
    at?: Date
  },
): Promise<{ id: number; createdAt: Date }> {
  const body = checkBody(post.kind, post.body)
  const createdAt = post.at ?? new Date()
  return trx
    .insertInto('posts')
    .values({
      threadId: post.threadId,
      kind: post.kind,
      parentId: post.parentId ?? null,
      authorId: post.authorId,
      body,
      html: renderMarkdown(body),
      officialAt: post.official ? createdAt : null,
      solves: post.solves ?? true,
      createdAt,
    })
    .returning(['id', 'createdAt'])
    .executeTakeFirstOrThrow()
}
