import { sql } from 'kysely'
import type { Trx } from '#db/transaction.ts'

/**
 * Unlinks from a post the attachments that neither its text nor its history shows any more. Nobody sees them through
 * this post from now on, and they are deleted later. Use it for texts that are gone for good; an ordinary edit keeps
 * its revision.
 */
export async function unlinkAttachments(trx: Trx, postId: number): Promise<void> {
  await sql`
    delete from post_attachments used using attachments, posts
    where used.post_id = ${postId} and attachments.id = used.attachment_id and posts.id = used.post_id
      and posts.body not like '%' || attachments.key || '%'
      and not exists (
        select from revisions where revisions.post_id = used.post_id and revisions.body like '%' || attachments.key || '%')`.execute(
    trx,
  )
}
