import { getActor } from '#app/domain/users/find-actor.ts'
import type { Ticket } from '#db/schema.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'
import { db } from '#tests/support/database.ts'
import { createCategory } from './create-category.ts'
import { createPolicy } from './create-policy.ts'
import { createThread } from './create-thread.ts'
import { createUser } from './create-user.ts'

type Options = { threadId?: number; escalatedBy?: number; reason?: string; at?: Date }

/** A new ticket, escalated by staff, in a new thread (with the hours of `createPolicy`) unless one is given. */
export async function createTicket(options: Options = {}): Promise<Ticket> {
  const staff = options.escalatedBy ? await getActor(db, options.escalatedBy) : await createUser({ roles: ['staff'] })
  const threadId = options.threadId ?? (await createThreadWithPolicy(options.at)).id
  const { ticketId } = await escalateThread(db, staff, {
    threadId,
    reason: options.reason ?? 'Nobody here knows this machine.',
    at: options.at ?? new Date(),
  })
  return db.selectFrom('tickets').selectAll().where('id', '=', ticketId).executeTakeFirstOrThrow()
}

async function createThreadWithPolicy(at: Date | undefined) {
  const policy = await createPolicy()
  const category = await createCategory({ policyId: policy.id })
  return createThread({ categoryId: category.id, ...(at ? { at } : {}) })
}
