import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { createArticle } from '#app/domain/articles/create-article.ts'
import { canDraftAnywhere, canDraftArticles } from '#app/domain/articles/permissions.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { forbidden } from '#app/domain/errors.ts'
import { isStaffAnywhere } from '#app/domain/users/roles.ts'
import { ArticleFieldset } from '#app/pages/kb/article-form.tsx'
import { articleForm, articleOfDraft } from '#app/pages/kb/article-form-fields.ts'
import { DraftBar } from '#app/ui/editor/draft-bar.tsx'
import { SelectField } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  if (!canDraftAnywhere(actor)) await orHttpError(Promise.reject(forbidden('article.draft')))
  const title = new URL(request.url).searchParams.get('title') ?? ''
  const [categories, draft] = await Promise.all([listCategories(db), findDraft(db, actor, { kind: 'article' })])
  const fields = articleOfDraft(draft?.fields, { title: title.slice(0, 150) })
  return {
    categories: categories.filter(({ id }) => canDraftArticles(actor, { categoryId: id })),
    draft,
    fields,
    title: title.slice(0, 150),
    // The command refuses it for a category where they are no staff.
    mayRestrict: isStaffAnywhere(actor),
  }
}

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = parseForm(articleForm, await readForm(request))
  const { result, failure } = await orFormErrors(createArticle(db, actor, form))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirectSaved(`/kb/articles/${result.articleId}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('kb:new.title'))

export default function NewArticle() {
  const { categories, draft, fields, title, mayRestrict } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { locale, t } = useLanguage()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('kb:new.title')}</h1>
      <p className="mt-1 text-soft">{t('kb:new.intro')}</p>
      <form method="post" className="panel mt-4 space-y-5">
        <ArticleFieldset
          fields={refused?.form ?? fields}
          errors={refused?.errors}
          categories={categories}
          mayRestrict={mayRestrict}
        />
        <SelectField
          name="locale"
          label={t('kb:form.locale')}
          defaultValue={refused?.form.locale ?? fields.locale ?? locale}
        >
          <option value="en" lang="en">
            English
          </option>
          <option value="fr" lang="fr">
            Français
          </option>
        </SelectField>
        <div className="form-end">
          <button type="submit" className="btn-primary">
            {t('kb:new.save')}
          </button>
          <a href="/kb" className="btn">
            {t('common:cancel')}
          </a>
          <DraftBar name="article" draft={draft} blank={{ title, locale }} />
        </div>
      </form>
    </div>
  )
}
