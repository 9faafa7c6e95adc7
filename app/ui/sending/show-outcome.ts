import type { Translate } from '#app/messages/translate.ts'
import { type Asked, currentRequest, type Fault, type Outcome, reportRequests } from '#app/ui/sending/guard-requests.ts'
import { forgetKept } from '#app/ui/sending/kept-words.ts'
import { isUnsaved } from '#app/ui/unsaved.ts'

type Page = {
  t: Translate
  /** Who is signed in on this page, whatever the server says meanwhile. */
  viewerId: number | undefined
  go(path: string): void
}
type Sent = {
  form: HTMLFormElement
  button: HTMLButtonElement | null
  answered?: boolean
  /** The code of the page that follows is missing: after an upgrade it has another name. */
  codeMissing?: boolean
}

let page: Page
/** What was sent last to each address. */
const sent = new Map<string, Sent>()
let lastSent: HTMLFormElement | undefined
let note: HTMLElement | undefined
/** What to announce when the page shows what was sent. */
let news = ''
let outdated = false

/** Shows what becomes of each request: beside its button, or for a page that does not open, at the foot of the window. */
export function showOutcomesOn(shown: Page): void {
  page = shown
  reportRequests(report)
  addEventListener('code-missing', onMissingCode)
}

/** After an upgrade of the forum, links and forms are left to the browser: the pages that follow are new ones. */
export const isOutdated = (): boolean => outdated

/** Marks a form as under way. False when it is already: a second press sends nothing. */
export function beginSending(form: HTMLFormElement, button: HTMLButtonElement | null, path: string): boolean {
  if (form.dataset.sending !== undefined) return false
  lineOf(form)?.remove()
  note?.remove()
  form.dataset.sending = ''
  button?.setAttribute('aria-busy', 'true')
  sent.set(path, { form, button })
  lastSent = form
  return true
}

/** All that was under way has come to its end, and the page shows it. */
export function endSending(): void {
  for (const one of sent.values()) rest(one)
  if (news) announce(news)
  news = ''
}

/** Sends a form whose answer is a page that has to be loaded as a whole. */
export async function sendWhole({ form, button }: Sent, path: string): Promise<void> {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form, button)) body.append(name, String(value))
  const answer = await fetch(path, { method: 'POST', body, signal: AbortSignal.timeout(15_000) }).catch(() => null)
  rest({ form, button })
  if (!answer?.ok) return showFault({ form, button }, answer ? 'broken' : 'unreachable')
  if (path === '/sign-out') forgetKept(page.viewerId)
  location.assign(answer.url)
}

/** Says beside the button that a form was not sent, and why. */
export function showFault({ form, button }: Sent, fault: Fault): void {
  const actions: HTMLElement[] = []
  if (fault === 'signed_out') {
    actions.push(linkTo('/sign-in', page.t('common:sending.sign_in'), { target: '_blank', rel: 'noopener' }))
  }
  // A refusal stays one when it is sent again, save one for being too fast.
  if (fault !== 'too_large' && (typeof fault === 'string' || fault.figures?.seconds !== undefined)) {
    actions.push(buttonFor(() => form.requestSubmit(button?.isConnected ? button : null)))
  }
  lineOf(form)?.remove()
  const line = lineOfWords('not-sent', `${page.t('common:sending.not_sent')} ${wordsOf(fault)}`, actions)
  if (form.isConnected) form.append(line)
  else showLine(line.textContent ?? '')
  const over = line.getBoundingClientRect().right - document.documentElement.clientWidth + 8
  if (over > 0) line.style.translate = `${-over}px`
}

/** Says to a screen reader what has changed: its button may be gone. */
export function announce(words: string): void {
  const place = document.getElementById('announcement')
  place?.replaceChildren(words)
}

