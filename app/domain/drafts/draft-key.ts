import type { DraftKind, Locale } from '#db/schema.ts'

/** Which draft: the kind of text, and the thread, post, article or ticket on which it is written. */
export type DraftKey = { kind: DraftKind; subjectId?: number; locale?: Locale }

const NAMED =
  /^(?:(question|article|contact)|(answer|comment|edit|ticket|private_reply)-([1-9]\d{0,14})|(article_edit)-([1-9]\d{0,14})-(en|fr))$/

/** The key as the value of a form field: `question`, `answer-12`, `article_edit-5-fr`. */
export function nameOfDraft({ kind, subjectId, locale }: DraftKey): string {
  return [kind, subjectId || undefined, locale || undefined].filter(Boolean).join('-')
}

/** The key from the value of a form field, or undefined when the value is not a key. */
export function parseDraftName(name: string): DraftKey | undefined {
  const [, alone, on, subject, article, articleId, locale] = NAMED.exec(name) ?? []
  if (alone) return { kind: alone as DraftKind }
  if (on) return { kind: on as DraftKind, subjectId: Number(subject) }
  if (article) return { kind: article as DraftKind, subjectId: Number(articleId), locale: locale as Locale }
  return undefined
}

/** The address at which the form of a draft opens. */
export function draftPath({ kind, subjectId, locale }: DraftKey): string {
  const paths: Record<DraftKind, string> = {
    question: '/ask',
    contact: '/contact',
    answer: `/questions/${subjectId}#your-answer`,
    comment: `/posts/${subjectId}/comments`,
    edit: `/posts/${subjectId}/edit`,
    article: '/kb/articles/new',
    article_edit: `/kb/articles/${subjectId}/edit?locale=${locale}`,
    ticket: `/desk/tickets/${subjectId}#write`,
    private_reply: `/questions/${subjectId}/private-replies`,
  }
  return paths[kind]
}
