import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { BadgeList } from '#app/components/badge-list.tsx'
import { useLanguage } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import { Avatar } from '#app/components/person.tsx'
import { Prose } from '#app/components/prose.tsx'
import { ThreadList } from '#app/components/thread-list.tsx'
import { Time } from '#app/components/time.tsx'
import { listAwards } from '#app/domain/badges/queries.ts'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import { getProfile, listAnswersOf, listReputation } from '#app/domain/users/queries.ts'
import { count, day } from '#app/lib/format.ts'
import { idParam, orHttpError } from '#app/lib/http.ts'
import { titled } from '#app/lib/meta.ts'
import { pageHtml } from '#app/lib/page-html.ts'
import { articlePath, tagPath, threadPath } from '#app/lib/paths.ts'
import { db } from '#db/client.server.ts'
import { canSanction } from '#moderation/sanctions/policy.ts'

export async function loader({ params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const userId = idParam(params.userId)
  const profile = await orHttpError(getProfile(db, userId))
  const [questions, answers, reputation, awards] = await Promise.all([
    listThreads(db, viewer, { authorId: userId, limit: 10 }),
    listAnswersOf(db, viewer, userId),
    listReputation(db, userId),
    listAwards(db, userId),
  ])
  return {
    profile: { ...profile, aboutHtml: pageHtml(profile.aboutHtml, context), hasAbout: profile.aboutHtml !== '' },
    questions: questions.items,
    answers,
    reputation,
    awards,
    isSelf: viewer?.id === userId,
    maySanction: canSanction(viewer, profile),
  }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, data) => data?.profile.name ?? t('account:people.title'),
)

export default function Profile() {
  const { profile, questions, answers, reputation, awards, isSelf, maySanction } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  const roles = [...new Set(profile.grants.filter((grant) => grant.role !== 'expert').map((grant) => grant.role))]
  const expertise = profile.grants.flatMap((grant) => (grant.role === 'expert' && grant.tag ? [grant.tag] : []))

  return (
    <div className="page">
      <header className="card flex flex-wrap items-start gap-5 p-5 sm:p-6">
        <Avatar id={profile.id} name={profile.name} large />
        <div className="min-w-0 flex-1">
          <h1 className="title wrap-anywhere">{profile.name}</h1>
          <p className="mt-1 flex flex-wrap gap-2">
            {roles.map((role) => (
              <span key={role} className="chip-info">
                <Icon name={role === 'moderator' ? 'gavel' : 'headset'} /> {t(`common:role.${role}`)}
              </span>
            ))}
            {expertise.map((tag) => (
              <a key={tag} href={tagPath(tag)} className="chip-good no-underline">
                <Icon name="badge-check" /> {t('account:expert_of', { tag })}
              </a>
            ))}
          </p>
          {profile.hasAbout && (
            <div className="mt-3">
              <Prose id="about" html={profile.aboutHtml} />
            </div>
          )}
          <p className="hint mt-3 flex flex-wrap gap-x-4">
            <span>
              {t('account:member_since')} {day(profile.createdAt, locale)}
            </span>
            {profile.location && <span>{profile.location}</span>}
            {profile.website && (
              <a href={profile.website} rel="nofollow ugc noopener" className="link">
                {new URL(profile.website).host}
              </a>
            )}
          </p>
        </div>
        {maySanction && (
          <a href={`/users/${profile.id}/sanctions`} className="btn">
            <Icon name="gavel" /> {t('sanctions:link')}
          </a>
        )}
        {isSelf && (
          <a href="/settings" className="btn">
            <Icon name="pencil" /> {t('account:edit_profile')}
          </a>
        )}
        <dl className="grid w-full grid-cols-2 gap-3 text-center sm:grid-cols-4">
          <Figure label={t('account:figure.reputation')} value={count(profile.reputation, locale)} />
          <Figure label={t('account:figure.answers')} value={count(profile.answerCount ?? 0, locale)} />
          <Figure label={t('account:figure.accepted')} value={count(profile.acceptedCount ?? 0, locale)} />
          <Figure label={t('account:figure.questions')} value={count(profile.questionCount ?? 0, locale)} />
        </dl>
      </header>

      <div className="with-aside mt-6">
        <div className="min-w-0 space-y-8">
          <Section title={t('account:figure.answers')} empty={answers.length === 0 && t('account:no_answers')}>
            <ul className="card divide-y divide-line">
              {answers.map((answer) => (
                <li key={answer.id} className="flex items-baseline gap-3 px-4 py-3">
                  <span
                    className={`chip ${answer.id === answer.acceptedAnswerId ? 'bg-good text-on-accent' : 'bg-sunken'}`}
                  >
                    {answer.score}
                    {answer.id === answer.acceptedAnswerId && <Icon name="check" label={t('questions:accepted')} />}
                  </span>
                  <a
                    href={`${threadPath({ id: answer.threadId, title: answer.title })}#post-${answer.id}`}
                    className="quiet-link wrap-anywhere"
                  >
                    {answer.title}
                  </a>
                  <span className="hint ml-auto shrink-0">
                    <Time at={answer.createdAt} />
                  </span>
                </li>
              ))}
            </ul>
          </Section>
          <Section title={t('account:figure.questions')} empty={questions.length === 0 && t('account:no_questions')}>
            <ThreadList items={questions} />
          </Section>
        </div>
        <aside className="space-y-8">
          <Section title={t('common:nav.badges')} empty={awards.length === 0 && t('account:no_badges')}>
            <BadgeList awards={awards} />
          </Section>
          <Section title={t('account:figure.reputation')} empty={reputation.length === 0 && t('account:no_reputation')}>
            <ol className="card divide-y divide-line text-sm">
              {reputation.map((entry) => (
                <li
                  key={entry.id}
                  className={`flex items-baseline gap-3 px-3 py-2 ${entry.reversedAt ? 'line-through opacity-70' : ''}`}
                >
                  <span
                    className={`w-10 shrink-0 text-right font-semibold ${entry.points < 0 ? 'text-bad' : 'text-good'}`}
                  >
                    {entry.points > 0 ? `+${entry.points}` : entry.points}
                  </span>
                  <span className="min-w-0">
                    {t(`account:reputation.${entry.kind}`)}
                    {entry.threadId && entry.title && (
                      <a
                        href={`${threadPath({ id: entry.threadId, title: entry.title })}${entry.postId ? `#post-${entry.postId}` : ''}`}
                        className="quiet-link block truncate text-soft"
                      >
                        {entry.title}
                      </a>
                    )}
                    {entry.articleId && (
                      <a href={articlePath({ id: entry.articleId, title: '' })} className="quiet-link block text-soft">
                        {t('account:the_article')}
                      </a>
                    )}
                    <span className="hint block text-xs">
                      <Time at={entry.createdAt} />
                    </span>
                  </span>
                </li>
              ))}
            </ol>
          </Section>
        </aside>
      </div>
    </div>
  )
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex flex-col-reverse rounded-lg bg-sunken py-3">
      <dt className="hint">{label}</dt>
      <dd className="text-xl font-semibold">{value}</dd>
    </div>
  )
}

function Section({ title, empty, children }: { title: string; empty: string | false; children: ReactNode }) {
  return (
    <section>
      <h2 className="subtitle mb-2">{title}</h2>
      {empty ? <p className="hint">{empty}</p> : children}
    </section>
  )
}
