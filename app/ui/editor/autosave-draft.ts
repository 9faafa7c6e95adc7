import { watchUnsaved } from '#app/ui/unsaved.ts'

export type DraftState =
  | { is: 'idle' | 'saving' | 'failed' | 'signed_out' | 'gone' | 'discarded' }
  | { is: 'restored' | 'saved' | 'newer'; at: Date }
  | { is: 'refused'; message: string }

type Fields = Record<string, string>

const PAUSE = 1_000
const AT_MOST = 6_000
/** In bytes: the most that a browser still sends when a page is being closed. */
const KEEPALIVE_MAX = 60_000
const RETRIES = [3_000, 10_000, 30_000]
const CONTROLS = /^(?:draft|draftVersion|draftWriter|draftWritten|draftForce|step|undo|opened|search)$/

/**
 * Saves the fields of a form after each pause in typing and when the page is left, and shows whether it worked. Sending
 * the form waits for a running save, so that no draft is saved after its text was posted.
 */
export function autosaveDraft(
  form: HTMLFormElement,
  { name, version, blank, say }: { name: string; version: number; blank: Fields; say: (state: DraftState) => void },
) {
  const writer = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2)
  let base = version
  let written = 0
  let saved = asText(startOf(form))
  /**
   * The fields as they were sent. When the form is removed, a field loses the focus; the same values are not saved
   * again.
   */
  let sent: string | undefined
  let filling = false
  let asleep = false
  let trouble = false
  let tried = 0
  let since = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let onItsWay: Promise<void> | undefined
  let newer: { fields: Fields; version: number } | undefined
  let discarded: Fields | undefined

  const isDirty = () => {
    const text = asText(fieldsOf(form))
    return !filling && text !== saved && text !== sent
  }
  const bodyOf = (fields: Fields, force = false) => {
    written += 1
    const controls = { draft: name, draftVersion: String(base), draftWriter: writer, draftWritten: String(written) }
    return new URLSearchParams({ ...fields, ...controls, ...(force ? { draftForce: 'on' } : {}) })
  }

  const schedule = (pause = PAUSE) => {
    clearTimeout(timer)
    if (asleep || !isDirty()) return
    since ||= Date.now()
    timer = setTimeout(save, Math.max(0, Math.min(pause, since + Math.max(AT_MOST, pause) - Date.now())))
  }

  const save = (force = false): Promise<void> => {
    clearTimeout(timer)
    if (onItsWay) return onItsWay.then(() => (isDirty() || force ? save(force) : undefined))
    const fields = fieldsOf(form)
    const text = asText(fields)
    if (text === saved && !force) return Promise.resolve()
    since = 0
    say({ is: 'saving' })
    onItsWay = send(fields, force)
      .then((state) => {
        if (state.is === 'saved' || state.is === 'idle') saved = text
        trouble = state.is !== 'saved' && state.is !== 'idle'
        asleep = state.is === 'newer' || state.is === 'gone'
        say(state)
        if (state.is === 'failed') {
          timer = setTimeout(save, RETRIES[Math.min(tried, RETRIES.length - 1)])
          tried += 1
        } else {
          tried = 0
        }
      })
      .finally(() => {
        onItsWay = undefined
        if (!trouble) schedule()
      })
    return onItsWay
  }

  const send = async (fields: Fields, force: boolean): Promise<DraftState> => {
    const body = bodyOf(fields, force)
    let answer: Response
    try {
      const keepalive = body.toString().length < KEEPALIVE_MAX
      answer = await fetch('/drafts/versions', { method: 'POST', body, keepalive })
    } catch {
      return { is: 'failed' }
    }
    if (answer.ok) {
      const result = (await answer.json()) as { version: number; savedAt: string }
      base = result.version
      return base === 0 ? { is: 'idle' } : { is: 'saved', at: new Date(result.savedAt) }
    }
    if (answer.status === 401) return { is: 'signed_out' }
    if (answer.status >= 500) return { is: 'failed' }
    const reply = await answer.json().catch(() => ({}))
    const code = reply.errors?.[0]?.code
    if (code === 'draft.newer' && reply.newer) {
      newer = reply.newer
      return { is: 'newer', at: new Date(reply.newer.savedAt) }
    }
    if (code === 'draft.gone') return { is: 'gone' }
    return reply.message ? { is: 'refused', message: reply.message } : { is: 'failed' }
  }

  const onInput = (event: Event) => {
    if (!(event.target as HTMLElement).closest('[data-draft-ignore]')) schedule()
  }
  // Tag chips and menus change without an event.
  const onMove = () => schedule()
  const onSubmit = (event: SubmitEvent) => {
    if (event.defaultPrevented) return
    clearTimeout(timer)
    if (onItsWay) {
      event.preventDefault()
      event.stopPropagation()
      const button = event.submitter
      onItsWay.finally(() => form.requestSubmit(button))
      return
    }
    sent = asText(fieldsOf(form))
  }
  // Phones close pages without an event: the last event is that the page is hidden.
  const onHidden = () => {
    if (document.visibilityState !== 'hidden' || asleep || onItsWay || !isDirty()) return
    save()
  }
  const onPageHide = () => {
    if (asleep || !isDirty()) return
    navigator.sendBeacon('/drafts/versions', bodyOf(fieldsOf(form)))
  }
  const isAtRisk = () =>
    isDirty() &&
    (trouble || asleep || !navigator.onLine || asText(fieldsOf(form)).length * 3 > KEEPALIVE_MAX) &&
    hasText(fieldsOf(form), blank)
  const onBeforeUnload = (event: BeforeUnloadEvent) => {
    if (isAtRisk()) event.preventDefault()
  }
  const onLine = () => {
    if (trouble && !asleep) save()
  }

  const fill = async (fields: Fields) => {
    filling = true
    fillForm(form, fields)
    // Some fields appear only after a choice in another field.
    await new Promise((resolve) => setTimeout(resolve))
    fillForm(form, fields)
    clearTimeout(timer)
    filling = false
  }

  form.addEventListener('input', onInput)
  form.addEventListener('change', onInput)
  form.addEventListener('submit', onSubmit)
  form.addEventListener('focusout', onMove)
  form.addEventListener('click', onMove)
  document.addEventListener('visibilitychange', onHidden)
  addEventListener('pagehide', onPageHide)
  addEventListener('beforeunload', onBeforeUnload)
  addEventListener('online', onLine)
  // Saves at once, so that the draft is there when one comes back.
  const unwatch = watchUnsaved(() => {
    if (isAtRisk()) return true
    if (!asleep && isDirty()) save()
    return false
  })
  schedule()

  return {
    /** The form was refused and stays open: its values are unsent again. */
    resume() {
      sent = undefined
      schedule()
    },
    async discard() {
      clearTimeout(timer)
      await onItsWay
      discarded = fieldsOf(form)
      const body = new URLSearchParams({ draft: name })
      const answer = await fetch('/drafts/deletion', { method: 'POST', body, redirect: 'manual' }).catch(() => null)
      if (!answer || answer.status >= 400) return say({ is: 'failed' })
      await fill(blank)
      saved = asText(fieldsOf(form))
      base = 0
      asleep = trouble = false
      say({ is: 'discarded' })
    },
    async undo() {
      if (!discarded) return
      await fill(discarded)
      await save(true)
    },
    async take() {
      if (!newer) return
      await fill(newer.fields)
      base = newer.version
      saved = asText(fieldsOf(form))
      asleep = trouble = false
      say({ is: 'saved', at: new Date() })
    },
    keep() {
      asleep = false
      save(true)
    },
    stop() {
      clearTimeout(timer)
      form.removeEventListener('input', onInput)
      form.removeEventListener('change', onInput)
      form.removeEventListener('submit', onSubmit)
      form.removeEventListener('focusout', onMove)
      form.removeEventListener('click', onMove)
      document.removeEventListener('visibilitychange', onHidden)
      removeEventListener('pagehide', onPageHide)
      removeEventListener('beforeunload', onBeforeUnload)
      removeEventListener('online', onLine)
      unwatch()
      if (!asleep && !onItsWay && isDirty()) navigator.sendBeacon('/drafts/versions', bodyOf(fieldsOf(form)))
    },
  }
}

