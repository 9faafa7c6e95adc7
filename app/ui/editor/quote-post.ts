import { applyEdit, typedIn } from '#app/ui/editor/apply-edit.ts'
import { asBlock } from '#app/ui/editor/text-edits.ts'

/** In milliseconds. */
const PATIENCE = 15_000

/**
 * Inserts a post, or the selected part of it, as a quote at the caret of the answer, and moves the focus there. Rejects
 * when the server cannot give it.
 */
export async function quotePost(postId: number, part: DocumentFragment | null): Promise<void> {
  const area = document.querySelector<HTMLTextAreaElement>('#answer-form textarea[name="body"]')
  if (!area) return
  const answer = await fetch(`/posts/${postId}/quote`, {
    signal: AbortSignal.timeout(PATIENCE),
    ...(part && { method: 'POST', body: asForm(part) }),
  })
  if (!answer.ok) throw new Error(`No quote: ${answer.status}`)
  const { markdown: quote } = (await answer.json()) as { markdown: string }

  const closed = area.closest('details')
  if (closed) closed.open = true
  const edit = asBlock(typedIn(area), quote.trimEnd(), 0, 0)
  const text = `${edit.text.trimEnd()}\n\n`
  const end = edit.from + text.length
  applyEdit(area, { ...edit, text, select: [end, end] })
  area.scrollIntoView({ block: 'center' })
}

function asForm(part: DocumentFragment): URLSearchParams {
  const holder = document.createElement('div')
  holder.append(part)
  return new URLSearchParams({ part: holder.innerHTML })
}
