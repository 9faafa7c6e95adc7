import { listDrafts } from '#app/domain/drafts/queries.ts'
import { listLapsingExperts } from '#app/domain/experts/lapse-experts.ts'
import { listOpenInvitations, listOpenRequests } from '#app/domain/experts/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { listOwnOpen, listOwnTags, listWaitingFor } from '#app/domain/threads/list-for-member.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { nextPrivilege } from '#app/domain/users/next-privilege.ts'
import type { Db } from '#db/transaction.ts'

const DRAFTS = 4
const FEW = 4

/** What a member can do now. */
export async function loadMemberHome(db: Db, actor: Actor) {
  const rule = await getSetting(db, 'experts')
  const isExpert = actor.grants.some((grant) => grant.role === 'expert')
  const [own, tags, drafts, invitations, requests, lapsing] = await Promise.all([
    listOwnOpen(db, actor),
    listOwnTags(db, actor),
    listDrafts(db, actor, { limit: DRAFTS + 1 }),
    listOpenInvitations(db, actor),
    isExpert ? listOpenRequests(db, actor) : [],
    isExpert ? listLapsingExperts(db, rule, { userId: actor.id }) : [],
  ])
  const waiting = await listWaitingFor(
    db,
    actor,
    tags.map((tag) => tag.id),
  )
  // When nothing waits in their tags, members may still help in others.
  const elsewhere = tags.length > 0 && waiting.length < FEW ? await listWaitingFor(db, actor, []) : []
  const known = new Set(waiting.map((thread) => thread.id))
  return {
    id: actor.id,
    name: actor.name,
    asked: { invitations, requests, lapsing: lapsing.map(({ tag, lapsesAt }) => ({ tag, lapsesAt })) },
    own,
    tags,
    waiting,
    elsewhere: elsewhere.filter((thread) => !known.has(thread.id)).slice(0, FEW),
    drafts: drafts.slice(0, DRAFTS).map(({ id, kind, title, excerpt, subject, path, savedAt }) => {
      return { id, kind, title, excerpt, subject, path, savedAt }
    }),
    moreDrafts: drafts.length > DRAFTS,
    next: nextPrivilege(actor),
  }
}
export type MemberHomeData = Awaited<ReturnType<typeof loadMemberHome>>
