import { DomainError, invalid } from '#app/domain/errors.ts'
import { isShort, RENDER_BUDGET, RenderRefusal, renderText } from '#app/platform/renderer.ts'
import type { SafeHtml } from '#app/text/markdown.ts'

/** So much text is kept with its HTML, in characters: a text is needed again a moment later, where it is stored. */
const KEPT = 1_000_000
/** One person's long texts that are being rendered at the same time; the texts of others must not wait for more. */
const AT_ONCE = 3

const recent = new Map<string, Promise<SafeHtml>>()
const busy = new Map<number, number>()
let kept = 0

/**
 * The HTML of a text that somebody writes, rendered once: before the transaction that stores it (`texts` of a command),
 * and not again inside it. Throws invalid `body.too_complex` when rendering takes too long or makes too much HTML, and
 * too_many `body.busy` when too many texts are waiting; both for the field of the form.
 */
export function renderedText(
  source: string,
  { writerId, field = 'body' }: { writerId: number; field?: string },
): Promise<SafeHtml> {
  const known = recent.get(source)
  if (known) return known
  const html = renderFor(writerId, source).catch((error: unknown) => {
    throw error instanceof RenderRefusal ? refusalOf(error, field) : error
  })
  keep(source, html)
  return html
}

async function renderFor(writerId: number, source: string): Promise<SafeHtml> {
  if (isShort(source)) return renderText(source, RENDER_BUDGET)
  const running = busy.get(writerId) ?? 0
  if (running >= AT_ONCE) throw new RenderRefusal('busy')
  busy.set(writerId, running + 1)
  try {
    return await renderText(source, RENDER_BUDGET)
  } finally {
    const left = (busy.get(writerId) ?? 1) - 1
    if (left > 0) busy.set(writerId, left)
    else busy.delete(writerId)
  }
}

const refusalOf = ({ because }: RenderRefusal, field: string): DomainError =>
  because === 'busy'
    ? new DomainError('too_many', 'body.busy', field, { seconds: 5 })
    : invalid(field, 'body.too_complex')

/** The oldest texts go first. A text that was refused is rendered again when it is sent again. */
function keep(source: string, html: Promise<SafeHtml>): void {
  const forget = (text: string) => {
    if (recent.delete(text)) kept -= text.length
  }
  recent.set(source, html)
  kept += source.length
  for (const oldest of recent.keys()) {
    if (kept <= KEPT || oldest === source) break
    forget(oldest)
  }
  html.catch(() => {
    if (recent.get(source) === html) forget(source)
  })
}
