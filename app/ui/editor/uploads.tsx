import { useRouteLoaderData } from '@remix-run/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { applyEdit, replaceSilently } from '#app/ui/editor/apply-edit.ts'
import { type UploadRefusal, uploadFile } from '#app/ui/editor/upload-file.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { AccountButtons } from '#app/ui/visitor-send.tsx'
import type { RootData } from '#app/web/root-data.ts'

type Upload = {
  number: number
  file: File
  /** The text that marks the place of the file until it is uploaded. */
  placeholder: string
  share: number
  stop: AbortController
  refusal?: UploadRefusal
}

/**
 * Sends files to the server while one continues to write, and inserts each where it was pasted or dropped. Those of a
 * visitor are refused before they are sent.
 */
export function useUploads(area: HTMLTextAreaElement) {
  const t = useT()
  const isVisitor = !useRouteLoaderData<RootData>('root')?.viewer
  const [uploads, setUploads] = useState<Upload[]>([])
  const [announcement, setAnnouncement] = useState('')
  const next = useRef(1)
  const running = useRef(0)

  const change = useCallback((number: number, now: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.number === number ? { ...each, ...now } : each)))
  }, [])
  const drop = useCallback((number: number) => setUploads((all) => all.filter((each) => each.number !== number)), [])

  const send = useCallback(
    async (upload: Upload) => {
      running.current += 1
      const { number, file, placeholder, stop } = upload
      try {
        const onProgress = (share: number) => change(number, { share })
        const { markdown } = await uploadFile(file, { signal: stop.signal, onProgress })
        swap(area, placeholder, markdown)
        drop(number)
        setAnnouncement(t('editor:upload.done', { name: file.name }))
      } catch (refusal) {
        swap(area, placeholder, '')
        if (stop.signal.aborted) drop(number)
        else change(number, { refusal: refusal as UploadRefusal })
      } finally {
        running.current -= 1
      }
    },
    [area, change, drop, t],
  )

  const add = useCallback(
    (files: File[]) => {
      for (const file of files) {
        const number = next.current
        next.current += 1
        if (isVisitor) {
          const refusal: UploadRefusal = { reason: 'account', again: false }
          const refused = { number, file, placeholder: '', share: 0, stop: new AbortController(), refusal }
          // One refusal says it, however many files come.
          setUploads([refused])
          continue
        }
        const name = file.name.replace(/[[\]\n]/g, '') || String(number)
        const words = t('editor:upload.placeholder', { name })
        let placeholder = `![${words}]()`
        for (let same = 2; area.value.includes(placeholder); same += 1) placeholder = `![${words} (${same})]()`
        insert(area, placeholder)
        const upload = { number, file, placeholder, share: 0, stop: new AbortController() }
        setUploads((all) => [...all, upload])
        void send(upload)
      }
    },
    [area, isVisitor, send, t],
  )

  const retry = useCallback(
    (upload: Upload) => {
      drop(upload.number)
      add([upload.file])
    },
    [add, drop],
  )

  useEffect(() => {
    const onSubmit = (event: Event) => {
      if (running.current === 0) return
      event.preventDefault()
      setAnnouncement(t('editor:upload.wait'))
    }
    const { form } = area
    form?.addEventListener('submit', onSubmit)
    return () => form?.removeEventListener('submit', onSubmit)
  }, [area, t])

  return { uploads, announcement, retry, drop, add }
}

function insert(area: HTMLTextAreaElement, text: string): void {
  const { selectionStart: from, selectionEnd: to, value } = area
  const lead = from > 0 && !/\s/.test(value[from - 1] ?? '') ? ' ' : ''
  const whole = `${lead}${text}\n`
  applyEdit(area, { from, to, text: whole, select: [from + whole.length, from + whole.length] })
}

/** Puts the file in place of its placeholder. When the placeholder was deleted, the file is not inserted. */
function swap(area: HTMLTextAreaElement, placeholder: string, text: string): void {
  const from = area.value.indexOf(placeholder)
  if (from === -1) return
  const to = from + placeholder.length
  if (document.activeElement !== area) {
    replaceSilently(area, from, to, text)
    return
  }
  const shift = text.length - placeholder.length
  const moved = (at: number) => (at >= to ? at + shift : Math.min(at, from))
  applyEdit(area, { from, to, text, select: [moved(area.selectionStart), moved(area.selectionEnd)] })
}

export function UploadList({ uploads, announcement, retry, drop }: ReturnType<typeof useUploads>) {
  const t = useT()
  return (
    <div className="editor-uploads">
      <p role="status" className={announcement && uploads.length > 0 ? 'px-3 py-1.5 text-sm' : 'sr-only'}>
        {announcement}
      </p>
      {uploads.length > 0 && (
        <ul className="divide-y divide-line border-t border-line text-sm">
          {uploads.map((upload) =>
            upload.refusal ? (
              <li key={upload.number}>
                <Refused
                  name={upload.file.name}
                  refusal={upload.refusal}
                  onRetry={() => retry(upload)}
                  onDismiss={() => drop(upload.number)}
                />
              </li>
            ) : (
              <li key={upload.number} className="flex items-center gap-3 px-3 py-1.5">
                <label className="flex min-w-0 grow items-center gap-3">
                  <span className="truncate">
                    {t('editor:upload.running', { name: upload.file.name, percent: Math.round(upload.share * 100) })}
                  </span>
                  <progress className="progress ml-auto" max={1} value={upload.share} />
                </label>
                <button
                  type="button"
                  className="btn-quiet"
                  aria-label={t('editor:upload.cancel', { name: upload.file.name })}
                  onClick={() => upload.stop.abort()}
                >
                  <Icon name="x" />
                </button>
              </li>
            ),
          )}
        </ul>
      )}
    </div>
  )
}

function Refused({
  name,
  refusal,
  onRetry,
  onDismiss,
}: {
  name: string
  refusal: UploadRefusal
  onRetry: () => void
  onDismiss: () => void
}) {
  const t = useT()
  const { reason, message, again } = refusal
  return (
    <div role="alert" className="flex flex-wrap items-center justify-end gap-x-2 px-3 py-1.5 text-bad">
      <span className="flex grow basis-64 gap-2">
        <Icon name="circle-alert" className="mt-1" />{' '}
        {reason === 'message' ? message : t(`editor:upload.${reason}`, { name })}
      </span>
      {reason === 'account' && <AccountButtons className="btn-small" />}
      {reason === 'session' && (
        <a href="/sign-in" target="_blank" rel="noopener" className="link">
          {t('editor:draft.sign_in')}
        </a>
      )}
      {again && (
        <button type="button" className="btn-quiet" onClick={onRetry}>
          {t('editor:upload.retry')}
        </button>
      )}
      <button type="button" className="btn-quiet" onClick={onDismiss}>
        {t('editor:upload.dismiss')}
      </button>
    </div>
  )
}
