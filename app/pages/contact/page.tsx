import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { z } from 'zod'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { type Suggestion, suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { TITLE_LENGTH } from '#app/domain/threads/title.ts'
import { findOwnCase } from '#app/domain/tickets/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { detectLanguage } from '#app/text/language.ts'
import { CategoryNote, CategorySelect, SuggestedCategory } from '#app/ui/category-choice.tsx'
import { DraftBar } from '#app/ui/editor/draft-bar.tsx'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { FormError, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Suggestions } from '#app/ui/suggestions/suggestions.tsx'
import { useSuggestions } from '#app/ui/suggestions/use-suggestions.ts'
import { VisitorSend } from '#app/ui/visitor-send.tsx'
import { written } from '#app/ui/written.tsx'
import { loadCategoryChoices } from '#app/web/category-choices.server.ts'
import { actionHeaders, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { withinSuggestionRate } from '#app/web/suggestion-rate.server.ts'
import { keepForVisitor, shownField, writtenByVisitor } from '#app/web/visitor-draft.server.ts'
import { db } from '#db/client.server.ts'
import { contactStaff } from '#moderation/escalation/contact-staff.ts'
import { canContactStaff } from '#moderation/escalation/permissions.ts'

/** Visitors may fill in the form and continue after signing in. The suggestions are for everybody. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  if (!(await getSetting(db, 'contact')).open) await orHttpError(Promise.reject(conflict('contact.off')))
  const [viewer, locale] = await Promise.all([context.viewer(), context.locale()])
  if (viewer && !canContactStaff(viewer)) await orHttpError(Promise.reject(forbidden('contact.write')))
  const [choices, draft, written, { fromCharacters }] = await Promise.all([
    loadCategoryChoices(locale),
    viewer ? findDraft(db, viewer, { kind: 'contact' }) : undefined,
    viewer ? undefined : writtenByVisitor(request, { kind: 'contact' }),
    getSetting(db, 'suggestions'),
  ])
  const query = new URL(request.url).searchParams
  const subject = (query.get('title') ?? '').slice(0, TITLE_LENGTH[1])
  const followed = viewer && Number(query.get('follows')) ? await findFollowed(viewer, query.get('follows')) : undefined
  const named = choices.find((choice) => choice.slug === query.get('category'))?.id
  const categoryId = named ?? choices.find((choice) => choice.id === followed?.categoryId)?.id
  const blank = { title: subject, body: '', categoryId: categoryId ? String(categoryId) : '' }
  // The values in the address are newer than the draft.
  const fields = { ...blank, ...written?.fields, ...draft?.fields, ...(subject ? { title: subject } : {}) }
  const begun = parseForm(contactForm, fields)
  const suggestions = await suggestFor(context, begun)
  const typed = subject !== ''
  return {
    isMember: viewer !== null,
    choices,
    draft,
    blank,
    begun,
    kept: written?.savedAt,
    followed,
    suggestions,
    fromCharacters,
    typed,
  }
}

/** The earlier case that this one goes on with, if it is theirs. */
const findFollowed = (viewer: Actor, typed: string | null) =>
  /^\d{1,15}$/.test(typed ?? '') ? findOwnCase(db, viewer, Number(typed)) : undefined

async function suggestFor(context: AppLoadContext, { title, body }: { title: string; body: string }) {
  if (title.trim() === '') return []
  const viewer = await context.viewer()
  const locale = await detectLanguage({ title, text: body }, await context.locale())
  const found = await withinSuggestionRate<Suggestion[]>(context, [], () =>
    suggestPosts(db, viewer, searchEngine, { title, body, locale }),
  )
  if (found.length > 0) await context.recordStep('suggestion_shown')
  return found
}

const contactForm = z.object({
  title: z.string().default(''),
  body: z.string().default(''),
  categoryId: z.coerce.number().int().catch(0),
  /** The earlier case that this one goes on with. */
  follows: z.coerce.number().int().positive().optional().catch(undefined),
  /** Set when the suggestions for this text have been shown. */
  checked: z.literal('on').optional().catch(undefined),
  /** Pressed without JavaScript, to see what may answer it. */
  look: z.literal('on').optional().catch(undefined),
  shown: shownField,
})

export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await readForm(request.clone() as Request)
  const form = parseForm(contactForm, sent)
  const none = { form, suggestions: [] as Suggestion[], errors: [] }
  if (form.look === 'on') return { ...none, suggestions: await suggestFor(context, form), looked: true }
  const follows = new URL(request.url).searchParams.get('follows')
  const to = follows ? `/contact?${new URLSearchParams({ follows })}` : '/contact'
  const kept = await keepForVisitor({ request, context }, sent, { kind: 'contact' }, { to })
  if (kept instanceof Response) return kept
  if (kept) return data({ ...none, ...kept.data }, kept.init ?? {})

  const actor = await requireActor(request, context)
  const locale = await context.locale()
  if (form.checked !== 'on') {
    const suggestions = await suggestFor(context, form)
    if (suggestions.length > 0) return { ...none, suggestions }
  }
  const { result, failure } = await orFormErrors(contactStaff(db, actor, { ...form, locale }))
  if (failure) return data({ ...none, ...failure.data }, failure.init ?? {})
  await context.recordStep('ask', { threadId: result.id })
  return redirect(`/questions/${result.id}/private-replies`)
}

export const headers = actionHeaders

export const meta: MetaFunction<typeof loader> = titled((t) => t('contact:title'), {
  description: (t) => t('contact:intro'),
})

export default function Contact() {
  const { isMember } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page with-aside">
      <div className="min-w-0">
        <h1 className="title">{t('contact:title')}</h1>
        <p className="mt-1 text-soft">{t('contact:intro')}</p>
        <ContactForm isMember={isMember} />
      </div>
      <aside>
        <section className="panel">
          <h2 className="subtitle">{t('contact:public_title')}</h2>
          <p className="mt-1 text-sm text-soft">{t('contact:public_text')}</p>
          <p className="mt-3">
            <a href="/ask" className="btn-small">
              <Icon name="message-square-plus" /> {t('common:nav.ask')}
            </a>
          </p>
        </section>
      </aside>
    </div>
  )
}

