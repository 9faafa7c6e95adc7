import type { Locale } from '#db/schema.ts'

/** Turns texts into vectors that are near each other when the texts are about the same thing. */
export type Embedder = {
  /** The name of the model. Vectors of another model are stale. */
  name: string
  /** The length of its vectors; undefined until it has made one. */
  readonly dimensions: number | undefined
  /**
   * The languages that it knows: texts in other languages get no vector, and needs in them are answered without the
   * model.
   */
  languages: readonly Locale[]
  /** A vector of length 1 for each text, in their order. Throws EmbedderError. */
  embed(texts: string[], kind: 'document' | 'query'): Promise<Float32Array[]>
}

/**
 * Why there are no vectors: the text was refused (trying again is useless), or the model is out of reach, wrongly
 * configured or returns no valid vectors.
 */
export class EmbedderError extends Error {
  readonly kind: 'refused' | 'unavailable'

  constructor(kind: 'refused' | 'unavailable', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbedderError'
    this.kind = kind
  }
}
