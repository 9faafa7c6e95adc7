import { type FormEvent, useCallback, useEffect, useRef } from 'react'

// Others see it for ten minutes, so it is sent again every four minutes while somebody types, and not at every key.
const REPEAT_AFTER = 4 * 60_000

/**
 * Tells the server that an answer is being written, and that it no longer is: when the page is left, or the text is
 * empty again. Give what it returns to the form as `onInput`.
 */
export function useAnswering(threadId: number): (event: FormEvent<HTMLFormElement>) => void {
  const saidAt = useRef(0)
  const say = useCallback(
    (fields: Record<string, string> = {}) => {
      saidAt.current = fields.undo ? 0 : Date.now()
      navigator.sendBeacon(`/questions/${threadId}/answering`, new URLSearchParams(fields))
    },
    [threadId],
  )
  const stop = useCallback(() => {
    if (saidAt.current > 0) say({ undo: 'on' })
  }, [say])

  useEffect(() => {
    addEventListener('pagehide', stop)
    return () => {
      removeEventListener('pagehide', stop)
      stop()
    }
  }, [stop])

  return ({ currentTarget }) => {
    if (currentTarget.querySelector('textarea')?.value.trim() === '') stop()
    else if (Date.now() - saidAt.current >= REPEAT_AFTER) say()
  }
}
