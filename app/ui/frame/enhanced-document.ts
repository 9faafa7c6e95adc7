import { useBlocker, useNavigate, useNavigation, useSubmit } from '@remix-run/react'
import { useCallback, useEffect, useRef } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import {
  beginSending,
  endSending,
  isOutdated,
  sendWhole,
  showFault,
  showOutcomesOn,
} from '#app/ui/sending/show-outcome.ts'
import { isUnsaved } from '#app/ui/unsaved.ts'
import { BODY_LIMIT } from '#app/web/body-limit.ts'

/**
 * Links and forms are plain elements that work without JavaScript. After the page is hydrated, two listeners turn them
 * into client navigations: rendering a component for each link would cost the server more than the link. `data-reload`
 * on an element or its parents leaves it to the browser; `data-stay` keeps the scroll position, for example after a
 * vote. What is not sent leaves the page as it is, and says so: `sending/show-outcome.ts`.
 */
export function useEnhancedDocument(viewerId: number | undefined): void {
  const navigate = useNavigate()
  const submit = useSubmit()
  const mayLeave = useLeaveGuard()
  const t = useT()
  useEndOfSending()
  useEffect(() => showOutcomesOn({ t, viewerId, go: navigate }), [t, viewerId, navigate])

  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0) return
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      const link = (event.target as Element).closest?.('a[href]')
      if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return
      if ((link.target && link.target !== '_self') || link.hasAttribute('download') || link.closest('[data-reload]'))
        return
      if (link.hash && link.pathname === location.pathname && link.search === location.search) return
      closeMenus(null)
      const stays = !mayLeave()
      if (isOutdated() && !stays) return
      event.preventDefault()
      if (!stays) navigate(link.pathname + link.search + link.hash)
    }

    const onSubmit = (event: SubmitEvent) => {
      const form = event.target as HTMLFormElement
      const isPost = form.method === 'post'
      const isWhole = form.closest('[data-reload]') !== null
      if (event.defaultPrevented || form.method === 'dialog' || (isWhole && !isPost) || isOutdated()) return
      const pressed = event.submitter as HTMLButtonElement | null
      const button = pressed ?? form.querySelector<HTMLButtonElement>('button:not([type=button])')
      const target = new URL(pressed?.getAttribute('formaction') ?? form.getAttribute('action') ?? '', location.href)
      if (target.origin !== location.origin) return
      event.preventDefault()
      if (isTooLarge(form)) return showFault({ form, button }, 'too_large')
      if (!isPost && !mayLeave()) return
      if (isPost && !beginSending(form, button, target.pathname)) return
      if (isWhole) return void sendWhole({ form, button }, target.pathname)
      submit(pressed ?? form, {
        action: target.pathname + target.search,
        method: isPost ? 'post' : 'get',
        preventScrollReset: form.hasAttribute('data-stay'),
      })
    }

    // Menus are <details>. They close after a click or a Tab elsewhere, and on Escape.
    const closeMenus = (keep: Element | null) => {
      for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
        if (!keep || !menu.contains(keep)) menu.open = false
      }
    }
    const onPointer = (event: Event) => closeMenus(event.target as Element)
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        const open = document.querySelector<HTMLDetailsElement>('details.menu[open]')
        open?.querySelector('summary')?.focus()
        closeMenus(null)
      }
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select')
      if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && event.target instanceof HTMLTextAreaElement) {
        event.preventDefault()
        event.target.form?.requestSubmit()
      }
      if (event.key === '/' && !typing && !event.metaKey && !event.ctrlKey) {
        const boxes = ['main input[type="search"][name="q"]', 'input[type="search"]']
        const box = boxes.map((name) => document.querySelector<HTMLInputElement>(name)).find(Boolean)
        if (box) {
          event.preventDefault()
          box.focus()
        }
      }
    }

    document.addEventListener('click', onClick)
    document.addEventListener('submit', onSubmit)
    document.addEventListener('pointerdown', onPointer)
    document.addEventListener('focusin', onPointer)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('click', onClick)
      document.removeEventListener('submit', onSubmit)
      document.removeEventListener('pointerdown', onPointer)
      document.removeEventListener('focusin', onPointer)
      document.removeEventListener('keydown', onKey)
    }
  }, [navigate, submit, mayLeave])
}

/** Asks before text is lost that is neither sent nor saved: on links, on searches and on the back button. */
function useLeaveGuard(): () => boolean {
  const t = useT()
  const mayLeave = useCallback(() => !isUnsaved() || confirm(t('editor:leave')), [t])
  const blocker = useBlocker(({ historyAction }) => historyAction === 'POP' && isUnsaved())
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    if (mayLeave()) blocker.proceed()
    else blocker.reset()
  }, [blocker, mayLeave])
  return mayLeave
}

/** The server would not read it, so it is not sent. */
function isTooLarge(form: HTMLFormElement): boolean {
  const typed = [...new FormData(form)].map(([name, value]) => [name, String(value)])
  return new URLSearchParams(typed).toString().length > BODY_LIMIT
}

/** After a form was sent, its button is free again; when it was refused, the focus moves to the error, or to the field. */
function useEndOfSending(): void {
  const { state } = useNavigation()
  const sent = useRef(false)

  useEffect(() => {
    if (state === 'submitting') sent.current = true
    if (state !== 'idle') return
    endSending()
    if (!sent.current) return
    sent.current = false
    document.querySelector<HTMLElement>('main [role="alert"][tabindex], main [aria-invalid="true"]')?.focus()
  }, [state])
}