function ContactForm({ isMember }: { isMember: boolean }) {
  const {
    choices,
    draft,
    blank,
    begun,
    kept,
    followed,
    suggestions,
    fromCharacters,
    typed: asked,
  } = useLoaderData<typeof loader>()
  const answered = useActionData<typeof action>()
  const t = useT()
  const live = useSuggestions({ from: fromCharacters })
  const typed = answered?.form ?? begun
  const [chosenId, choose] = useState(typed.categoryId)
  const [text, setText] = useState(typed.title)
  const choice = choices.find((each) => each.id === chosenId)
  const items = live.found?.items ?? answered?.suggestions ?? suggestions
  const looked = answered !== undefined && 'looked' in answered
  const stopped = answered !== undefined && !looked && answered.suggestions.length > 0

  const onTyped = (form: HTMLFormElement) => {
    const fields = new FormData(form)
    const [title, body] = [String(fields.get('title') ?? ''), String(fields.get('body') ?? '')]
    setText(title)
    live.onTyped({ title, body })
  }
  return (
    <form method="post" className="panel mt-5 space-y-5" onInput={(event) => onTyped(event.currentTarget)}>
      <FormError errors={answered?.errors} fields={['title', 'body', 'categoryId']} />
      {followed && (
        <p className="notice-info">
          <Icon name="history" />
          <span>
            {t('contact:follows')}{' '}
            <a href={`/questions/${followed.id}/private-replies`} {...written(followed.locale)} className="link">
              {followed.title}
            </a>
            <input type="hidden" name="follows" value={followed.id} />
          </span>
        </p>
      )}
      <TextField
        name="title"
        label={t('contact:subject')}
        hint={t('contact:subject_hint')}
        defaultValue={typed.title}
        errors={answered?.errors}
        maxLength={150}
        required
      />
      {(stopped || live.found || items.length > 0) && <input type="hidden" name="checked" value="on" />}
      <noscript>
        <button type="submit" name="look" value="on" formNoValidate className="btn">
          {t('contact:look')}
        </button>
      </noscript>
      <Suggestions
        items={items}
        text={text}
        surface="contact"
        checked={looked || asked}
        title={stopped ? t('contact:before') : undefined}
      />
      <CategorySelect choices={choices} chosenId={chosenId} onChoose={choose} errors={answered?.errors} />
      <SuggestedCategory choices={choices} suggestedId={live.found?.category?.id} chosenId={chosenId} />
      <CategoryNote choice={choice} />
      <MarkdownField
        label={t('contact:message')}
        hint={t('contact:message_hint')}
        defaultValue={typed.body}
        errors={answered?.errors}
        rows={10}
        required
      />
      <p className="hint flex items-start gap-2">
        <Icon name="lock" className="mt-1 shrink-0" /> {t('contact:private')}
      </p>
      <div className="form-end">
        {isMember ? (
          <button type="submit" className="btn-primary">
            <Icon name="send" /> {t(stopped ? 'contact:send_anyway' : 'contact:send')}
          </button>
        ) : (
          <VisitorSend what="contact" kept={kept} answered={answered?.form} />
        )}
        <DraftBar name="contact" draft={draft} blank={blank} />
      </div>
    </form>
  )
}