function report({ path, purpose, again }: Asked, outcome: Outcome): void {
  const one = sent.get(path)
  const { t } = page
  if ('answered' in outcome) {
    note?.remove()
    if (purpose !== 'send' || !one) return
    one.answered = true
    lineOf(one.form)?.remove()
    if (outcome.answered === 'done') {
      news = one.form.dataset.done ?? ''
      one.form.dispatchEvent(new Event('sent'))
    }
    if (one.codeMissing && outcome.answered === 'done') openAnew(here(), one.form)
    // The page that would say why cannot be shown. Sent by the browser, it is.
    else if (one.codeMissing) showFault(one, 'outdated')
    return
  }
  const { fault } = outcome
  if (fault === 'outdated') outdated = true
  if (purpose === 'after') {
    if (fault === 'outdated') openAnew(path, lastSent)
    else showLine(t('common:sending.sent_not_shown'), buttonFor(again))
  } else if (purpose === 'open') {
    if (fault === 'outdated') openAnew(path)
    else showNote(`${t('common:sending.not_opened')} ${wordsOf(fault)}`, again)
  } else if (one) {
    rest(one)
    if (fault === 'signed_out' && page.viewerId === undefined) {
      page.go(`/sign-in?to=${encodeURIComponent(here())}`)
      return
    }
    one.form.dispatchEvent(new Event('unsent'))
    showFault(one, fault)
    // The browser can still send it, and then shows the page of the new forum.
    if (fault === 'outdated' && !hasWords(one.form)) lineOf(one.form)?.querySelector('button')?.click()
  }
}

/** The router could not load the code of a page: see vite.config.ts. What is sent goes to the server all the same. */
function onMissingCode(): void {
  outdated = true
  const { path, purpose } = currentRequest()
  const one = sent.get(path)
  if (purpose === 'send' && one) one.codeMissing = true
  if (purpose === 'send' && !one?.answered) return
  if (purpose === 'open') openAnew(path)
  else openAnew(here(), lastSent)
}

/**
 * The page of the new version. Only a page on which nothing is typed is left without being asked; a form that was sent
 * does not count.
 */
function openAnew(path: string, sentForm?: HTMLFormElement): void {
  const [to = ''] = path.split('#')
  if (hasWords(sentForm)) {
    const words = page.t(sentForm ? 'common:sending.sent_outdated' : 'common:sending.outdated')
    showLine(words, linkTo(to, page.t('common:sending.open_anew')))
  } else if (to === here()) location.reload()
  else location.assign(to)
}

/** Whether something is typed on the page, outside the form that was just sent. */
function hasWords(except?: HTMLFormElement): boolean {
  if (isUnsaved()) return true
  const fields = document.querySelectorAll<HTMLInputElement>('main textarea, main input:not([type=hidden])')
  return [...fields].some((field) => field.form !== except && isChanged(field))
}

/** A tick has the same value whether it is set or not. */
const isChanged = (field: HTMLInputElement | HTMLTextAreaElement): boolean =>
  field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue && field.value.trim() !== ''

const here = () => location.pathname + location.search
const lineOf = (form: HTMLFormElement) => form.querySelector<HTMLElement>('.not-sent')
const wordsOf = (fault: Fault) =>
  typeof fault === 'string' ? page.t(`common:sending.${fault}`) : page.t(`errors:${fault.code}`, fault.figures)

function rest({ form, button }: Sent): void {
  delete form.dataset.sending
  button?.removeAttribute('aria-busy')
}

/** Says at the foot of the window what did not work, and offers to try again. */
export function showNote(words: string, again: () => void): void {
  const retry = () => {
    note?.remove()
    again()
  }
  showLine(
    words,
    buttonFor(retry),
    buttonFor(() => note?.remove(), page.t('common:cancel')),
  )
}

function showLine(words: string, ...actions: HTMLElement[]): void {
  note?.remove()
  note = lineOfWords('load-note', words, actions)
  document.body.append(note)
}

function lineOfWords(className: string, words: string, actions: HTMLElement[]): HTMLElement {
  const line = Object.assign(document.createElement('div'), { className, role: 'alert' })
  line.append(Object.assign(document.createElement('span'), { textContent: words }), ...actions)
  return line
}

const buttonFor = (onclick: () => void, textContent = page.t('common:sending.again')) =>
  Object.assign(document.createElement('button'), { type: 'button', className: 'btn-small', textContent, onclick })

function linkTo(href: string, textContent: string, more: { target?: string; rel?: string } = {}): HTMLElement {
  const link = Object.assign(document.createElement('a'), { href, className: 'btn-small', textContent, ...more })
  link.dataset.reload = ''
  return link
}
