import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import { answersIn, fieldsIn } from '#app/domain/categories/fields.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { bodyOf } from '#app/domain/posts/write-post.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import type { Suggestion } from '#app/domain/search/find/suggest-posts.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { titleInput } from '#app/domain/threads/title.ts'
import { findBeforeSending, suggestFor } from '#app/pages/ask/before-sending.server.ts'
import { BeforeSending } from '#app/pages/ask/before-sending.tsx'
import { detectLanguage } from '#app/text/language.ts'
import {
  CategoryFields,
  CategoryNote,
  CategorySelect,
  fieldNames,
  SuggestedCategory,
} from '#app/ui/category-choice.tsx'
import { ContactLink } from '#app/ui/contact-link.tsx'
import { DraftBar } from '#app/ui/editor/draft-bar.tsx'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { FormError, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { LanguageField, writtenInField } from '#app/ui/language-field.tsx'
import { OpenedField } from '#app/ui/opened-field.tsx'
import { Suggestions } from '#app/ui/suggestions/suggestions.tsx'
import { useSuggestions } from '#app/ui/suggestions/use-suggestions.ts'
import { TagField } from '#app/ui/tag-field.tsx'
import { VisitorSend } from '#app/ui/visitor-send.tsx'
import { loadCategoryChoices } from '#app/web/category-choices.server.ts'
import { actionHeaders, orFormErrors, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { openForm, secondsOpen } from '#app/web/opened-form.server.ts'
import { threadPath } from '#app/web/paths.ts'
import { keepForVisitor, shownField, writtenByVisitor } from '#app/web/visitor-draft.server.ts'
import { db } from '#db/client.server.ts'

/** Visitors may write their question first and get an account then. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const [choices, draft, written, { fromCharacters }, tagging] = await Promise.all([
    loadCategoryChoices(await context.locale()),
    viewer ? findDraft(db, viewer, { kind: 'question' }) : undefined,
    viewer ? undefined : writtenByVisitor(request, { kind: 'question' }),
    getSetting(db, 'suggestions'),
    getSetting(db, 'tagging'),
  ])
  const query = new URL(request.url).searchParams
  // The values from the address, with which an empty form starts. They do not replace the draft of an earlier visit.
  const categoryId = choices.find((choice) => choice.slug === query.get('category'))?.id ?? 0
  const blank = {
    title: query.get('title') ?? '',
    body: query.get('body') ?? '',
    tags: query.get('tags') ?? '',
    categoryId: categoryId ? String(categoryId) : '',
    language: 'auto',
  }
  return {
    isMember: viewer !== null,
    opened: await openForm(viewer),
    needsTag: tagging.required,
    fromCharacters,
    choices,
    draft,
    blank,
    kept: written?.savedAt,
    begun: begin({ ...blank, ...written?.fields, ...draft?.fields }),
  }
}

const begin = (fields: Record<string, string>) => ({ ...parseForm(askForm, fields), answers: fieldsIn(fields) })

const askForm = z.object({
  title: z.string().default(''),
  body: z.string().default(''),
  categoryId: z.coerce.number().int().catch(0),
  tags: z.string().default(''),
  language: z.string().default('auto'),
  step: z.enum(['check', 'post']).default('post'),
  opened: z.string().default(''),
  shown: shownField,
  /** Suggestions that did not help, and whether the step before posting was shown. */
  declined: z.string().max(500).catch(''),
  reviewed: z.string().catch(''),
  /** The signed id of the search under which a suggestion was opened. */
  search: z.string().max(100).catch(''),
})

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await readForm(request.clone() as Request)
  const form = { ...parseForm(askForm, sent), answers: fieldsIn(sent) }
  const unjudged = { suggestions: [] as Suggestion[], checked: false, before: undefined, errors: [], language: null }
  const viewer = await context.viewer()
  if (form.step === 'check' && viewer === null) {
    return { ...unjudged, form, suggestions: await suggestFor(context, null, form), checked: true }
  }
  const kept = await keepForVisitor({ request, context }, sent, { kind: 'question' }, { to: '/ask' })
  if (kept instanceof Response) return kept
  if (kept) return data({ ...unjudged, form, ...kept.data }, kept.init ?? {})

  const actor = await requireActor(request, context)
  const none = { ...unjudged, language: await detectLanguage({ title: form.title, text: form.body }, null) }
  if (form.step === 'check') {
    return { ...none, form, suggestions: await suggestFor(context, actor, form), checked: true }
  }
  if (form.reviewed === '' && isWritten(form)) {
    const before = await findBeforeSending(context, actor, form)
    if (before) return { ...none, form: { ...form, reviewed: 'yes' }, before }
  }

  const locale = await context.locale()
  const typedSeconds = await secondsOpen(form.opened, actor)
  const { result, failure } = await orFormErrors(
    askQuestion(db, actor, {
      ...form,
      fields: answersIn(sent, form.categoryId),
      declinedPostIds: numbersIn(form.declined),
      locale,
      language: writtenInField(form.language),
      typedSeconds,
    }),
  )
  if (failure) return data({ ...none, form, ...failure.data }, failure.init ?? {})
  await context.recordStep('ask', { threadId: result.id })
  return redirect(threadPath(result))
}

/** A question that would be refused anyway is not interrupted by suggestions. */
const isWritten = (form: { title: string; body: string; categoryId: number }): boolean =>
  titleInput.safeParse(form.title).success && bodyOf('question').safeParse(form.body).success && form.categoryId > 0

export const headers = actionHeaders

export const meta: MetaFunction<typeof loader> = titled((t) => t('ask:heading'))

