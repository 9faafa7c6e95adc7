import { useEffect, useRef, useState } from 'react'
import { TextArea } from '#app/components/form.tsx'
import { useT } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import { Prose } from '#app/components/prose.tsx'
import type { HttpError } from '#app/lib/http.ts'

type Props = {
  name?: string
  label: string
  errors?: HttpError[]
  defaultValue?: string
  rows?: number
  minLength?: number
  required?: boolean
  hint?: string
  placeholder?: string
}

/**
 * A text area for Markdown with a preview by the renderer of the server: what it shows is what will be saved. Without
 * JavaScript it is the text area alone.
 */
export function MarkdownField({ name = 'body', ...props }: Props) {
  const t = useT()
  const frame = useRef<HTMLDivElement>(null)
  const [alive, setAlive] = useState(false)
  const [preview, setPreview] = useState<{ html: string; round: number } | null>(null)
  useEffect(() => setAlive(true), [])

  const show = async () => {
    const area = frame.current?.querySelector('textarea')
    const body = new URLSearchParams({ body: area?.value ?? '' })
    const answer = await fetch('/preview', { method: 'POST', body })
    const html = answer.ok ? ((await answer.json()) as { html: string }).html : ''
    setPreview((before) => ({ html, round: (before?.round ?? 0) + 1 }))
  }

  return (
    <div ref={frame}>
      <TextArea
        name={name}
        rows={8}
        {...props}
        hint={props.hint ?? t('common:markdown.hint')}
        className="field font-mono text-sm"
      />
      {alive && (
        <div className="mt-2">
          <button type="button" className="btn-small" onClick={show}>
            <Icon name="eye" /> {t('common:markdown.preview')}
          </button>
          {preview && (
            <section aria-label={t('common:markdown.preview')} aria-live="polite" className="card mt-2 p-4">
              {preview.html ? (
                <Prose key={preview.round} id={`preview-${name}`} html={preview} />
              ) : (
                <p className="hint">{t('common:markdown.empty')}</p>
              )}
            </section>
          )}
        </div>
      )}
    </div>
  )
}
