import { useEffect, useRef, useState } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import { Prose } from '#app/ui/prose.tsx'

const PAUSE = 300
const PATIENCE = 10_000

/** The text as the server renders it, shortly after one stops typing. It scrolls together with the text. */
export function Preview({ id, area }: { id: string; area: HTMLTextAreaElement }) {
  const t = useT()
  const pane = useRef<HTMLElement>(null)
  const [shown, setShown] = useState<{ html: string } | { refusal: string } | 'failed' | null>(null)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    let asking = new AbortController()
    const show = async () => {
      asking.abort()
      asking = new AbortController()
      const { signal } = asking
      const late = setTimeout(setShown, PATIENCE, 'failed')
      signal.addEventListener('abort', () => clearTimeout(late))
      try {
        const body = new URLSearchParams({ body: area.value })
        const answer = await fetch('/preview', { method: 'POST', body, signal })
        if (answer.ok) return setShown((await answer.json()) as { html: string })
        const { message } = (await answer.json()) as { message?: string }
        setShown(message ? { refusal: message } : 'failed')
      } catch {
        if (!signal.aborted) setShown('failed')
      } finally {
        clearTimeout(late)
      }
    }
    const onInput = () => {
      clearTimeout(timer)
      timer = setTimeout(show, PAUSE)
    }
    const onScroll = () => {
      const room = area.scrollHeight - area.clientHeight
      const { current } = pane
      if (current && room > 0)
        current.scrollTop = (area.scrollTop / room) * (current.scrollHeight - current.clientHeight)
    }
    show()
    area.addEventListener('input', onInput)
    area.addEventListener('scroll', onScroll)
    return () => {
      clearTimeout(timer)
      asking.abort()
      area.removeEventListener('input', onInput)
      area.removeEventListener('scroll', onScroll)
    }
  }, [area])

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
    <section ref={pane} aria-label={t('editor:view.preview')} className="editor-preview" tabIndex={0}>
      {shown === 'failed' ? (
        <p className="hint">{t('editor:preview.failed')}</p>
      ) : shown && 'refusal' in shown ? (
        <p className="hint">{shown.refusal}</p>
      ) : shown?.html ? (
        <Prose id={id} html={shown} />
      ) : (
        shown && <p className="hint">{t('editor:preview.empty')}</p>
      )}
    </section>
  )
}