export default function Ask() {
  const { isMember, opened, needsTag, choices, draft, blank, begun, kept, fromCharacters } =
    useLoaderData<typeof loader>()
  const answered = useActionData<typeof action>()
  const t = useT()
  const typed = answered?.form ?? begun
  const [chosenId, choose] = useState(typed.categoryId)
  const choice = choices.find((each) => each.id === chosenId)
  const errors = answered?.errors
  const { found, onTyped } = useSuggestions({ from: fromCharacters })
  const form = useRef<HTMLFormElement>(null)
  const step = answered?.before
  const declined = numbersIn(typed.declined)
  const title = found ? fieldOf(form.current, 'title') : typed.title

  const read = useCallback(
    () =>
      onTyped({
        title: fieldOf(form.current, 'title'),
        body: fieldOf(form.current, 'body'),
        tags: fieldOf(form.current, 'tags'),
      }),
    [onTyped],
  )
  // The fields may already be filled, by a draft or by a title in the address.
  useEffect(read, [read])
  const whenSolved = draft || found ? <DiscardDraft form={form} /> : null
  const withoutScript = (item: Suggestion) => (
    <button
      type="submit"
      name="solves"
      value={item.postId}
      formAction="/suggestions/solutions"
      formNoValidate
      className="btn-small"
    >
      {t('suggestions:panel.yes')}
    </button>
  )

  return (
    <div className="page with-aside">
      <div className="min-w-0">
        <h1 className="title">{t('ask:heading')}</h1>
        <p className="mt-1 text-soft">{t('ask:intro')}</p>
        {!isMember && (
          <p className="notice-info mt-4">
            <Icon name="info" />
            <span>
              {t('ask:visitor')}{' '}
              <a href="/sign-in?to=/ask" className="link">
                {t('account:sign_in.title')}
              </a>
            </span>
          </p>
        )}
        <form ref={form} method="post" className="panel mt-5 space-y-5" onInput={read}>
          <FormError errors={errors} fields={['title', 'body', 'tags', 'categoryId', ...fieldNames(choices)]} />
          <TextField
            name="title"
            label={t('ask:title')}
            hint={t('ask:title_hint')}
            defaultValue={typed.title}
            errors={errors}
            maxLength={150}
            required
          />
          <noscript>
            <button type="submit" name="step" value="check" formNoValidate className="btn">
              {t('ask:check')}
            </button>
          </noscript>
          {!step && (
            <Suggestions
              items={found?.items ?? answered?.suggestions ?? []}
              text={title}
              checked={found === null && answered?.checked === true}
              declined={declined}
              field="declined"
              whenSolved={whenSolved}
              withoutScript={withoutScript}
            />
          )}
          <CategorySelect choices={choices} chosenId={chosenId} onChoose={choose} errors={errors} />
          <SuggestedCategory choices={choices} suggestedId={found?.category?.id} chosenId={chosenId} />
          <CategoryNote choice={choice} />
          <MarkdownField
            label={t('ask:body')}
            hint={t('ask:body_hint')}
            defaultValue={typed.body}
            errors={errors}
            rows={12}
            required
          />
          <CategoryFields choice={choice} typed={typed.answers} errors={errors} />
          <div>
            <TagField
              defaultValue={typed.tags}
              errors={errors}
              required={needsTag && !choice?.tags.length}
              suggested={found?.tags ?? []}
            />
            {choice && choice.tags.length > 0 && (
              <p className="hint mt-1">{t('categories:sets_tags', { tags: choice.tags.join(', ') })}</p>
            )}
          </div>
          <LanguageField typed={typed.language} recognised={found?.language ?? answered?.language} />
          <OpenedField token={answered?.form.opened ?? opened} />
          <input type="hidden" name="reviewed" value={typed.reviewed} />
          {step && (
            <BeforeSending
              step={step}
              text={typed.title}
              declined={declined}
              whenSolved={whenSolved}
              withoutScript={withoutScript}
            />
          )}
          <div className="form-end">
            {isMember ? (
              !step && (
                <button type="submit" name="step" value="post" className="btn-primary">
                  {t('ask:send')}
                </button>
              )
            ) : (
              <VisitorSend what="question" kept={kept} answered={answered?.form} />
            )}
            <DraftBar name="question" draft={draft} blank={blank} />
          </div>
        </form>
      </div>
      <aside>
        <section className="panel">
          <h2 className="subtitle">{t('ask:advice')}</h2>
          <ul className="mt-2 list-disc space-y-1.5 pl-5 text-sm text-soft">
            {(['one', 'tried', 'exact', 'private'] as const).map((key) => (
              <li key={key}>{t(`ask:advice_${key}`)}</li>
            ))}
          </ul>
          <p className="mt-3 border-t border-line pt-3 text-sm text-soft">
            <ContactLink>{t('ask:contact')}</ContactLink>
          </p>
        </section>
      </aside>
    </div>
  )
}

/**
 * After "this solved it": discards the draft, as its button in the list of drafts does; it can also be restored there.
 */
function DiscardDraft({ form }: { form: { current: HTMLFormElement | null } }) {
  const t = useT()
  const [done, setDone] = useState(false)
  if (done) return null
  return (
    <button
      type="button"
      className="btn-small mt-2"
      onClick={() => {
        const button = form.current?.querySelector<HTMLElement>('.draft-bar [formaction="/drafts/deletion"]')
        button?.click()
        button?.scrollIntoView({ block: 'center' })
        setDone(true)
      }}
    >
      <Icon name="trash-2" /> {t('suggestions:discard')}
    </button>
  )
}

const fieldOf = (form: HTMLFormElement | null, name: string): string => {
  const field = form?.elements.namedItem(name)
  return field && 'value' in field ? String(field.value) : ''
}

const numbersIn = (text: string): number[] =>
  text
    .split(' ')
    .map(Number)
    .filter((number) => Number.isSafeInteger(number) && number > 0)
