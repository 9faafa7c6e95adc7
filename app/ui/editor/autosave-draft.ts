import { dropKept, findKept, type KeptWords, keepWords } from '#app/ui/sending/kept-words.ts'
import { watchUnsaved } from '#app/ui/unsaved.ts'

export type DraftState =
  /** With `kept` the words are in this browser, although the server does not have them. */
  | { is: 'failed' | 'signed_out'; kept: boolean }
  /** `local`: of a visitor, in this browser alone. */
  | { is: 'idle' | 'saving' | 'gone' | 'discarded' | 'local' }
  /** `kept`: words that were kept in this browser are back; `offered`: they are not, because there are others here. */
  | { is: 'restored' | 'saved' | 'newer' | 'kept' | 'offered'; at: Date }
  | { is: 'refused'; message: string }

type Fields = Record<string, string>

const PAUSE = 1_000
const AT_MOST = 6_000
/** In bytes: the most that a browser still sends when a page is being closed. */
const KEEPALIVE_MAX = 60_000
const RETRIES = [3_000, 10_000, 30_000]
/** A save that has no answer after this time has failed; whoever sends the form waits less for a running one. */
const SAVE_TIMEOUT = 10_000
const SENDING_WAITS = 3_000
/** Between a key and the copy in this browser. */
const KEEP_PAUSE = 250
/** What a text was changed from. */
const BASES = ['baseRevision', 'version', 'before']
const CONTROLS = /^(?:account|shown|draft|draftVersion|draftWriter|draftWritten|draftForce|step|undo|opened|search)$/

type Options = {
  name: string
  /** Who writes; undefined for a visitor. */
  person: number | undefined
  version: number
  blank: Fields
  say: (state: DraftState) => void
}

/**
 * Saves the fields of a form after each pause in typing and when the page is left, and shows whether it worked. Sending
 * the form waits for a running save, so that no draft is saved after its text was posted. Until the server has them, the
 * words are kept in this browser too.
 */
