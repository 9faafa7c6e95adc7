import { useRef } from 'react'

// Others see it for ten minutes, so it is sent again every four minutes while somebody types, and not at every key.
const REPEAT_AFTER = 4 * 60_000

/** Tells the server that an answer is being written; give what it returns to the form as `onInput`. */
export function useAnswering(threadId: number): () => void {
  const saidAt = useRef(0)
  return () => {
    const now = Date.now()
    if (now - saidAt.current < REPEAT_AFTER) return
    saidAt.current = now
    navigator.sendBeacon(`/questions/${threadId}/answering`, new URLSearchParams())
  }
}
