import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { listAwards, listProgress } from '#app/domain/badges/queries.ts'
import { isFormerMember, listAnswersOf, listArticlesOf, listTopTags } from '#app/domain/profiles/queries.ts'
import { nextPrivilege } from '#app/domain/users/next-privilege.ts'
import { AnswerList } from '#app/pages/users/answer-list.tsx'
import { BadgeList } from '#app/pages/users/badge-list.tsx'
import { BadgeProgress } from '#app/ui/badge-progress.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { NextPrivilege } from '#app/ui/next-privilege.tsx'
import { idParam } from '#app/web/http.ts'
import { articlePath, tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const NOTHING = { userId: 0, answers: [], tags: [], awards: [], articles: [], progress: [], next: undefined }

export async function loader({ params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const userId = idParam(params.userId)
  // The frame of the profile says that they left; no data about them may be sent.
  if (await isFormerMember(db, userId)) return NOTHING

  const isSelf = viewer?.id === userId
  const [answers, tags, awards, articles, progress] = await Promise.all([
    listAnswersOf(db, viewer, userId, { limit: 5 }),
    listTopTags(db, userId),
    listAwards(db, userId),
    listArticlesOf(db, viewer, userId, { locale: await context.locale() }),
    isSelf ? listProgress(db, userId, { now: new Date() }) : [],
  ])
  return {
    userId,
    answers: answers.items,
    tags,
    awards,
    articles,
    progress: progress.filter((each) => each.have > 0).slice(0, 4),
    next: isSelf && viewer ? nextPrivilege(viewer) : undefined,
  }
}

export default function ProfileOverview() {
  const { userId, answers, tags, awards, articles, progress, next } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="with-aside">
      <div className="min-w-0 space-y-8">
        <Section title={t('users:best_answers')} empty={answers.length === 0 && t('users:none.answers')}>
          <AnswerList answers={answers} />
          <More href={`/users/${userId}/answers`}>{t('users:all_answers')}</More>
        </Section>
        {tags.length > 0 && (
          <Section title={t('users:top_tags')}>
            <ul className="grid gap-3 sm:grid-cols-2">
              {tags.map((tag) => (
                <li key={tag.id} className="card flex items-center justify-between gap-3 px-4 py-2.5">
                  <a dir="auto" href={tagPath(tag.name)} className="tag text-sm">
                    {tag.name}
                  </a>
                  <span className="hint text-right">
                    {t('users:tag_score', { score: count(tag.score, locale) })} ·{' '}
                    {t('users:tag_line', { count: tag.answers })}
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        )}
        {articles.length > 0 && (
          <Section title={t('users:articles')}>
            <ul className="card divide-y divide-line">
              {articles.map((article) => (
                <li key={article.id} className="flex items-baseline gap-3 px-4 py-3">
                  <Icon name="book-open" className="translate-y-0.5 text-soft" />
                  <a
                    dir="auto"
                    href={articlePath({ id: article.id, title: article.title ?? '' })}
                    className="quiet-link wrap-anywhere"
                  >
                    {article.title}
                  </a>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </div>
      <aside className="space-y-8">
        <NextPrivilege next={next} />
        <Section title={t('common:nav.badges')} empty={awards.length === 0 && t('users:none.badges')}>
          <BadgeList awards={awards} />
          {progress.length > 0 && (
            <dl className="mt-4 space-y-2 text-sm">
              {progress.map((each) => (
                <div key={each.badge}>
                  <dt>{t(`badges:${each.badge}.name`)}</dt>
                  <dd>
                    <BadgeProgress progress={each} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </Section>
      </aside>
    </div>
  )
}

const More = ({ href, children }: { href: string; children: ReactNode }) => (
  <p className="mt-2">
    <a href={href} className="link text-sm">
      {children}
    </a>
  </p>
)

function Section({ title, empty = false, children }: { title: string; empty?: string | false; children: ReactNode }) {
  return (
    <section>
      <h2 className="subtitle mb-2">{title}</h2>
      {empty ? <p className="hint">{empty}</p> : children}
    </section>
  )
}
