import { type ComponentType, lazy } from 'react'

/**
 * A component whose code is loaded when it is first shown. Without a connection it is left out: it is not important
 * enough to lose the page and the text typed in it.
 */
export function lazily<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(() => load().catch((): { default: ComponentType<Props> } => ({ default: () => null })))
}
