import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listExperts } from '#app/domain/experts/queries.ts'
import { isFollowing } from '#app/domain/follows/queries.ts'
import { canDescribeTags, canManageSynonyms, canReorganizeTags } from '#app/domain/tags/permissions.ts'
import { listSynonyms, listTagsBeside } from '#app/domain/tags/queries.ts'
import { tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { FollowButton } from '#app/ui/follow-button.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { QuestionBrowser } from '#app/ui/question-browser.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { titled } from '#app/web/meta.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { tagPath } from '#app/web/paths.ts'
import { loadQuestionList } from '#app/web/question-list.server.ts'
import { db } from '#db/client.server.ts'

const EXPERTS_SHOWN = 6

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const tag = await tagOfAddress(request, params)
  const viewer = await context.viewer()
  const [list, synonyms, beside, experts, following] = await Promise.all([
    loadQuestionList(request, context, { tagId: tag.id }),
    listSynonyms(db, tag.id),
    listTagsBeside(db, tag.id),
    listExperts(db, tag.id),
    isFollowing(db, viewer, 'tags', tag.id),
  ])
  return {
    list,
    tag: { id: tag.id, name: tag.name, description: tag.description, threadCount: tag.threadCount },
    guide: tag.guideHtml === '' ? null : pageHtml(tag.guideHtml, context),
    synonyms: synonyms.map((synonym) => synonym.name),
    beside,
    experts: experts.slice(0, EXPERTS_SHOWN).map(({ id, name, reputation }) => ({ id, name, reputation })),
    moreExperts: Math.max(0, experts.length - EXPERTS_SHOWN),
    following,
    may: {
      follow: viewer !== null,
      describe: canDescribeTags(viewer),
      names: canManageSynonyms(viewer) || canReorganizeTags(viewer),
    },
  }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, data) => (data ? t('tags:heading', { tag: data.tag.name }) : t('tags:title')),
  { description: (_, { tag }) => tag.description },
)

export default function TagPage() {
  const { list, tag, guide, following, may } = useLoaderData<typeof loader>()
  const t = useT()
  const ask = `/ask?tags=${encodeURIComponent(tag.name)}`
  return (
    <div className="page with-aside">
      <div className="min-w-0">
        <div className="flex justify-between gap-3 max-sm:flex-col">
          <div className="min-w-0">
            <h1 className="title wrap-anywhere">{t('tags:heading', { tag: tag.name })}</h1>
            <p className="mt-2 max-w-prose text-soft">{tag.description || t('tags:no_description')}</p>
          </div>
          <div className="flex shrink-0 flex-wrap items-start gap-2">
            {may.follow && <FollowButton subject="tags" id={tag.id} following={following} />}
            <a href={ask} className="btn-small">
              <Icon name="message-square-plus" /> {t('tags:ask')}
            </a>
          </div>
        </div>
        {guide && (
          <details className="panel mt-4 py-3!">
            <summary className="font-medium">{t('tags:guide')}</summary>
            <div className="mt-3">
              <Prose id={`guide-${tag.id}`} html={guide} />
            </div>
          </details>
        )}
        <QuestionBrowser list={list} fixed={{ tag: tag.name }} askHref={ask} />
      </div>
      <TagAside />
    </div>
  )
}

function TagAside() {
  const { tag, synonyms, beside, experts, moreExperts, may } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  const path = tagPath(tag.name)
  return (
    <aside className="space-y-6 text-sm">
      <section className="panel" aria-label={t('tags:about')}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 [&_dd]:text-right [&_dt]:text-soft">
          <dt>{t('tags:count')}</dt>
          <dd className="font-medium">{count(tag.threadCount, locale)}</dd>
          <dt>{t('tags:synonyms')}</dt>
          <dd className="wrap-anywhere">{synonyms.length > 0 ? synonyms.join(', ') : '–'}</dd>
        </dl>
        <p className="mt-3 flex flex-wrap gap-x-1 gap-y-1 border-t border-line pt-2 [&_a]:-ml-1">
          {may.describe && (
            <a href={`${path}/edit`} className="btn-quiet">
              <Icon name="pencil" /> {t('tags:describe')}
            </a>
          )}
          {may.names && (
            <a href={`${path}/names`} className="btn-quiet">
              <Icon name="tag" /> {t('tags:synonyms')}
            </a>
          )}
          <a href={`${path}/history`} className="btn-quiet">
            <Icon name="history" /> {t('tags:history')}
          </a>
        </p>
      </section>
      <section>
        <h2 className="subtitle">{t('tags:experts_title')}</h2>
        {experts.length > 0 ? (
          <ul className="mt-2 space-y-2">
            {experts.map((expert) => (
              <li key={expert.id}>
                <UserLink person={expert} />
              </li>
            ))}
          </ul>
        ) : (
          <p className="hint mt-1">{t('tags:no_experts')}</p>
        )}
        {moreExperts > 0 && <p className="hint mt-2">{t('tags:all_experts', { count: moreExperts })}</p>}
        <p className="mt-3">
          <a href={`${path}/leaders?period=all`} className="link">
            {t('tags:leaders')}
          </a>
        </p>
      </section>
      {beside.length > 0 && (
        <section>
          <h2 className="subtitle">{t('tags:beside')}</h2>
          <p className="mt-2 flex flex-wrap gap-1.5">
            {beside.map((each) => (
              <a key={each.id} href={tagPath(each.name)} className="tag">
                {each.name} <span className="ml-1 opacity-80">{count(each.together, locale)}</span>
              </a>
            ))}
          </p>
        </section>
      )}
    </aside>
  )
}
