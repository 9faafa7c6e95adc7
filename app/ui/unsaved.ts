const holders = new Set<() => boolean>()

/** Registers a function that tells whether leaving would lose text. Returns a function that unregisters it. */
export function watchUnsaved(holds: () => boolean): () => void {
  holders.add(holds)
  return () => holders.delete(holds)
}

/** Whether there is text on the page that is neither sent nor saved as a draft. */
export const isUnsaved = (): boolean => [...holders].some((holds) => holds())
