import { confirmArticle } from '#app/domain/articles/confirm-article.ts'
import { createArticle } from '#app/domain/articles/create-article.ts'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { pinArticle } from '#app/domain/articles/pin-article.ts'
import { promoteAnswer } from '#app/domain/articles/promote-answer.ts'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'
import { threads } from './community.ts'
import { people } from './people.ts'
import { type Scene, type Step, spread } from './scene.ts'
import type { DemoArticle, PersonKey } from './types.ts'

/** The life of an article: drafted, translated, handed in, validated, pinned, rated. */
export function articleSteps(scene: Scene, article: DemoArticle): Step[] {
  const { key, author, submittedDaysAgo, validated } = article
  const steps: Step[] = []
  const add = (at: Date, by: PersonKey, play: (trx: Trx, actor: Actor) => Promise<unknown>) => {
    steps.push({ at, play: async (trx) => void (await play(trx, await scene.actor(trx, by))) })
  }

  const writtenAt = scene.daysAgo(article.writtenDaysAgo)
  add(writtenAt, author, async (trx, actor) => {
    scene.articles.add(key, await draft(scene, article, { trx, actor, at: writtenAt }))
    // A draft made from an answer is put into the words of an article; other languages are added.
    for (const [locale, text] of Object.entries(article.versions) as [Locale, { title: string; body: string }][]) {
      const articleId = scene.articles.of(key)
      const categoryId = scene.categories.of(article.category)
      await editArticle(trx, actor, { articleId, locale, ...text, categoryId, weight: 'change', at: writtenAt })
    }
  })
  if (submittedDaysAgo !== undefined) {
    const at = scene.daysAgo(submittedDaysAgo)
    add(at, author, (trx, actor) => submitArticle(trx, actor, { articleId: scene.articles.of(key), at }))
  }
  if (!validated) return steps

  const at = scene.daysAgo(validated.daysAgo)
  add(at, validated.by, (trx, actor) => publishArticle(trx, actor, { articleId: scene.articles.of(key), at }))
  // Each language is looked at by itself.
  for (const locale of Object.keys(article.versions) as Locale[]) {
    if (locale === article.locale) continue
    add(at, validated.by, (trx, actor) => confirmArticle(trx, actor, { articleId: scene.articles.of(key), locale, at }))
  }
  if (article.pinned) {
    add(at, validated.by, (trx, actor) => pinArticle(trx, actor, { articleId: scene.articles.of(key), at }))
  }

  const ratings = [
    ...article.helpfulBy.map((by) => ({ by, helpful: true, reason: '' })),
    ...article.notHelpfulBy.map(({ by, reason = '' }) => ({ by, helpful: false, reason })),
  ]
  const since = Math.min(validated.daysAgo, ...ratings.map(({ by }) => joinedDaysAgo(by)))
  const moments = spread(scene.daysAgo(since), scene.now, ratings.length)
  for (const [index, { by, helpful, reason }] of ratings.entries()) {
    const rated = moments[index] ?? scene.now
    add(rated, by, (trx, actor) =>
      rateArticle(trx, actor, { articleId: scene.articles.of(key), helpful, reason, at: rated }),
    )
  }
  return steps
}

async function draft(
  scene: Scene,
  article: DemoArticle,
  { trx, actor, at }: { trx: Trx; actor: Actor; at: Date },
): Promise<number> {
  if (article.sourceThread === undefined) {
    const text = article.versions[article.locale]
    if (!text) throw new Error(`The demo article ${article.key} has no text in its own language`)
    const categoryId = scene.categories.of(article.category)
    return (await createArticle(trx, actor, { categoryId, locale: article.locale, ...text, at })).articleId
  }
  const source = threads.find((thread) => thread.key === article.sourceThread)
  if (!source?.accepted) throw new Error(`The demo article ${article.key} has no accepted answer as its source`)
  const answerId = scene.postOf(source.key, source.accepted.answer)
  return (await promoteAnswer(trx, actor, { answerId, at })).articleId
}

const joinedDaysAgo = (key: PersonKey): number => people.find((person) => person.key === key)?.joinedDaysAgo ?? 0
