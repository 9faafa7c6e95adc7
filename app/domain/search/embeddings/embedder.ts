import type { Locale } from '#db/schema.ts'

/** Turns texts into vectors that lie near each other when the texts are about the same thing. */
export type Embedder = {
  /** The model. Vectors of another one are stale. */
  name: string
  /** How long its vectors are, once it has made one. */
  readonly dimensions: number | undefined
  /** The languages that it knows: texts in others get no vector, and needs in others are answered without. */
  languages: readonly Locale[]
  /** A vector of length 1 for each text, in their order. Throws EmbedderError. */
  embed(texts: string[], kind: 'document' | 'query'): Promise<Float32Array[]>
}

/**
 * Why there are no vectors: the text itself was refused (trying it again is useless), or the model is out of reach,
 * wrongly set up or answers with what are no vectors.
 */
export class EmbedderError extends Error {
  readonly kind: 'refused' | 'unavailable'

  constructor(kind: 'refused' | 'unavailable', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbedderError'
    this.kind = kind
  }
}
