import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useRef, useState } from 'react'
import { z } from 'zod'
import { CategoryFields, CategoryNote, CategorySelect, fieldNames } from '#app/components/category-choice.tsx'
import { DraftBar } from '#app/components/draft-bar.tsx'
import { FormError, TextField } from '#app/components/form.tsx'
import { useT } from '#app/components/i18n.tsx'
import { MarkdownField } from '#app/components/markdown-field.tsx'
import { OpenedField } from '#app/components/opened-field.tsx'
import { type Suggestion, Suggestions } from '#app/components/suggestions.tsx'
import { TagField } from '#app/components/tag-field.tsx'
import { answersIn, fieldsIn } from '#app/domain/categories/fields.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { atPace } from '#app/domain/posts/at-pace.ts'
import { suggestPosts } from '#app/domain/search/suggest-posts.ts'
import { askQuestion } from '#app/domain/threads/ask-question.ts'
import { loadCategoryChoices } from '#app/lib/category-choices.server.ts'
import { actionHeaders, orFormErrors, parseForm, readForm, requireActor } from '#app/lib/http.ts'
import { titled } from '#app/lib/meta.ts'
import { openForm, secondsOpen } from '#app/lib/opened-form.server.ts'
import { threadPath } from '#app/lib/paths.ts'
import { searchEngine } from '#app/lib/search.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const [choices, draft] = await Promise.all([
    loadCategoryChoices(await context.locale()),
    findDraft(db, actor, { kind: 'question' }),
  ])
  const query = new URL(request.url).searchParams
  // What one opens the form with, and what one has begun in it before: the draft is not lost to the address.
  const categoryId = choices.find((choice) => choice.slug === query.get('category'))?.id ?? 0
  const blank = {
    title: query.get('title') ?? '',
    body: query.get('body') ?? '',
    tags: query.get('tags') ?? '',
    categoryId: categoryId ? String(categoryId) : '',
  }
  return {
    opened: await openForm(actor),
    choices,
    draft,
    blank,
    begun: draft
      ? { ...parseForm(askForm, { ...blank, ...draft.fields }), answers: fieldsIn(draft.fields) }
      : { ...parseForm(askForm, blank), answers: {} },
  }
}

const askForm = z.object({
  title: z.string().default(''),
  body: z.string().default(''),
  categoryId: z.coerce.number().int().catch(0),
  tags: z.string().default(''),
  step: z.enum(['check', 'post']).default('post'),
  opened: z.string().default(''),
})

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const sent = await readForm(request)
  const form = { ...parseForm(askForm, sent), answers: fieldsIn(sent) }
  const locale = await context.locale()
  const suggestions =
    form.step === 'check'
      ? await suggestPosts(db, actor, searchEngine, { title: form.title, locale })
      : ([] as Suggestion[])
  if (form.step === 'check') return { form, suggestions, checked: true, errors: [] }

  const typedSeconds = await secondsOpen(form.opened, actor)
  const { result, failure } = await orFormErrors(
    atPace(db, actor, 'question', (trx) =>
      askQuestion(trx, actor, { ...form, fields: answersIn(sent, form.categoryId), locale, typedSeconds }),
    ),
  )
  if (failure) return data({ form, suggestions, checked: false, ...failure.data }, failure.init ?? {})
  return redirect(threadPath(result))
}

export const headers = actionHeaders

export const meta: MetaFunction<typeof loader> = titled((t) => t('questions:ask.heading'))

export default function Ask() {
  const { opened, choices, draft, blank, begun } = useLoaderData<typeof loader>()
  const answered = useActionData<typeof action>()
  const t = useT()
  const typed = answered?.form ?? begun
  const [chosenId, choose] = useState(typed.categoryId)
  const choice = choices.find((each) => each.id === chosenId)
  const errors = answered?.errors
  const live = useLiveSuggestions()

  return (
    <div className="page with-aside">
      <div className="min-w-0">
        <h1 className="title">{t('questions:ask.heading')}</h1>
        <p className="mt-1 text-soft">{t('questions:ask.intro')}</p>
        <form method="post" className="panel mt-5 space-y-5">
          <FormError errors={errors} fields={['title', 'body', 'tags', 'categoryId', ...fieldNames(choices)]} />
          <CategorySelect choices={choices} chosenId={chosenId} onChoose={choose} errors={errors} />
          <CategoryNote choice={choice} />
          <TextField
            name="title"
            label={t('questions:ask.title')}
            hint={t('questions:ask.title_hint')}
            defaultValue={typed.title}
            errors={errors}
            maxLength={150}
            required
            onChange={(event) => live.onTitle(event.currentTarget.value)}
          />
          <noscript>
            <button type="submit" name="step" value="check" formNoValidate className="btn">
              {t('questions:ask.check')}
            </button>
          </noscript>
          <div aria-live="polite">
            <Suggestions
              items={live.items ?? answered?.suggestions ?? []}
              checked={live.items ? false : (answered?.checked ?? false)}
            />
          </div>
          <MarkdownField
            label={t('questions:ask.body')}
            hint={t('questions:ask.body_hint')}
            defaultValue={typed.body}
            errors={errors}
            rows={12}
            required
          />
          <CategoryFields choice={choice} typed={typed.answers} errors={errors} />
          <div>
            <TagField defaultValue={typed.tags} errors={errors} required={!choice?.tags.length} />
            {choice && choice.tags.length > 0 && (
              <p className="hint mt-1">{t('categories:sets_tags', { tags: choice.tags.join(', ') })}</p>
            )}
          </div>
          <OpenedField token={answered?.form.opened ?? opened} />
          <div className="form-end">
            <button type="submit" name="step" value="post" className="btn-primary">
              {t('questions:ask.send')}
            </button>
            <DraftBar name="question" draft={draft} blank={blank} />
          </div>
        </form>
      </div>
      <aside>
        <section className="panel">
          <h2 className="subtitle">{t('questions:ask.advice')}</h2>
          <ul className="mt-2 list-disc space-y-1.5 pl-5 text-sm text-soft">
            {(['one', 'tried', 'exact', 'private'] as const).map((key) => (
              <li key={key}>{t(`questions:ask.advice_${key}`)}</li>
            ))}
          </ul>
        </section>
      </aside>
    </div>
  )
}

const FROM_CHARACTER = 10
const PAUSE = 250

/** Suggestions for the title as it is typed; an answer that comes late, for an older title, is dropped. */
function useLiveSuggestions() {
  const [items, setItems] = useState<Suggestion[] | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const round = useRef(0)

  const onTitle = (title: string) => {
    clearTimeout(timer.current)
    round.current += 1
    const mine = round.current
    if (title.trim().length < FROM_CHARACTER) {
      setItems(null)
      return
    }
    timer.current = setTimeout(async () => {
      const answer = await fetch(`/suggestions?title=${encodeURIComponent(title)}`).catch(() => null)
      if (!answer?.ok || mine !== round.current) return
      setItems(((await answer.json()) as { items: Suggestion[] }).items)
    }, PAUSE)
  }
  return { items, onTitle }
}
