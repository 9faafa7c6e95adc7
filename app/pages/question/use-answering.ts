import { type FormEvent, useCallback, useEffect, useRef } from 'react'

// Others see it for ten minutes, so it is sent again every four minutes while somebody types, and not at every key.
const REPEAT_AFTER = 4 * 60_000

/**
 * Tells the server that an answer is being written, and that it no longer is: when the page is left, or the text is
 * empty again. While the page is not shown, because the phone sleeps or another tab is open, the writer is away. Give
 * what it returns to the form as `onInput`.
 */
export function useAnswering(threadId: number): (event: FormEvent<HTMLFormElement>) => void {
  const saidAt = useRef(0)
  const isKnown = useRef(false)
  const form = useRef<HTMLFormElement>(undefined)
  const say = useCallback(
    (fields: Record<string, string> = {}) => {
      saidAt.current = fields.undo || fields.away ? 0 : Date.now()
      isKnown.current = !fields.undo
      navigator.sendBeacon(`/questions/${threadId}/answering`, new URLSearchParams(fields))
    },
    [threadId],
  )
  const stop = useCallback(() => {
    form.current = undefined
    if (isKnown.current) say({ undo: 'on' })
  }, [say])

  useEffect(() => {
    const onVisibility = () => {
      if (document.hidden && saidAt.current > 0) say({ away: 'on' })
      if (!document.hidden && form.current && !isEmpty(form.current)) say()
    }
    document.addEventListener('visibilitychange', onVisibility)
    addEventListener('pagehide', stop)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('pagehide', stop)
      stop()
    }
  }, [say, stop])

  return ({ currentTarget }) => {
    if (isEmpty(currentTarget)) return stop()
    form.current = currentTarget
    if (Date.now() - saidAt.current >= REPEAT_AFTER) say()
  }
}

const isEmpty = (form: HTMLFormElement) => (form.querySelector('textarea')?.value ?? '').trim() === ''