const asText = (fields: Fields) => JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
const lines = (text: string) => text.replace(/\r\n?/g, '\n')

function fieldsOf(form: HTMLFormElement): Fields {
  const fields: Fields = {}
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && !CONTROLS.test(name)) fields[name] = lines(value)
  }
  return fields
}

/** The values of the form as the server sent it, whatever was typed before this code was loaded. */
function startOf(form: HTMLFormElement): Fields {
  const fields: Fields = {}
  for (const each of form.elements) {
    const { name } = each as HTMLInputElement
    if (!name || CONTROLS.test(name) || (each as HTMLInputElement).disabled) continue
    if (each instanceof HTMLSelectElement) {
      const options = [...each.options]
      fields[name] = (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? ''
    } else if (each instanceof HTMLTextAreaElement) fields[name] = lines(each.defaultValue)
    else if (each instanceof HTMLInputElement && each.type !== 'file') {
      if (each.type !== 'checkbox' && each.type !== 'radio') fields[name] = each.defaultValue
      else if (each.defaultChecked) fields[name] = each.value
    }
  }
  return fields
}

/** Puts values into the fields as if they had been typed, so that components that listen to the fields are updated. */
function fillForm(form: HTMLFormElement, fields: Fields): void {
  // For components that show their value without a field.
  form.dispatchEvent(new CustomEvent('draft:fill', { detail: fields }))
  for (const each of form.elements) {
    const { name } = each as HTMLInputElement
    if (!name || CONTROLS.test(name) || name === 'baseRevision') continue
    const value = fields[name] ?? ''
    if (each instanceof HTMLInputElement && (each.type === 'checkbox' || each.type === 'radio')) {
      if (each.checked !== (each.value === value)) each.click()
    } else if (
      each instanceof HTMLInputElement ||
      each instanceof HTMLTextAreaElement ||
      each instanceof HTMLSelectElement
    ) {
      if (each.value === value) continue
      // React notices only values that are set with the setter of the element's prototype.
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(each), 'value')?.set?.call(each, value)
      each.dispatchEvent(new Event('input', { bubbles: true }))
      each.dispatchEvent(new Event('change', { bubbles: true }))
    }
  }
}

const hasText = (fields: Fields, blank: Fields) =>
  Object.entries(fields).some(([name, value]) => value.trim() !== '' && value !== (blank[name] ?? ''))
