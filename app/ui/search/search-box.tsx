import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'

type PanelProps = { input: HTMLInputElement; results?: boolean }

const Panel = lazy(
  (): Promise<{ default: ComponentType<PanelProps> }> =>
    import('#app/ui/search/search-panel.tsx').catch(() => ({ default: () => null })),
)

/** Wraps a search box: the code of the suggestions below it is loaded when the box gets the focus. */
export function SearchBox({
  children,
  results = false,
  className,
}: {
  children: ReactNode
  results?: boolean
  className?: string
}) {
  const frame = useRef<HTMLDivElement>(null)
  const [input, setInput] = useState<HTMLInputElement>()
  useEffect(() => {
    const box = frame.current?.querySelector<HTMLInputElement>('input[name="q"]')
    if (!box) return
    const wake = () => setInput(box)
    if (document.activeElement === box) wake()
    box.addEventListener('focus', wake, { once: true })
    return () => box.removeEventListener('focus', wake)
  }, [])
  return (
    <div ref={frame} className={className}>
      {children}
      {input && (
        <Suspense>
          <Panel input={input} results={results} />
        </Suspense>
      )}
    </div>
  )
}
