import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { loadArticleConflict } from '#app/domain/articles/article-conflict.ts'
import { editArticle, NOT_WRITTEN, versionOfArticle } from '#app/domain/articles/edit-article.ts'
import { canEditArticle } from '#app/domain/articles/permissions.ts'
import { getArticle } from '#app/domain/articles/queries.ts'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { forbidden } from '#app/domain/errors.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { ArticleFieldset } from '#app/pages/kb/article-form.tsx'
import { articleForm, articleOfDraft } from '#app/pages/kb/article-form-fields.ts'
import { EditConflictView } from '#app/ui/comparison/edit-conflict-view.tsx'
import { DraftBar } from '#app/ui/editor/draft-bar.tsx'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { TextField } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { fieldsSent, type OpenedForm, refusedForm } from '#app/web/faster.ts'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { articlePath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'
import type { Article } from '#db/schema.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const wanted = new URL(request.url).searchParams.get('locale')
  const locale = wanted === 'en' || wanted === 'fr' ? wanted : await context.locale()
  const [article, categories] = await Promise.all([
    orHttpError(getArticle(db, actor, idParam(params.articleId), locale)),
    listCategories(db),
  ])
  if (!canEditArticle(actor, article)) await orHttpError(Promise.reject(forbidden('article.edit')))
  const draft = await findDraft(db, actor, { kind: 'article_edit', subjectId: article.id, locale })
  const written = {
    title: article.title,
    body: article.body,
    audience: article.audience,
    categoryId: article.categoryId,
  }
  const isNew = article.locale !== locale
  const drafted = draftedFrom.safeParse(draft?.fields).data
  return {
    draft,
    begun: articleOfDraft(draft?.fields, written),
    // A draft was begun from what the article said then.
    opened:
      drafted?.version && drafted.before ? { version: drafted.version, fields: drafted.before } : openArticle(article),
    baseRevision: drafted?.baseRevision ?? (isNew ? NOT_WRITTEN : (article.revisionCount ?? 0)),
    // The form of a new translation starts with the text that is translated.
    article: {
      id: article.id,
      title: article.title,
      body: article.body,
      state: article.state,
      audience: article.audience,
      categoryId: article.categoryId,
    },
    locale,
    isNew,
    // Those to which they may move it.
    categories: categories.filter(({ id }) => canEditArticle(actor, { ...article, categoryId: id })),
    mayRestrict: isStaff(actor, article.categoryId),
  }
}

const openArticle = (article: Pick<Article, 'categoryId' | 'audience'>): OpenedForm => ({
  version: versionOfArticle(article),
  fields: { categoryId: String(article.categoryId), audience: article.audience },
})

const editForm = articleForm.extend({
  weight: z.enum(['typo', 'change', 'major']).default('change'),
  reason: z.string().default(''),
  baseRevision: z.coerce.number().int().min(NOT_WRITTEN),
  version: z.string().optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const articleId = idParam(params.articleId)
  const typed = await readForm(request)
  const form = parseForm(editForm, typed)
  const { failure } = await orFormErrors(editArticle(db, actor, { articleId, ...form }))
  if (failure) {
    const open = async () => openArticle(await orHttpError(getArticle(db, actor, articleId, form.locale)))
    const refused = await refusedForm(failure.data, typed, open, {
      codes: ['form.faster', 'article.changed_meanwhile'],
    })
    const text = refused.faster ? await loadArticleConflict(db, { ...form, articleId }) : undefined
    const conflict = text?.version === form.baseRevision ? undefined : text
    return data({ ...refused, form: parseForm(editForm, refused.typed), conflict }, failure.init ?? {})
  }
  return redirectSaved(`/kb/articles/${articleId}?locale=${form.locale}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('kb:edit.title'))

/** What a draft was begun from. */
const draftedFrom = z
  .object({ baseRevision: z.coerce.number().int(), version: z.string(), before: fieldsSent })
  .partial()

const AUDIENCES = ['public', 'members', 'staff'] as const
const WEIGHTS = ['typo', 'change', 'major'] as const

export default function EditArticle() {
  const { article, draft, begun, opened, locale, isNew, baseRevision, categories, mayRestrict } =
    useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { locale: uiLocale, t } = useLanguage()
  const typed = refused?.form
  const conflict = refused?.conflict
  const faster = refused?.faster
  const blank = {
    title: article.title,
    body: article.body,
    categoryId: String(article.categoryId),
    audience: article.audience,
    weight: 'change',
    locale,
  }
  return (
    <div className={conflict ? 'page' : 'page-narrow'}>
      <h1 className="title">{t(isNew ? `kb:edit.translate_${locale}` : 'kb:edit.title')}</h1>
      <p className="hint mt-1">
        <a dir="auto" href={articlePath(article)} className="link">
          {article.title}
        </a>
      </p>
      {conflict && typed && (
        <EditConflictView
          conflict={conflict}
          by={faster?.by ?? null}
          hidden={{
            ...{ locale, weight: typed.weight, reason: typed.reason },
            ...{ categoryId: typed.categoryId, audience: typed.audience ?? article.audience },
            ...{ version: refused.typed.version ?? '', before: refused.typed.before ?? '' },
          }}
          suggests={false}
        />
      )}
      <form key={faster ? refused?.typed.version : ''} method="post" className="panel mt-4 space-y-5">
        <FasterNotice
          faster={conflict && faster?.changed.length === 0 ? null : faster}
          nameOf={(field) => t(field === 'audience' ? 'kb:form.audience' : 'kb:form.category')}
          show={(field, value) => {
            const audience = field === 'audience' && AUDIENCES.find((each) => each === value)
            if (audience) return t(`kb:audience.${audience}`)
            const category = categories.find(({ id }) => String(id) === value)
            return category ? categoryText(category, uiLocale).name : value
          }}
        />
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="baseRevision" value={conflict?.version ?? typed?.baseRevision ?? baseRevision} />
        <OpenedFields opened={opened} typed={refused?.typed} />
        <ArticleFieldset
          fields={typed ?? begun}
          errors={refused?.errors}
          categories={categories}
          mayRestrict={mayRestrict}
        />
        {!isNew && (
          <fieldset>
            <legend className="label">{t('kb:edit.weight')}</legend>
            <div className="space-y-1.5">
              {WEIGHTS.map((weight) => (
                <label key={weight} className="flex items-start gap-2">
                  <input
                    type="radio"
                    name="weight"
                    value={weight}
                    defaultChecked={(typed?.weight ?? draft?.fields.weight ?? 'change') === weight}
                    className="mt-1"
                  />
                  <span>
                    {t(`kb:weight.${weight}`)} <span className="hint block">{t(`kb:weight.${weight}_hint`)}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        )}
        <TextField
          name="reason"
          label={t('kb:edit.reason')}
          hint={t('kb:edit.reason_hint')}
          defaultValue={typed?.reason ?? draft?.fields.reason}
          errors={refused?.errors}
          maxLength={300}
        />
        {article.state === 'published' && <p className="hint">{t('kb:edit.review_follows')}</p>}
        <div className="form-end">
          <button type="submit" className="btn-primary">
            {t(conflict ? 'suggestedEdits:conflict.mine_save' : 'common:save')}
          </button>
          <a href={articlePath(article)} className="btn">
            {t('common:cancel')}
          </a>
          <DraftBar name={`article_edit-${article.id}-${locale}`} draft={draft} blank={blank} />
        </div>
      </form>
    </div>
  )
}
