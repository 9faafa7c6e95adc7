import type { TaskList } from 'graphile-worker'
import { remindToAccept } from '#app/domain/answers/remind-to-accept.ts'
import { recheckArticle } from '#app/domain/articles/recheck-article.ts'
import { requestDueReviews } from '#app/domain/articles/request-due-reviews.ts'
import { removeOrphans } from '#app/domain/attachments/remove-orphans.ts'
import { giveReply } from '#app/domain/automatic-replies/give-reply.ts'
import { measureReplies } from '#app/domain/automatic-replies/measure-replies.ts'
import { reconsiderReply } from '#app/domain/automatic-replies/reconsider-reply.ts'
import { evaluateAllBadges, evaluateBadges } from '#app/domain/badges/evaluate-badges.ts'
import { expireDrafts } from '#app/domain/drafts/expire-drafts.ts'
import { forgetAddresses } from '#app/domain/events/forget-addresses.ts'
import { askFirstExperts, askOtherExperts } from '#app/domain/expert-requests/ask-experts.ts'
import { endRequests } from '#app/domain/expert-requests/end-requests.ts'
import { renewExperts } from '#app/domain/experts/renew-experts.ts'
import { deleteOldJourneys } from '#app/domain/journeys/delete-old-journeys.ts'
import { deleteOldNotifications } from '#app/domain/notifications/delete-old-notifications.ts'
import { deliverEvent } from '#app/domain/notifications/deliver-event.ts'
import { embedPosts, requestAllEmbeddings } from '#app/domain/search/embeddings/embed-posts.ts'
import { relateThread, relateThreads } from '#app/domain/search/find/relate-thread.ts'
import { countWords } from '#app/domain/search/index/count-words.ts'
import { indexTag } from '#app/domain/search/index/index-tag.ts'
import { deleteOldSearches } from '#app/domain/search/log/log-search.ts'
import { updatePopularSearches } from '#app/domain/search/log/popular-searches.ts'
import { reportSearches } from '#app/domain/search/log/report-searches.ts'
import { forgetFailedRuns } from '#app/domain/sweeps/queries.ts'
import { sweepSteps } from '#app/domain/sweeps/sweep-rows.ts'
import { foldViews } from '#app/domain/threads/fold-views.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { expireSessions } from '#app/domain/users/expire-sessions.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { markLookAlikes } from '#app/domain/users/look-alikes.ts'
import { configuredEmbedder } from '#app/engines/embedder/configured-embedder.ts'
import { indexes, searchEngine } from '#app/engines/search-engine.ts'
import { CRON_ITEMS } from '#app/jobs/cron-table.ts'
import { attachmentStore } from '#app/platform/attachment-store.ts'
import { type JobName, type JobPayload, jobs } from '#app/queue/enqueue.ts'
import { db } from '#db/client.server.ts'
import { closeSolvedThreads } from '#moderation/curation/close-solved-threads.ts'
import { scheduleAllEscalations } from '#moderation/escalation/schedule-all-escalations.ts'
import { scheduleEscalation } from '#moderation/escalation/schedule-escalation.ts'
import { sweep } from '#moderation/escalation/sweep.ts'
import { syncTicket } from '#moderation/escalation/sync-ticket.ts'
import { remindOfReviews } from '#moderation/review/remind-of-reviews.ts'

type Handlers = { [Name in JobName]: (payload: JobPayload<Name>, actor: Actor) => Promise<unknown> }

