const holders = new Set<() => boolean>()

/** Registers somebody who can say whether they hold text that would be lost by leaving; returns how to unregister. */
export function watchUnsaved(holds: () => boolean): () => void {
  holders.add(holds)
  return () => holders.delete(holds)
}

/** Whether there is text on the page that is neither sent nor saved as a draft. */
export const isUnsaved = (): boolean => [...holders].some((holds) => holds())