export function autosaveDraft(form: HTMLFormElement, { name, person, version, blank, say }: Options) {
  const isVisitor = person === undefined
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
  let keeping: ReturnType<typeof setTimeout> | undefined
  let isKept = false
  let saving = new AbortController()
  let onItsWay: Promise<void> | undefined
  let newer: { fields: Fields; version: number } | undefined
  let discarded: Fields | undefined
  /** Words kept in this browser on which the writer has not yet decided. Nothing overwrites them meanwhile. */
  let offered: KeptWords | undefined
  /** Words that came back from this browser, until they are saved. */
  let back: Fields | undefined

  const isDirty = () => {
    const text = asText(fieldsOf(form))
    return !filling && text !== saved && text !== sent
  }
  const bodyOf = (fields: Fields, force = false) => {
    written += 1
    const controls = { draft: name, draftVersion: String(base), draftWriter: writer, draftWritten: String(written) }
    return new URLSearchParams({ ...fields, ...controls, ...(force ? { draftForce: 'on' } : {}) })
  }

  /** Keeps in this browser what the server does not have, and nothing else. */
  const keep = () => {
    clearTimeout(keeping)
    if (offered) return
    const fields = fieldsOf(form)
    const text = asText(fields)
    if (filling || text === saved || !hasText(fields, blank)) drop()
    else {
      const opened = openedField(form)?.value
      isKept = keepWords(person, name, { fields, at: Date.now(), opened, ...(text === sent && { sent: true }) })
    }
  }
  const drop = () => {
    clearTimeout(keeping)
    isKept = false
    if (!offered) dropKept(person, name)
  }

  const schedule = (pause = PAUSE) => {
    clearTimeout(keeping)
    if (isDirty()) keeping = setTimeout(keep, KEEP_PAUSE)
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
    if (isVisitor) {
      keep()
      if (isKept) say({ is: 'local' })
      return Promise.resolve()
    }
    say({ is: 'saving' })
    onItsWay = send(fields, force)
      .then((state) => {
        if (state.is === 'saved' || state.is === 'idle') saved = text
        if (sent === undefined) keep()
        trouble = state.is !== 'saved' && state.is !== 'idle'
        asleep = state.is === 'newer' || state.is === 'gone'
        say('kept' in state ? { ...state, kept: isKept } : state)
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
    saving = new AbortController()
    const stop = setTimeout(() => saving.abort(), SAVE_TIMEOUT)
    const keepalive = body.toString().length < KEEPALIVE_MAX
    const answer = await fetch('/drafts/versions', { method: 'POST', body, keepalive, signal: saving.signal }).catch(
      () => null,
    )
    // A proxy, or a network that wants a sign-in, answers with a page.
    const reply = await answer?.json().catch(() => null)
    clearTimeout(stop)
    if (!answer || !reply || answer.status >= 500) return { is: 'failed', kept: false }
    if (answer.ok) {
      base = reply.version
      return base === 0 ? { is: 'idle' } : { is: 'saved', at: new Date(reply.savedAt) }
    }
    if (answer.status === 401) return { is: 'signed_out', kept: false }
    const code = reply.errors?.[0]?.code
    if (code === 'draft.newer' && reply.newer) {
      // The page that was left has saved these very words on its way out: nobody else has written.
      if (back && isSame(reply.newer.fields, back)) {
        base = reply.newer.version
        back = undefined
        return send(fields, force)
      }
      newer = reply.newer
      return { is: 'newer', at: new Date(reply.newer.savedAt) }
    }
    if (code === 'draft.gone') return { is: 'gone' }
    return reply.message ? { is: 'refused', message: reply.message } : { is: 'failed', kept: false }
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
      const stop = setTimeout(() => saving.abort(), SENDING_WAITS)
      onItsWay.finally(() => {
        clearTimeout(stop)
        clearTimeout(timer)
        form.requestSubmit(button)
      })
      return
    }
    sent = asText(fieldsOf(form))
    keep()
  }
  const onUnsent = () => {
    sent = undefined
    keep()
    schedule()
  }
  // Phones close pages without an event: the last event is that the page is hidden.
  const onHidden = () => {
    if (document.visibilityState !== 'hidden' || !isDirty()) return
    keep()
    if (!asleep && !onItsWay) save()
  }
  const onPageHide = () => {
    if (!isDirty()) return
    keep()
    if (!asleep && !isVisitor) navigator.sendBeacon('/drafts/versions', bodyOf(fieldsOf(form)))
  }
  const isAtRisk = () =>
    isDirty() &&
    !(isVisitor && isKept) &&
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
  form.addEventListener('unsent', onUnsent)
  form.addEventListener('sent', drop)
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
  const bringBack = async ({ fields, at, opened }: KeptWords) => {
    back = fields
    await fill(fields)
    const field = openedField(form)
    if (field && opened) field.value = opened
    // What is changed was changed from that version.
    for (const name of BASES) {
      const based = form.elements.namedItem(name)
      const base = fields[name]
      if (based instanceof HTMLInputElement && base) based.value = base
    }
    say({ is: 'kept', at: new Date(at) })
  }
  const kept = findKept(person, name)
  const typed = asText(fieldsOf(form))
  if (!kept || asText(kept.fields) === typed) {
    if (kept) drop()
    schedule()
  } else {
    const closed = form.closest('details')
    if (closed) closed.open = true
    // Where nothing else is written, the words come back by themselves, as a draft does.
    if (typed === saved && version === 0 && !kept.sent) void bringBack(kept)
    else {
      say({ is: 'offered', at: new Date(kept.at) })
      offered = kept
    }
  }

  return {
    /** What was kept in this browser takes the place of what is here. */
    async use() {
      const words = offered
      offered = undefined
      if (words) await bringBack(words)
      schedule()
    },
    forget() {
      offered = undefined
      drop()
      schedule()
    },
    /** The form was refused and stays open: its values are unsent again. */
    resume() {
      sent = undefined
      schedule()
    },
    async discard() {
      clearTimeout(timer)
      await onItsWay
      discarded = fieldsOf(form)
      if (isVisitor) {
        drop()
        await fill(blank)
        return say({ is: 'discarded' })
      }
      const body = new URLSearchParams({ draft: name })
      const answer = await fetch('/drafts/deletion', { method: 'POST', body, redirect: 'manual' }).catch(() => null)
      if (!answer || answer.status >= 400) return say({ is: 'failed', kept: isKept })
      drop()
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
      if (isDirty()) keep()
      clearTimeout(keeping)
      form.removeEventListener('input', onInput)
      form.removeEventListener('change', onInput)
      form.removeEventListener('submit', onSubmit)
      form.removeEventListener('unsent', onUnsent)
      form.removeEventListener('sent', drop)
      form.removeEventListener('focusout', onMove)
      form.removeEventListener('click', onMove)
      document.removeEventListener('visibilitychange', onHidden)
      removeEventListener('pagehide', onPageHide)
      removeEventListener('beforeunload', onBeforeUnload)
      removeEventListener('online', onLine)
      unwatch()
      if (!asleep && !onItsWay && isDirty() && !isVisitor)
        navigator.sendBeacon('/drafts/versions', bodyOf(fieldsOf(form)))
    },
  }
}

function openedField(form: HTMLFormElement): HTMLInputElement | undefined {
  const field = form.elements.namedItem('opened')
  return field instanceof HTMLInputElement ? field : undefined
}

const asText = (fields: Fields) => JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
const isSame = (draft: Fields, words: Fields) =>
  Object.entries(draft).every(([name, value]) => lines(value) === (words[name] ?? ''))
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
    if (!name || CONTROLS.test(name) || BASES.includes(name)) continue
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