/** The command that each job calls, with Entraide itself as actor. */
const handlers: Handlers = {
  'search.index_thread': ({ threadId }) => searchEngine.index(db, { threadIds: [threadId] }),
  'search.send_changes': () => indexes.sendChanges(db),
  'search.check': () => indexes.check(db),
  'search.rebuild': ({ engine }) => indexes.rebuild(db, engine),
  'search.count_words': () => countWords(db),
  'search.index_tag': ({ tagId }) => indexTag(db, searchEngine, tagId),
  'search.index_article': ({ articleId }) => searchEngine.index(db, { articleIds: [articleId] }),
  'searches.update_popular': () => updatePopularSearches(db, searchEngine),
  'searches.report': (_, actor) => reportSearches(db, actor, { now: new Date() }),
  'searches.delete_old': () => deleteOldSearches(db, { now: new Date() }),
  'search.embed': async () => {
    const embedder = configuredEmbedder()
    if (embedder) await embedPosts(db, embedder)
  },
  'search.embed_all': async () => {
    const embedder = configuredEmbedder()
    if (embedder) await requestAllEmbeddings(db, embedder)
  },
  'threads.relate': ({ threadId }) => relateThread(db, searchEngine, threadId),
  'threads.relate_all': () => relateThreads(db, searchEngine),
  'automatic_replies.reply': ({ threadId }, actor) => giveReply(db, actor, searchEngine, { threadId }),
  'automatic_replies.reconsider': ({ threadId }, actor) => reconsiderReply(db, actor, { threadId }),
  'automatic_replies.measure': (part, actor) => measureReplies(db, actor, searchEngine, part),
  'escalation.schedule': ({ threadId }) => scheduleEscalation(db, threadId),
  'escalation.schedule_all': () => scheduleAllEscalations(db),
  'tickets.sync': ({ threadId }, actor) => syncTicket(db, actor, { threadId }),
  'escalation.sweep': (_, actor) => sweep(db, actor, { now: new Date() }),
  'reviews.remind': (_, actor) => remindOfReviews(db, actor, { now: new Date() }),
  'badges.evaluate': (subject, actor) => evaluateBadges(db, actor, subject),
  'badges.evaluate_all': (_, actor) => evaluateAllBadges(db, actor, {}),
  'experts.renew': (_, actor) => renewExperts(db, actor, { now: new Date() }),
  'articles.review_due': (_, actor) => requestDueReviews(db, actor, { now: new Date() }),
  'articles.recheck': (subject, actor) => recheckArticle(db, actor, subject),
  'experts.ask': ({ threadId }, actor) => askFirstExperts(db, actor, { threadId }),
  'experts.follow_up_requests': (_, actor) => {
    const now = new Date()
    return sweepSteps(db, 'experts.follow_up_requests', {
      'experts.end_requests': () => endRequests(db, { now }),
      'experts.ask_others': () => askOtherExperts(db, actor, { now }),
    })
  },
  'notifications.deliver': ({ eventId }) => deliverEvent(db, { eventId }),
  'notifications.delete_old': () => deleteOldNotifications(db, { now: new Date() }),
  'attachments.remove_orphans': () => removeOrphans(db, attachmentStore(), { now: new Date() }),
  'answers.remind_to_accept': (_, actor) => remindToAccept(db, actor, { now: new Date() }),
  'threads.close_solved': (_, actor) => closeSolvedThreads(db, actor, { now: new Date() }),
  'threads.fold_views': () => foldViews(db, { now: new Date() }),
  'users.mark_look_alikes': () => markLookAlikes(db),
  'sessions.expire': () => expireSessions(db, { now: new Date() }),
  'events.forget_addresses': () => forgetAddresses(db, { now: new Date() }),
  'drafts.expire': () => expireDrafts(db, { now: new Date() }),
  'journeys.delete_old': () => deleteOldJourneys(db, { now: new Date() }),
}

/** The handlers for the worker. A payload of the wrong shape throws, so the job fails visibly and is tried again. */
export function taskList(): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handle]) => [
      name,
      async (payload: unknown) => {
        const subject = jobs[name as JobName].parse(payload)
        const run = handle as (payload: unknown, actor: Actor) => Promise<unknown>
        const result = await run(subject, await getSystemActor(db))
        const failed = failedOf(result)
        // The queue tries again, each time later. What runs every minute is tried again anyway.
        if (failed > 0 && !EVERY_MINUTE.has(name)) throw new Error(`${failed} failed, see the list of failures`)
        if (REGULAR.has(name)) await forgetFailedRuns(db, name)
      },
    ]),
  )
}

/** How many rows a sweep could not do; 0 for a job that is no sweep. */
const failedOf = (result: unknown): number =>
  typeof result === 'object' && result !== null && 'failed' in result ? Number(result.failed) : 0

const REGULAR = new Set(CRON_ITEMS.map(({ task }) => task))
const EVERY_MINUTE = new Set(CRON_ITEMS.filter(({ match }) => match === '* * * * *').map(({ task }) => task))
