import { type ComponentType, lazy } from 'react'

/**
 * A component of which the code is fetched when it is first shown. Without a connection it is left out: what it would
 * have added is not worth the page, and what was typed in it.
 */
export function lazily<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(() => load().catch((): { default: ComponentType<Props> } => ({ default: () => null })))
}
