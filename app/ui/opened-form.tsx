import { useEffect, useRef, useState } from 'react'
import type { OpenedForm } from '#app/web/faster.ts'

type Props = {
  opened: OpenedForm
  /** The form as it was refused, with the fields of this part. */
  typed?: Record<string, string> | undefined
}

/**
 * What a form was opened with: the version, which the command compares, and the values, by which the page tells what
 * somebody else changed meanwhile. They stay the same when the data of the page is loaded again, because what is typed
 * stays as well; only after the form itself was saved they become the new ones.
 */
export function OpenedFields({ opened, typed }: Props) {
  const place = useRef<HTMLInputElement>(null)
  const [held, hold] = useState(opened)
  const saved = useRef(false)
  useEffect(() => {
    const form = place.current?.form
    const onSent = () => {
      saved.current = true
    }
    form?.addEventListener('sent', onSent)
    return () => form?.removeEventListener('sent', onSent)
  }, [])
  useEffect(() => {
    if (!saved.current) return
    saved.current = false
    hold(opened)
  }, [opened])
  return (
    <>
      <input ref={place} type="hidden" name="version" value={typed?.version ?? held.version} />
      <input type="hidden" name="before" value={typed?.before ?? JSON.stringify(held.fields)} />
    </>
  )
}
